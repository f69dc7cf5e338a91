/** Orders and contracts on which somebody was asked. */
import { isOfFamily } from '../customers/family.ts';
import { isAnyOf } from '../sql.ts';

/** The customer's other orders that count against its credit, and what was paid and taken back. */
export const creditDocumentsQuery = `
  SELECT id, kind, created_by AS createdBy, body FROM sales_documents
  WHERE ${isOfFamily('customer_id')} AND deleted = 0 AND id <> :id
    AND ((kind = 'order' AND state = 'confirmed') OR kind IN ('receipt', 'return', 'invoice'))`;

/** The customer's jobs, contracts and machines: a handful of each. */
export const serviceOfCustomerQuery = `
  SELECT 'serviceRequests' AS collection, id, kind, created_by AS createdBy, body FROM service_requests
  WHERE ${isOfFamily('customer_id')} AND deleted = 0
  UNION ALL
  SELECT 'contracts', id, kind, created_by, body FROM contracts WHERE ${isOfFamily('customer_id')} AND deleted = 0
  UNION ALL
  SELECT 'assets', id, kind, created_by, body FROM assets WHERE ${isOfFamily('customer_id')} AND deleted = 0`;

/** What is kept of these products for anybody, at places that are held here. */
export const allotmentsQuery = `
  SELECT body FROM stock WHERE deleted = 0 AND kind = 'allotment' AND ${isAnyOf('product_id', 'products')}`;

/** A seller's other orders that were confirmed since a day, with one of these products. */
export const promisesOfSellerQuery = `
  SELECT d.body FROM sales_documents d
  WHERE d.id IN (SELECT order_id FROM order_lines WHERE ${isAnyOf('product_id', 'products')})
    AND d.deleted = 0 AND d.kind = 'order' AND d.state = 'confirmed' AND d.owner_id = :personId AND d.id <> :id
    AND coalesce(json_extract(d.body, '$.confirmedAt'), d.ordered_on) >= :since`;

export interface RequestRow {
  readonly collection: 'salesDocuments' | 'contracts';
  readonly id: string;
  readonly kind: string;
  readonly body: string;
  readonly customerName: string | null;
  readonly pending: number;
}

const REQUESTS_READ = 1_000;

const ASKED = (body: string): string =>
  `CASE WHEN :askedBy IS NULL THEN json_extract(${body}, '$.approval.decision') IS NULL AND json_extract(${body}, '$.approval.askedAt') IS NOT NULL
     ELSE json_extract(${body}, '$.approval.askedBy') = :askedBy END`;

/**
 * What nobody has decided yet, or what this person asked, decided or not; the oldest first. Whether the terms are still those that were asked about is not
 * SQL's to say.
 */
export const openRequestsQuery = `
  SELECT r.collection, r.id, r.kind, r.body, c.name AS customerName, r.pending FROM (
    SELECT 'salesDocuments' AS collection, d.id, d.kind, d.body, d.customer_id, d.pending FROM sales_documents d
    WHERE d.deleted = 0 AND d.state = 'draft' AND d.kind = 'order' AND ${ASKED('d.body')}
    UNION ALL
    SELECT 'contracts', k.id, k.kind, k.body, k.customer_id, k.pending FROM contracts k
    WHERE k.deleted = 0 AND ${ASKED('k.body')}
  ) r LEFT JOIN customers c ON c.id = r.customer_id
  ORDER BY json_extract(r.body, '$.approval.askedAt'), r.id LIMIT ${REQUESTS_READ}`;
