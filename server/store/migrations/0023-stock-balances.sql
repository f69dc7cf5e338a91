-- Balances of stock: the job's own ledger (server/jobs/stockBalances.ts). How far it has followed the feed of each place, as a device's cursor does:
-- moved in the transaction that writes the balances of what it read.
CREATE TABLE stock_cursors (
  scope text PRIMARY KEY,
  seq bigint NOT NULL
);

-- All that is known of one product at one place.
CREATE INDEX records_stock ON records ((body ->> 'placeId'), (body ->> 'productId'), kind) WHERE collection = 'stock';
