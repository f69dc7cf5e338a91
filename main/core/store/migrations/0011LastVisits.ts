/** Schema version 11: the last visit of each customer is found in an index alone, for the list of who is due. */
export const lastVisits = /* sql */ `
CREATE INDEX activities_by_kind ON activities (kind, customer_id, happened_at) WHERE deleted = 0;
`;
