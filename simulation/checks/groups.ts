/** Every group that was ever saved, from the journals: decided once, and either held whole or to be found again in what head office has. */
import type { JsonValue } from '../../shared/base/leafPath.ts';
import type { OperationGroup, RecordOperation } from '../../shared/sync/operation.ts';
import type { Actor, JournalEntry } from '../actorTypes.ts';
import type { World } from '../world.ts';
import { checkHeldChains } from './chains.ts';
import { keyOf } from './deviceState.ts';
import { reviewedKey, type ServerState } from './serverState.ts';

/** Reasons for which head office holds work in a world without defects. */
const EXPECTED_REASONS = new Set([
  'permission_denied',
  'scope_departed',
  'behind_parked',
  'unknown_record',
  'locked_record',
  'invariant_broken',
]);

/** What papers may not be, of which two who do not hear of each other each know a half: an order is cancelled here, and delivered there. */
const EXPECTED_VIOLATIONS = new Set([
  'order.papersOut',
  'document.orderUnknown',
  'document.differsFromOrder',
  'document.orderLineMissing',
  'document.moreThanOrdered',
]);

export function checkGroups(world: World, state: ServerState): void {
  const textsByRecord = textsOf(state);
  for (const actor of world.actors)
    for (const entry of actor.everSaved.values()) checkGroup(world, state, actor, entry, textsByRecord);
  const saved = new Set(world.actors.flatMap(({ everSaved }) => [...everSaved.keys()]));
  for (const { hash, device, n } of state.ledger.values())
    if (!saved.has(hash)) world.report('SYNC-20', `group ${n} of ${device} was never saved by anybody`);
  checkHeldChains(world, state);
  checkNumbers(world, state);
}

function checkGroup(
  { report, count }: World,
  state: ServerState,
  { name, isCloned }: Actor,
  { hash, group }: JournalEntry,
  textsByRecord: ReadonlyMap<string, string>,
): void {
  const row = state.ledger.get(hash);
  if (!row) return report('SYNC-180', `${name}: group ${group.n} never arrived`);
  count(`${row.outcome}${row.reason === null ? '' : `: ${row.reason}`}`);
  const versions = [...state.history.values()].flat().filter(({ groupHash }) => groupHash === hash);
  if (row.outcome === 'parked') {
    if (versions.length > 0) report('SYNC-40', `${name}: of held group ${group.n} something was applied`);
    const isExpected =
      EXPECTED_REASONS.has(row.reason ?? '') ||
      (row.reason === 'invalid' && EXPECTED_VIOLATIONS.has(row.facts['violation'] ?? '')) ||
      (row.facts['cause'] === 'paper_moment' && doesTakeBack(group)) ||
      (row.facts['cause'] === 'paper_stock' && isPaperOvertaken(state, group)) ||
      (isCloned && row.reason === 'number_duplicate');
    if (!isExpected) report('SYNC-40', `${name}: group ${group.n} is held: ${row.reason} ${JSON.stringify(row.facts)}`);
    return;
  }
  for (const [key, own] of Map.groupBy(group.operations, keyOf)) {
    const made = versions.filter((version) => keyOf(version) === key && version.changedPaths.some(isOfPeople));
    // A decision on a review may stand beside a change that moves the same review on.
    const most = key.startsWith('reviews/') ? group.operations.length : own.length;
    if (made.length > most) report('SYNC-20', `${name}: group ${group.n} changed ${key} ${made.length} times`);
    const texts = textsByRecord.get(key) ?? '';
    for (const token of new Set(own.flatMap(tokensOf)))
      if (!texts.includes(token))
        report('SYNC-180', `${name}: ${token} of group ${group.n} is in no version and no review of ${key}`);
  }
}

/** A clash that is taken back puts another's step back as it was, with the moment that it was taken at: days later somebody looks at that. */
const doesTakeBack = ({ operations }: OperationGroup): boolean =>
  operations.some(({ collection }) => collection === 'reviews');

/**
 * A paper takes its step, with the goods that it moves, and others had changed it unseen, or wrote it anew behind a restore: the step is a clash, and goods that
 * the paper then does not speak of are not moved. All of it is held.
 */
