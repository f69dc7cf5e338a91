/** Schema version 19: orders in which lists are walked from their first row on, instead of being sorted whole. */
export const listOrders = /* sql */ `
-- What a customer's papers are counted by, and found by their customer's name, without reading them.
DROP INDEX sales_documents_by_customer;
CREATE INDEX sales_documents_by_customer ON sales_documents (customer_id, dated_on, kind, state) WHERE deleted = 0;
-- Deleted customers stand in no list, but their papers stand in lists under their names.
CREATE INDEX customers_gone ON customers (name_sort, id) WHERE deleted = 1;
CREATE INDEX service_requests_by_due ON service_requests (due_sort, received_at, id, assignee_id, customer_id, kind) WHERE deleted = 0;
-- The list of deals: by the day on which each closed or is expected to.
CREATE INDEX opportunities_by_day ON opportunities (coalesce(closed_on, expected_close_on), id, kind, pipeline_id, stage, entered_at, owner_id, customer_id)
  WHERE deleted = 0;
`;
