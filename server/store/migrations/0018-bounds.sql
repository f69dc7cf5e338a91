-- How much was taken on a day of what has a bound per day (server/store/dailyCounts.ts): entries of devices' own audit chains, reading that they told of,
-- exports that they wrote without a line. Days gone by are forgotten.
CREATE TABLE daily_counts (
  what text NOT NULL,
  subject uuid NOT NULL,
  day date NOT NULL,
  count bigint NOT NULL,
  PRIMARY KEY (what, subject, day)
);

-- Wrong passwords in a row for a login from one sender (server/auth/senderOf.ts), both as their SHA-256 alone: of one sender few count towards the lock of the
-- login that everybody meets (sign_in_failures); who goes on from there is shut out of it by themselves.
CREATE TABLE sender_failures (
  login text NOT NULL,
  sender text NOT NULL,
  failures integer NOT NULL,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (login, sender)
);