function isPaperOvertaken(state: ServerState, { device, operations }: OperationGroup): boolean {
  return operations.some((operation) => {
    if (operation.act !== 'patch' || operation.collection !== 'salesDocuments') return false;
    const { version, epoch } = operation.seen;
    const seenIn = state.epochs.get(epoch ?? '') ?? -1;
    return (state.history.get(keyOf(operation)) ?? []).some(
      (one) => one.device !== device && (one.version > version || one.epoch > seenIn),
    );
  });
}

/** Not what the server puts right behind a group: whom a customer is shared with for a job, and for whom it stands. */
const isOfPeople = (path: string): boolean => path !== 'standsForIds' && !path.startsWith('serviceTeam');

/** By record: everything that its versions and those of its reviews ever held. */
function textsOf(state: ServerState): Map<string, string> {
  const texts = new Map<string, string>();
  const add = (key: string, text: string): void => void texts.set(key, `${texts.get(key) ?? ''}\n${text}`);
  for (const [key, versions] of state.history)
    for (const { collection, body } of versions) {
      add(key, JSON.stringify(body));
      if (collection === 'reviews') add(reviewedKey(body), JSON.stringify(body));
    }
  return texts;
}

/** The words that nobody else ever typed: what this operation wants to be there, not what it saw. */
export function tokensOf(operation: RecordOperation): string[] {
  if (operation.act === 'delete') return [];
  if (operation.act === 'create') return tokensIn(operation.body);
  return operation.changes.flatMap((change) => {
    if (change.do === 'set' || change.do === 'add') return tokensIn(change.value);
    return change.do === 'addElement' ? [...tokensIn(change.id), ...tokensIn(change.value)] : [];
  });
}

const tokensIn = (value: JsonValue): string[] => JSON.stringify(value).match(/q\d+x\d+z/g) ?? [];

/** No two documents ever get the same; a device uses them up in order, so what is not used lies at the end. */
function checkNumbers({ actors, report }: World, state: ServerState): void {
  const papers = new Map<string, string>();
  for (const [key, { collection, body }] of state.records) {
    const { number } = body;
    if (collection === 'reviews' || typeof number !== 'string' || number === '') continue;
    if (papers.has(number)) report('SYNC-150', `${number} is on ${papers.get(number)} and on ${key} at head office`);
    papers.set(number, key);
  }
  const owners = new Map<string, string>();
  for (const { name, journal, store, isCloned } of actors) {
    // Two disks draw from the same blocks; the second paper is held (SYNC-155 will give it a suffix).
    if (isCloned) continue;
    const used = new Map<string, number[]>();
    for (const { group } of journal.values())
      for (const { key, number } of numbersIn(group)) {
        // Taking back a clash may bring another's number.
        if (!number.includes(`-${store.identity.deviceCode}-`)) continue;
        const owner = owners.get(number);
        if (owner !== undefined && owner !== key) report('SYNC-150', `${number} is on ${owner} and on ${key}`);
        owners.set(number, key);
        // Said again, when somebody put it back.
        if (owner === key) continue;
        if (!state.numbers.has(number)) report('SYNC-151', `${number} is not known to be used`);
        const [series = '', , counted] = number.split('-');
        used.set(series, [...(used.get(series) ?? []), Number(counted)]);
      }
    for (const [series, numbers] of used)
      if (numbers.some((number, index) => number !== index + 1))
        report('SYNC-151', `${name}: ${series} has gaps or doubles: ${numbers.join(' ')}`);
  }
}

function numbersIn(group: OperationGroup): { key: string; number: string }[] {
  return group.operations.flatMap((operation) => {
    const value =
      operation.act === 'create'
        ? operation.body['number']
        : operation.act === 'patch'
          ? operation.changes.flatMap((change) =>
              change.path === 'number' && change.do === 'set' ? [change.value] : [],
            )[0]
          : null;
    return typeof value === 'string' && value !== '' ? [{ key: keyOf(operation), number: value }] : [];
  });
}
