/** Schema version 15: stock has movements and allotments beside balances, and is read by product or by place, a kind at a time. */
export const stockByPlace = /* sql */ `
DROP INDEX stock_by_product;
CREATE INDEX stock_by_product ON stock (product_id, kind, place_id) WHERE deleted = 0;
CREATE INDEX stock_by_place ON stock (place_id, kind, product_id) WHERE deleted = 0;
`;
