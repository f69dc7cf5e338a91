-- Wrong passwords in a row, by login, and whether that login is locked (server/auth/lockout.ts). A login is kept as its SHA-256 alone: what people type
-- there may be anything. Logins of nobody are counted too, so that a lock does not tell who has an account.
CREATE TABLE sign_in_failures (
  login text PRIMARY KEY,
  failures integer NOT NULL,
  last_at timestamptz NOT NULL,
  locked_at timestamptz
);
