/**
 * What is covered on a day: by the guarantee of the machine, by a service contract, or by nobody. One answer for the page that a technician
 * looks at before the work, for what is charged after it, and for the contract's own page.
 *
 * A contract covers the machines that it names; one that names none covers all that the customer has. It covers nothing before its first day,
 * after its last, and while nobody has agreed to its terms. A guarantee covers parts and labour, and the way there.
 */
import { isIsoDate, type IsoDate } from '../../base/clock.ts';
import type { RecordId } from '../../base/id.ts';
import { foldText } from '../../base/text.ts';
import { elementsOf, textOf, textsOf } from '../bodyReads.ts';
import { contractDaysLeft, contractState, type ContractState } from '../contracts/contractState.ts';
import { COVERAGES } from '../contracts/serviceContract.ts';
import { visitsOf, type RequestFacts, type VisitBalance } from '../contracts/entitlements.ts';
import type { RecordBody } from '../record.ts';

export type CoveredThing = (typeof COVERAGES)[number];

export interface HeldBody {
  readonly id: RecordId;
  readonly body: RecordBody;
}

/** Who pays for one kind of thing; null: the customer. */
export type Payer =
  | { readonly by: 'warranty' }
  | { readonly by: 'contract'; readonly contractId: RecordId; readonly name: string }
  | null;

/**
 * What a technician must be told before the work.
 * - `lapsed`: a contract that covered this is over; `notYet`: it has not begun; `notAgreed`: nobody has agreed to its terms
 * - `otherEquipment`: there is a contract that runs, but not for this machine
 * - `visitsUsedUp`: the visits of the period are used; `endsSoon`: the contract ends within the notice
 */
export const COVERAGE_WARNINGS = [
  'lapsed',
  'notYet',
  'notAgreed',
  'otherEquipment',
  'visitsUsedUp',
  'endsSoon',
] as const;
export type CoverageWarning = (typeof COVERAGE_WARNINGS)[number];

export interface Coverage {
  readonly payers: Readonly<Record<CoveredThing, Payer>>;
  readonly warnings: readonly {
    readonly warning: CoverageWarning;
    readonly contractId: RecordId;
    readonly name: string;
    readonly days: number | null;
  }[];
  /** The guarantee of the machine: null without a day to go by. */
  readonly warranty: { readonly until: IsoDate; readonly runs: boolean } | null;
  /** The contract that decides: the one that covers, else the one of which there is a warning. */
  readonly contractId: RecordId | null;
  readonly visits: VisitBalance | null;
}

export interface CoverageQuestion {
  /** The day of the work. */
  readonly day: IsoDate;
  /** The zone in which days of work are counted. */
  readonly timeZone: string;
  /** null where no machine is named: then only a contract that names none covers it. */
  readonly asset: HeldBody | null;
  /** Every contract of the customer. */
  readonly contracts: readonly HeldBody[];
  /** Every request of the customer: what was used is counted from them. */
  readonly requests: readonly RequestFacts[];
  /** The contract that the request was taken in under: it is looked at first. */
  readonly preferredContractId?: RecordId | null;
  /** The request that is asked about: what it uses itself is not held against it. */
  readonly requestId?: RecordId | null;
}

