/** Something was met outside: whose decoy is this number, and which export does this list come from? */
import { instantFromMilliseconds } from '../../shared/base/clock.ts';
import type { DeviceCallInputs } from '../../shared/contract/server.ts';
import type { LookUpReply } from '../../shared/contract/watch.ts';
import { agreementWith, isTelling, spelledPhonesIn } from '../../shared/domain/exports/phoneMark.ts';
import { contactKeysIn } from '../../shared/domain/watch/contactKeys.ts';
import type { DeviceCallContext } from '../api/deviceAnswers.ts';
import { lockMember } from '../administration/asking.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import type { Device } from '../auth/devices.ts';
import { retried } from '../store/retried.ts';
import { listDecoys } from './decoys.ts';
import { addFindings } from './findings.ts';
import { listExports } from './people.ts';

/** Of the newest exports; older lists are old. */
const EXPORTS_COMPARED = 20_000;
const EXPORTS_SHOWN = 5;

export async function lookUp(
  context: DeviceCallContext,
  by: Device,
  { text, met }: DeviceCallInputs['lookUpDecoy'],
): Promise<LookUpReply> {
  const { database, clock } = context;
  const organisation = await context.organisation.read(database);
  const keys = contactKeysIn(text);
  const known = await database.rows<{ customer: string }>(
    'SELECT DISTINCT customer FROM decoy_keys WHERE key = ANY($1)',
    [keys],
  );
  const ids = known.map(({ customer }) => customer);
  const decoys = ids.length === 0 ? [] : await listDecoys(database, organisation, ids);
  const exports = await traceExports(context, text);
  await retried(database, async (transaction) => {
    await lockMember(transaction, by, 'decoys.manage');
    if (met === '') {
      await writeAudit(transaction, {
        action: 'decoy.lookedUp',
        person: by.person,
        device: by.id,
        facts: { keys: keys.length, decoys: decoys.length },
      });
      return;
    }
    await addFindings(
      transaction,
      decoys.map((decoy) => ({
        kind: 'decoyMet' as const,
        person: decoy.person.id,
        device: null,
        at: instantFromMilliseconds(clock.now()),
        facts: { met, holders: decoy.holders, decoy: decoy.customer, decoyName: decoy.name },
        cause: `${decoy.customer} ${met}`,
      })),
    );
  });
  return { decoys, exports };
}

async function traceExports(context: DeviceCallContext, text: string): Promise<LookUpReply['exports']> {
  const { database } = context;
  const phones = spelledPhonesIn(text);
  if (phones.length === 0) return [];
  const marks = await database.rows<{ id: string; mark: string }>(
    `SELECT e.id, a.mark FROM exports e JOIN export_allowances a ON a.id = e.allowance ORDER BY e.at DESC LIMIT ${EXPORTS_COMPARED}`,
  );
  const different = new Set(marks.map(({ mark }) => mark)).size;
  const telling = marks
    .map(({ id, mark }) => ({ id, ...agreementWith(mark, phones) }))
    .filter((agreement) => isTelling(agreement, different))
    .toSorted((one, other) => other.agreeing - one.agreeing)
    .slice(0, EXPORTS_SHOWN);
  if (telling.length === 0) return [];
  const organisation = await context.organisation.read(database);
  const window = { offset: 0, limit: EXPORTS_SHOWN };
  const { rows } = await listExports(
    database,
    organisation,
    window,
    telling.map(({ id }) => id),
  );
  return telling.flatMap(({ id, compared, agreeing }) => {
    const row = rows.find((candidate) => candidate.export === id);
    return row ? [{ row, compared, agreeing }] : [];
  });
}
