/** A save on a machine, as its person and the journal hear of it: what was refused for a known reason is no defect, what is lost with the power was never said to be saved. */
import { isPeyvandError } from '../shared/base/errors.ts';
import type { LocalCommit } from '../main/core/store/index.ts';
import type { TestDevice } from '../e2e/sync/device.ts';
import type { Actor } from './actorTypes.ts';
import { readOutbox } from './checks/deviceState.ts';
import type { Journal } from './journal.ts';
import type { Power } from './power.ts';
import { describe } from './seen.ts';

/** What a person may meet when saving; anything else is a defect. */
const EXPECTED_REFUSALS = new Set(['stale_edit', 'locked', 'not_found', 'invalid_input', 'permission_denied']);

interface SavingOptions {
  readonly name: string;
  readonly device: TestDevice;
  readonly journal: Journal;
  readonly power: Power;
  readonly isFull: () => boolean;
  readonly knownVersions: () => Readonly<Record<string, number>>;
  readonly report: (rule: string, message: string) => void;
  readonly count: (what: string) => void;
  readonly tell: (line: string) => void;
}

export function createSaving({ name, device, journal, power, isFull, ...options }: SavingOptions): Actor['commit'] {
  const { knownVersions, report, count, tell } = options;

  async function save(operations: LocalCommit['operations'], number: LocalCommit['number']): Promise<string | null> {
    const receipt = await device.store.commit({ author: device.person, operations, ...(number ? { number } : {}) });
    // What was saved on files that are no more was never said to be saved.
    if (power.left !== null) return null;
    const row = readOutbox(device.store).find(({ hash }) => hash === receipt.hash);
    if (!row) throw new Error('the group is not in the outbox');
    journal.note({ hash: receipt.hash, group: row.group, number: receipt.number }, row.signature);
    count('commits');
    tell(`${name} saved ${row.group.n} ${row.hash.slice(0, 6)}: ${describe(row.group)}`);
    return receipt.number ?? receipt.hash;
  }

  function isExpected(error: unknown): boolean {
    if (!isPeyvandError(error)) return false;
    // A new identity that the server has not heard of has no numbers yet.
    const isUnknown = device.store.identity.deviceCode === '';
    return (
      EXPECTED_REFUSALS.has(error.code) ||
      (isFull() && error.code === 'disk_full') ||
      (isUnknown && error.code === 'number_block_exhausted')
    );
  }

  return async (operations, number) => {
    if (operations.length === 0) return null;
    // Nobody writes what their program has not heard of.
    if (operations.some(({ collection }) => !(collection in knownVersions()))) return null;
    try {
      return await save(operations, number);
    } catch (error) {
      if (power.left !== null) return null;
      if (!isExpected(error))
        report('SYNC-1', `a commit failed: ${String(error)} ${JSON.stringify(operations).slice(0, 500)}`);
      tell(`${name} was refused: ${String(error)}`);
      count(`refused here: ${isPeyvandError(error) ? error.code : 'defect'}`);
      return null;
    }
  };
}
