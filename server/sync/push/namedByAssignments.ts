/** What must be locked so that shares can follow assignments (`assignments.ts`): told from the groups alone. */
import { isRecordId } from '../../../shared/base/id.ts';
import { elementsOf, textOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import type { OperationGroup } from '../../../shared/sync/operation.ts';
import { keyOf } from '../storedRecord.ts';

const FIELD = 'serviceTeam';
/** Keys of the customers that requests of these groups name, and of the requests that shares named by them say they are for. */
export function namedByAssignments(groups: readonly OperationGroup[]): { customers: string[]; requests: string[] } {
  const customers: string[] = [];
  const requests: string[] = [];
  for (const operation of groups.flatMap(({ operations }) => operations)) {
    const values = operation.act === 'create' ? operation.body : valuesOf(operation);
    if (operation.collection === 'serviceRequests') {
      const customerId = textOf(values, 'customerId');
      if (isRecordId(customerId)) customers.push(keyOf({ collection: 'customers', id: customerId }));
    }
    if (operation.collection !== 'customers') continue;
    const ids =
      operation.act === 'create'
        ? elementsOf(operation.body, FIELD).map(({ id }) => id)
        : operation.act === 'patch'
          ? operation.changes.flatMap((change) => idOfShare(change))
          : [];
    requests.push(...ids.filter(isRecordId).map((id) => keyOf({ collection: 'serviceRequests', id })));
  }
  return { customers, requests };
}

type Operation = OperationGroup['operations'][number];

const valuesOf = (operation: Operation): RecordBody =>
  operation.act === 'patch'
    ? Object.fromEntries(
        operation.changes.flatMap((change) => (change.do === 'set' ? [[change.path, change.value]] : [])),
      )
    : {};

function idOfShare(change: Extract<Operation, { act: 'patch' }>['changes'][number]): string[] {
  if (change.path === FIELD) return 'id' in change ? [change.id] : [];
  const [field, id] = change.path.split('/');
  return field === FIELD && id !== undefined ? [id] : [];
}
