-- The close of a day counts the money that was taken in on it.
CREATE INDEX records_receipts_by_day ON records ((body->>'receivedOn') COLLATE "C") WHERE collection = 'salesDocuments' AND kind = 'receipt';
