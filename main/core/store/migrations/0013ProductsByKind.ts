/** Schema version 13: price lists and promotions stand among thousands of products and are found by their kind, in the order of their names. */
export const productsByKind = /* sql */ `
CREATE INDEX products_by_kind ON products (kind, name_sort, id) WHERE deleted = 0;
`;
