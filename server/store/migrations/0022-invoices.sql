-- Where the company has its invoices numbered, and not its orders, the job looks for these (server/jobs/posting.ts).
CREATE INDEX records_invoices_unposted ON records ((body ->> 'issuedAt'), id)
  WHERE collection = 'salesDocuments' AND kind = 'invoice' AND NOT deleted AND body ->> 'state' = 'issued' AND NOT body ? 'invoice' AND NOT body ? 'source';

-- The invoices of an order: a sale has its legal numbers on the one or on the other, never on both.
CREATE INDEX records_invoices_by_order ON records ((body ->> 'orderId'), id)
  WHERE collection = 'salesDocuments' AND kind = 'invoice';
