/** Which operations confirm an order, or decide about one. */
import type { RecordOperation } from '../../../shared/sync/operation.ts';

export function mayBind(operation: RecordOperation): boolean {
  if (operation.collection !== 'salesDocuments' || operation.act === 'delete') return false;
  if (operation.act === 'create') return operation.body['state'] === 'confirmed' || 'approval' in operation.body;
  return operation.changes.some(({ path }) => path === 'state' || path.startsWith('approval'));
}
