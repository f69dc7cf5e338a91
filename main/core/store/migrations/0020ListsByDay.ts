/** Schema version 20: what lists and sums walked all of a table for. */
export const listsByDay = /* sql */ `
-- The list of activities: by the day on which each happened or is planned.
CREATE INDEX activities_by_day ON activities (coalesce(happened_at, planned_at), id, owner_id) WHERE deleted = 0;
-- Few; the list of what is wrong with orders is opened with all of them.
CREATE INDEX sales_documents_cancelled ON sales_documents (id) WHERE deleted = 0 AND kind = 'order' AND state = 'cancelled';
-- Whose sale it is, beside its lines: of all sales, the rows of their papers are long.
CREATE INDEX sales_documents_owners ON sales_documents (id, owner_id);
-- Few; every list of customers asks for them.
CREATE INDEX customer_links_standing ON customer_links (other_id, customer_id) WHERE relation = 'standsFor';
`;
