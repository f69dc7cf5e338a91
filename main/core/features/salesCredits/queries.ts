/** A person's own sales, summed per currency. Parameters: personId, from, to. */

export interface SalesRow {
  readonly currency: string | null;
  readonly count: number;
  readonly amount: number | null;
}

/** Answered by an index alone, whatever number of credits there is. */
export const creditedQuery = `
  SELECT currency, count(*) AS count, sum(amount) AS amount FROM sales_credits
  WHERE deleted = 0 AND person_id = :personId AND state = 'credited' AND document_date BETWEEN :from AND :to
  GROUP BY currency ORDER BY amount DESC, currency`;

/**
 * Only of orders that they wrote themselves: one that came to them after its confirmation is somebody else's sale, whose credit they never hold.
 */
export const awaitedQuery = `
  SELECT d.currency, count(*) AS count, sum(d.total) AS amount FROM sales_documents d
  WHERE d.deleted = 0 AND d.kind = 'order' AND d.state = 'confirmed' AND d.dated_on BETWEEN :from AND :to
    AND d.owner_id = :personId AND d.created_by = :personId
    AND NOT EXISTS (SELECT 1 FROM sales_credits c WHERE c.deleted = 0 AND c.sales_document_id = d.id)
  GROUP BY d.currency ORDER BY amount DESC, d.currency`;
