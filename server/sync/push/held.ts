/**
 * What waits behind a parked group: later groups of the same chain that touch or refer to a record it created, or change the same leaf
 * or merge group. Intents on existing records and everybody else's work never wait (SYNC.md, "Parking, per chain").
 */
import type { RecordId } from '../../../shared/base/id.ts';
import type { JsonValue } from '../../../shared/base/leafPath.ts';
import type { KindDefinition } from '../../../shared/domain/kind.ts';
import { pathOfChange } from '../../../shared/sync/forceChange.ts';
import { groupOf, overlaps, WHOLE_RECORD } from '../../../shared/sync/mergeRules.ts';
import { liftGroup } from '../../../shared/sync/lift.ts';
import type { LeafChange, OperationGroup, RecordOperation } from '../../../shared/sync/operation.ts';
import type { Transaction } from '../../store/database.ts';
import { definitionOf, keyOf } from '../storedRecord.ts';

export interface HeldWork {
  readonly hash: string;
  readonly device: RecordId;
  readonly n: number;
  /** Keys and ids of records that only exist once it is applied. */
  readonly createdKeys: ReadonlySet<string>;
  readonly createdIds: ReadonlySet<string>;
  /** Keyed by record: the paths it changes, `WHOLE_RECORD` for a delete. */
  readonly paths: ReadonlyMap<string, readonly string[]>;
}

/** The parked groups of these devices, by device, oldest first. @param except Hashes of those that are being decided anew. */
export async function readHeldWork(
  transaction: Transaction,
  devices: readonly RecordId[],
  except: readonly string[] = [],
): Promise<Map<RecordId, HeldWork[]>> {
  const rows = await transaction.rows<{ hash: string; bytes: string }>(
    "SELECT hash, bytes FROM ledger WHERE outcome = 'parked' AND device = ANY($1::uuid[]) AND hash <> ALL($2::text[]) ORDER BY device, n",
    [devices, except],
  );
  const held = rows.map(({ hash, bytes }) => heldWorkOf(hash, liftGroup(JSON.parse(bytes) as OperationGroup)));
  return Map.groupBy(held, ({ device }) => device);
}

export function heldWorkOf(hash: string, group: OperationGroup): HeldWork {
  const created = group.operations.filter(({ act }) => act === 'create');
  const paths = Map.groupBy(
    group.operations.flatMap((operation) => pathsOf(operation).map((path) => ({ key: keyOf(operation), path }))),
    ({ key }) => key,
  );
  return {
    hash,
    device: group.device,
    n: group.n,
    createdKeys: new Set(created.map(keyOf)),
    createdIds: new Set(created.map(({ id }) => id)),
    paths: new Map([...paths].map(([key, own]) => [key, own.map(({ path }) => path)])),
  };
}

export const mustWaitBehind = (group: OperationGroup, held: HeldWork): boolean =>
  group.n > held.n &&
  group.operations.some((operation) => touchesCreated(operation, held) || changesSame(operation, held));

function touchesCreated(operation: RecordOperation, held: HeldWork): boolean {
  return (
    held.createdIds.size > 0 &&
    (held.createdKeys.has(keyOf(operation)) || mentions(operation as unknown as JsonValue, held.createdIds))
  );
}

function changesSame(operation: RecordOperation, held: HeldWork): boolean {
  const heldPaths = held.paths.get(keyOf(operation));
  if (!heldPaths || operation.act === 'create') return false;
  if (operation.act === 'delete') return true;
  const definition = definitionOf(operation);
  const own = operation.changes.filter((change) => !isIntent(change)).map(pathOfChange);
  return own.some((path) => heldPaths.some((heldPath) => isSamePlace(definition, path, heldPath)));
}

function isSamePlace(definition: KindDefinition | null, path: string, heldPath: string): boolean {
  if (heldPath === WHOLE_RECORD || overlaps(path, heldPath)) return true;
  const group = definition ? groupOf(definition.merge, path) : null;
  return group !== null && definition !== null && groupOf(definition.merge, heldPath) === group;
}

function pathsOf(operation: RecordOperation): string[] {
  if (operation.act === 'create') return [];
  return operation.act === 'delete' ? [WHOLE_RECORD] : operation.changes.map(pathOfChange);
}

const isIntent = ({ do: act }: LeafChange): boolean =>
  act === 'increment' || act === 'add' || act === 'remove' || act === 'addElement';

/** Does an id stand anywhere in it? Wider than the references that a kind declares: a kind that this version does not know counts too. */
function mentions(value: JsonValue, ids: ReadonlySet<string>): boolean {
  if (typeof value === 'string') return ids.has(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((item: JsonValue) => mentions(item, ids));
}
