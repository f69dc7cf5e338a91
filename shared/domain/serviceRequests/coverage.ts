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
import { hoursOf, partsOf, visitsOf, type RequestFacts, type VisitBalance } from '../contracts/entitlements.ts';
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
 * - `visitsUsedUp`, `hoursUsedUp`, `partsUsedUp`: what the period has of them is used; `endsSoon`: the contract ends within the notice
 */
export const COVERAGE_WARNINGS = [
  'lapsed',
  'notYet',
  'notAgreed',
  'otherEquipment',
  'visitsUsedUp',
  'hoursUsedUp',
  'partsUsedUp',
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
  /** Of contracts that have parts up to an amount: what is left, in minor units. */
  readonly partsLeft: ReadonlyMap<RecordId, number>;
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

/** Of several contracts that run each is asked: whatever one of them covers is covered, by the one that stands first in the order of use. */
export function coverageOn(question: CoverageQuestion): Coverage {
  const { asset, day } = question;
  const warranty = asset ? warrantyOn(asset.body, day) : null;
  const contracts = inOrderOfUse(question);
  const mine = contracts.filter(({ body }) => coversAsset(body, asset));
  const others = question.requests.filter(({ id }) => id !== question.requestId);
  const running = mine.filter(isRunning).map((contract) => cover(contract, others, question));
  const payerOf = (thing: CoveredThing): Payer => {
    if (warranty?.runs && thing !== 'consumables') return { by: 'warranty' };
    const payer = running.find(({ covered }) => covered.has(thing))?.contract;
    return payer ? { by: 'contract', contractId: payer.id, name: contractName(payer.body) } : null;
  };
  const payers = Object.fromEntries(COVERAGES.map((thing) => [thing, payerOf(thing)])) as Record<CoveredThing, Payer>;
  const pays = (id: RecordId): boolean => COVERAGES.some((thing) => isPaidBy(payers[thing], id));
  const deciding = running.find(({ contract }) => pays(contract.id)) ?? running[0];
  const visiting = running.find(({ contract }) => isPaidBy(payers.visits, contract.id)) ?? deciding;
  const troubled = deciding ? null : (mine[0] ?? null);
  const elsewhere = deciding || troubled ? null : (contracts.find(isRunning) ?? null);
  // Another contract may have some left.
  const usedUp = (thing: CoveredThing, warning: CoverageWarning) => {
    const out = payers[thing] === null && running.find(({ usedUpThings }) => usedUpThings.has(thing));
    return out ? warn(out.contract, warning, day) : [];
  };
  return {
    payers,
    warnings: [
      ...(troubled ? warn(troubled, troubleOf(troubled.state), day) : []),
      ...(elsewhere ? warn(elsewhere, 'otherEquipment', day) : []),
      ...usedUp('visits', 'visitsUsedUp'),
      ...usedUp('labour', 'hoursUsedUp'),
      ...usedUp('parts', 'partsUsedUp'),
      ...running
        .filter(
          ({ contract }) => contract.state === 'expiring' && (pays(contract.id) || contract === deciding?.contract),
        )
        .flatMap(({ contract }) => warn(contract, 'endsSoon', day)),
    ],
    warranty,
    contractId: deciding?.contract.id ?? troubled?.id ?? null,
    visits: visiting?.visits ?? null,
    partsLeft: new Map(
      running.flatMap(({ contract, partsLeft }) => (partsLeft === null ? [] : [[contract.id, partsLeft]])),
    ),
  };
}

interface RunningContract {
  readonly contract: StandingContract;
  readonly visits: VisitBalance;
  readonly partsLeft: number | null;
  readonly covered: ReadonlySet<string>;
  /** What it promises so much of, and nothing is left. */
  readonly usedUpThings: ReadonlySet<string>;
}

function cover(
  contract: StandingContract,
  requests: readonly RequestFacts[],
  question: CoverageQuestion,
): RunningContract {
  const visits = visitsOf(contract, requests, question);
  const parts = partsOf(contract, requests);
  const counted = [
    { thing: 'visits', left: visits.left },
    { thing: 'labour', left: hoursOf(contract, requests, question)?.left ?? null },
    { thing: 'parts', left: parts?.left ?? null },
  ];
  const covered = new Set(textsOf(contract.body, 'coverage'));
  // What is counted is promised, whether or not it is ticked beside it.
  for (const { thing, left } of counted) if (left !== null) covered.add(thing);
  const usedUpThings = new Set(counted.flatMap(({ thing, left }) => (left !== null && left <= 0 ? [thing] : [])));
  return { contract, visits, partsLeft: parts?.left ?? null, covered: covered.difference(usedUpThings), usedUpThings };
}

const isRunning = ({ state }: StandingContract): boolean => state === 'running' || state === 'expiring';
const isPaidBy = (payer: Payer, id: RecordId): boolean => payer?.by === 'contract' && payer.contractId === id;

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
