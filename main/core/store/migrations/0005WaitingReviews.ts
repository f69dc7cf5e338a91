/** Schema version 5: lists mark the records about which a review waits, and ask for those of a screenful at a time. */
export const waitingReviews = /* sql */ `
CREATE INDEX reviews_waiting ON reviews (record_id) WHERE deleted = 0 AND status = 'open';
`;
