-- Sales credits (SYNC-104): the job's own ledger (server/jobs/creditSales.ts). How far it has followed each scope's feed, as a device's cursor does:
-- moved in the transaction that writes the credits of what it read, so nothing is credited twice and nothing is passed over.
CREATE TABLE sales_credit_cursors (
  scope text PRIMARY KEY,
  seq bigint NOT NULL
);
