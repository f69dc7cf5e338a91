-- What a seller has promised since a day: held against what stock is kept for them (server/sync/push/slices.ts).
CREATE INDEX records_orders_by_seller ON records ((body ->> 'ownerId'), (body ->> 'confirmedAt'))
  WHERE collection = 'salesDocuments' AND kind = 'order' AND body ->> 'state' = 'confirmed';
