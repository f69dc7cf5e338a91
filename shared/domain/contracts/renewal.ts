/** What a contract that takes the place of another begins with: its terms, from the day after its last, for as long as it ran. */
import { addDays, isIsoDate } from '../../base/clock.ts';
import type { RecordId } from '../../base/id.ts';
import { textOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';
import { contractLastDay } from './contractState.ts';

const KEPT = [
  'customerId',
  'title',
  'coverage',
  'coveredThings',
  'visitsIncluded',
  'hoursIncluded',
  'partsUpTo',
  'responseHours',
  'price',
  'technicianId',
] as const;

/** Neither its number nor its approval: those are the old one's. */
export function renewalOf(contract: { readonly id: RecordId; readonly body: RecordBody }): RecordBody {
  const { id, body } = contract;
  const kept = Object.fromEntries(KEPT.flatMap((field) => (body[field] === undefined ? [] : [[field, body[field]]])));
  return { ...kept, ...periodAfter(body), renewsContractId: id };
}

function periodAfter(body: RecordBody): RecordBody {
  const startsOn = textOf(body, 'startsOn');
  const endsOn = textOf(body, 'endsOn');
  const lastDay = contractLastDay(body);
  if (!isIsoDate(startsOn) || !isIsoDate(endsOn) || lastDay === null) return {};
  const days = (Date.parse(endsOn) - Date.parse(startsOn)) / DAY;
  const from = addDays(lastDay, 1);
  return { startsOn: from, endsOn: addDays(from, days) };
}

const DAY = 86_400_000;
