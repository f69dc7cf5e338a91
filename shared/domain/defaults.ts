/** What a new record starts with before a person types anything. */
import { addDays, type Instant, type IsoDate } from '../base/clock.ts';
import type { CurrencyCode } from '../base/currency.ts';
import type { RecordId } from '../base/id.ts';
import { proposedProbability } from './opportunities/pipeline.ts';
import type { CollectionName, RecordBody } from './record.ts';

export interface DefaultsContext {
  readonly now: Instant;
  /** The day where the person is. */
  readonly today: IsoDate;
  readonly personId: RecordId;
  /** The company's settings `defaultCurrency` and `taxPercentage`. */
  readonly currency: CurrencyCode;
  readonly taxPercentage?: number;
  /** The person's territory, when there is exactly one (or one was chosen). */
  readonly territoryId?: RecordId;
  /** The customer on whose page the record is made. */
  readonly customerId?: RecordId;
}

/** So long the prices of a quote hold, if nobody says otherwise. */
const QUOTE_DAYS = 14;

/** A body to begin a form with: what is required and cannot be guessed (a name, a price) is absent. */
export function defaultsFor(collection: CollectionName, kind: string, context: DefaultsContext): RecordBody {
  const owned = { ...(context.customerId ? { customerId: context.customerId } : {}), ownerId: context.personId };
  switch (collection) {
    case 'customers':
      return {
        stage: 'lead',
        ownerId: context.personId,
        ...(context.territoryId ? { territoryId: context.territoryId } : {}),
      };
    case 'salesDocuments':
      return {
        ...owned,
        state: 'draft',
        ...(kind === 'quote'
          ? { issuedOn: context.today, validUntil: addDays(context.today, QUOTE_DAYS) }
          : { orderedOn: context.today }),
        currency: context.currency,
        lines: [],
      };
    case 'contracts':
      // Nothing is promised by default: the person names what is covered.
      return { ...owned, startsOn: context.today, endsOn: lastDayOfYearFrom(context.today), coverage: [] };
    case 'opportunities':
      return {
        ...owned,
        stage: 'prospecting',
        stageHistory: { prospecting: context.now },
        probability: proposedProbability('prospecting'),
        openedOn: context.today,
      };
    case 'activities':
      return { ...owned, ...(kind === 'task' ? { plannedAt: context.now } : { happenedAt: context.now }) };
    case 'products':
      if (kind === 'priceList')
        return { from: context.today, scope: 'everyone', currency: context.currency, entries: [] };
      if (kind === 'promotion') return { from: context.today, scope: 'everyone', rule: 'percentOff' };
      return { taxPercentage: context.taxPercentage ?? 0, prices: [] };
    case 'organisation':
      return kind === 'person' ? { active: true } : {};
    default:
      return {};
  }
}

/** One year is up on the day before the same date comes round: 21 March to 20 March. From 29 February, to 28 February. */
function lastDayOfYearFrom(date: IsoDate): IsoDate {
  const nextYear = String(Number(date.slice(0, 4)) + 1).padStart(4, '0');
  return date.endsWith('-02-29') ? `${nextYear}-02-28` : addDays(`${nextYear}${date.slice(4)}`, -1);
}
