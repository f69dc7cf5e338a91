-- The family of a customer: whoever was merged into it, and whoever says to stand for it (server/sync/push/family.ts). A handful of customers are in either.
CREATE INDEX records_merged_customers ON records ((body ->> 'mergedIntoId')) WHERE collection = 'customers' AND body ? 'mergedIntoId';
CREATE INDEX records_standing_customers ON records USING gin ((body -> 'standsForIds') jsonb_path_ops) WHERE collection = 'customers' AND body ? 'standsForIds';
