-- What was ordered about a device (server/auth/standing.ts). All identities of one enrolment are one disk and its copies: they share one standing.
CREATE TABLE device_orders (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  line uuid NOT NULL,
  -- Counted per line: of two orders the later one, and whether a lease was written before or behind an order.
  serial integer NOT NULL,
  -- erased: no order but the device's own word that its keys are gone.
  act text NOT NULL CHECK (act IN ('suspend', 'lift', 'wipePolitely', 'wipeAtOnce', 'erased')),
  reason text NOT NULL DEFAULT '',
  -- Who ordered it; null for the server's own command line and for what a device said.
  ordered_by uuid,
  ordered_at timestamptz NOT NULL,
  -- The life of the database in which it was ordered: a restored one counts anew.
  epoch text NOT NULL,
  -- Of erased: the statement that the device signed before its key was gone; null when it had no key at hand to sign with.
  proof text,
  UNIQUE (line, serial)
);

-- The last of it, where every message of a device looks anyway.
ALTER TABLE devices ADD COLUMN standing text NOT NULL DEFAULT 'active'
  CHECK (standing IN ('active', 'suspended', 'wipePolitely', 'wipeAtOnce', 'erased'));
ALTER TABLE devices ADD COLUMN order_serial integer NOT NULL DEFAULT 0;
