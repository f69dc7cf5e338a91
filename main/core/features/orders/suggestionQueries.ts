/** Reads behind what is offered for a new order; each walks an index of one customer or one person. */

export interface LastOrderRow {
  readonly id: string;
  readonly number: string | null;
  readonly orderedOn: string | null;
  readonly body: string;
}

/** `:customerIds` is a JSON list: the customer and all that were merged into it. */
export const lastOrderQuery = `
  SELECT d.id, d.number, d.dated_on AS orderedOn, d.body
  FROM json_each(:customerIds) f CROSS JOIN sales_documents d INDEXED BY sales_documents_by_customer
    ON d.customer_id = f.value AND d.deleted = 0
  WHERE d.kind = 'order' AND d.state = 'confirmed' ORDER BY d.dated_on DESC, d.id DESC LIMIT 1`;

/** What a promotion gave was paid by nobody. */
export const boughtLinesQuery = `
  SELECT l.order_id AS orderId, l.product_id AS productId, l.ordered_on AS orderedOn, l.quantity
  FROM json_each(:customerIds) f CROSS JOIN order_lines l INDEXED BY order_lines_by_customer ON l.customer_id = f.value
  WHERE l.state = 'confirmed' AND l.product_id IS NOT NULL AND l.ordered_on IS NOT NULL AND l.quantity > 0 AND l.net_amount > 0
  ORDER BY l.ordered_on DESC, l.order_id DESC LIMIT 2000`;

export interface FavouriteRow {
  readonly productId: string;
  readonly subject: string | null;
}

/** In the order in which they were taken up. */
export const favouritesQuery = `
  SELECT json_extract(a.body, '$.productId') AS productId, a.subject FROM activities a INDEXED BY activities_by_owner
  WHERE a.owner_id = :ownerId AND a.deleted = 0 AND a.kind = 'favourite' ORDER BY a.id`;