export function coverageOn(question: CoverageQuestion): Coverage {
  const { asset, day } = question;
  const warranty = asset ? warrantyOn(asset.body, day) : null;
  const contracts = inOrderOfUse(question);
  const mine = contracts.filter(({ body }) => coversAsset(body, asset));
  const running = mine.find(({ state }) => state === 'running' || state === 'expiring') ?? null;
  const visits = running
    ? visitsOf(
        running,
        question.requests.filter(({ id }) => id !== question.requestId),
        question,
      )
    : null;
  const isOutOfVisits = visits !== null && visits.left !== null && visits.left <= 0;
  const covered = new Set(running ? textsOf(running.body, 'coverage') : []);
  // Visits that are counted are promised, whether or not they are ticked beside it.
  if (visits?.included !== undefined && visits.included !== null) covered.add('visits');
  if (isOutOfVisits) covered.delete('visits');
  const payerOf = (thing: CoveredThing): Payer => {
    if (warranty?.runs && thing !== 'consumables') return { by: 'warranty' };
    return running && covered.has(thing)
      ? { by: 'contract', contractId: running.id, name: contractName(running.body) }
      : null;
  };
  const troubled = running ? null : (mine[0] ?? null);
  const elsewhere =
    running || troubled ? null : (contracts.find(({ state }) => state === 'running' || state === 'expiring') ?? null);
  return {
    payers: Object.fromEntries(COVERAGES.map((thing) => [thing, payerOf(thing)])) as Record<CoveredThing, Payer>,
    warnings: [
      ...(troubled ? warn(troubled, troubleOf(troubled.state), day) : []),
      ...(elsewhere ? warn(elsewhere, 'otherEquipment', day) : []),
      ...(running && isOutOfVisits ? warn(running, 'visitsUsedUp', day) : []),
      ...(running?.state === 'expiring' ? warn(running, 'endsSoon', day) : []),
    ],
    warranty,
    contractId: running?.id ?? troubled?.id ?? null,
    visits,
  };
}

/** null without a last day. The last day is covered. */
export function warrantyOn(equipment: RecordBody, day: IsoDate): { until: IsoDate; runs: boolean } | null {
  const until = textOf(equipment, 'warrantyUntil');
  return isIsoDate(until) ? { until, runs: day <= until } : null;
}

/** Does the contract speak of this machine? By its record, else by its serial number, else by what kind of machine it is. */
export function coversAsset(contract: RecordBody, asset: HeldBody | null): boolean {
  const things = elementsOf(contract, 'coveredThings');
  if (things.length === 0) return true;
  if (asset === null) return false;
  const serial = folded(asset.body, 'serial');
  const productId = textOf(asset.body, 'productId');
  return things.some((thing) => {
    const assetId = textOf(thing, 'assetId');
    if (assetId !== null) return assetId === asset.id;
    const thingSerial = folded(thing, 'serial');
    if (thingSerial !== null) return thingSerial === serial;
    return productId !== null && textOf(thing, 'productId') === productId;
  });
}

export const contractName = (contract: RecordBody): string =>
  textOf(contract, 'number') ?? textOf(contract, 'title') ?? '';

interface StandingContract extends HeldBody {
  readonly state: ContractState;
}

const STATE_ORDER: Readonly<Record<ContractState, number>> = {
  running: 0,
  expiring: 0,
  awaitingApproval: 1,
  upcoming: 2,
  ended: 3,
  refused: 4,
};

/** The one that was named, then those that run, the longest first; then those that would, then those that did. */
function inOrderOfUse({ contracts, day, preferredContractId }: CoverageQuestion): StandingContract[] {
  const rank = (contract: StandingContract): number =>
    STATE_ORDER[contract.state] - (contract.id === preferredContractId ? 0.5 : 0);
  const lastDay = ({ body }: StandingContract): number => contractDaysLeft(body, day) ?? -Infinity;
  return contracts
    .map((contract) => ({ ...contract, state: contractState(contract.body, day) }))
    .toSorted((one, other) => rank(one) - rank(other) || lastDay(other) - lastDay(one) || (one.id < other.id ? -1 : 1));
}

const troubleOf = (state: ContractState): CoverageWarning =>
  state === 'upcoming' ? 'notYet' : state === 'awaitingApproval' || state === 'refused' ? 'notAgreed' : 'lapsed';

const warn = (contract: StandingContract, warning: CoverageWarning, day: IsoDate): Coverage['warnings'][number][] => [
  { warning, contractId: contract.id, name: contractName(contract.body), days: contractDaysLeft(contract.body, day) },
];

function folded(body: RecordBody, field: string): string | null {
  const text = textOf(body, field);
  return text === null ? null : foldText(text);
}
