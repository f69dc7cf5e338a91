/** Nothing beyond its author's limits is confirmed at head office without somebody's word: judged in plain code from the histories of orders and the company's list. */
import { isDeepStrictEqual } from 'node:util';
import { elementsOf, integerOf, moneyOf, objectOf, textOf } from '../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { idOf } from '../../e2e/sync/openCompany.ts';
import { LIST_PRICES, ROSTER } from '../company.ts';
import { DISCOUNT_LIMITS } from '../companyMoney.ts';
import type { World } from '../world.ts';
import type { ServerState, Version } from './serverState.ts';

export function checkApprovals({ report, count }: Pick<World, 'report' | 'count'>, state: ServerState): void {
  const jobs = [...state.records.values()].filter(({ collection }) => collection === 'serviceRequests');
  const bills = new Set(jobs.flatMap(({ body }) => textOf(body, 'orderId') ?? []));
  for (const [key, versions] of state.history) {
    const [first] = versions;
    if (first?.kind !== 'order') continue;
    for (const [index, version] of versions.entries()) {
      const earlier = versions.slice(0, index);
      const isLetThrough = state.letThrough.has(version.groupHash ?? '');
      for (const [event, problem] of [
        ['requests decided', isLetThrough ? null : problemOfDecision(version, earlier)],
        ['orders confirmed', problemOfConfirmation(version, earlier, isLetThrough, bills)],
      ] as const) {
        if (problem === null) continue;
        count(`${event}${problem.how === '' ? '' : `: ${problem.how}`}`);
        if (problem.wrong !== null) report(problem.rule, `${key} v${version.version} ${problem.wrong}`);
      }
    }
  }
}

interface Step {
  readonly how: string;
  readonly rule: string;
  readonly wrong: string | null;
}

/** null for a version that decides nothing. A decision is of the right person, on what was really asked, and about the terms that stood there then. */
function problemOfDecision(version: Version, earlier: readonly Version[]): Step | null {
  const approval = objectOf(version.body['approval']);
  const decision = textOf(approval, 'decision');
  const before = objectOf(earlier.at(-1)?.body['approval']);
  if (decision === null || isDeepStrictEqual(before, approval)) return null;
  const decidedBy = textOf(approval, 'decidedBy') ?? '';
  const asked = askedIn(earlier, approval);
  // Of terms that moved on it is no word any more, and whoever confirms them does so on their own.
  const isWord = decision === 'approved' && isAbout(asked, version.body);
  const limit = limitOf(decidedBy);
  const wrong =
    decidedBy !== version.author
      ? 'is decided in another’s name'
      : !asked
        ? 'is decided, and nobody asked'
        : decidedBy === textOf(approval, 'askedBy') || decidedBy === textOf(version.body, 'ownerId')
          ? 'is decided by whoever asked for it, or sells it'
          : !MAY_DECIDE.has(decidedBy)
            ? 'is decided by somebody who may not'
            : decision === 'approved' && limit !== null && isBeyond(version.body, limit)
              ? 'is approved by somebody who may not go so far either'
              : approval['terms'] !== objectOf(asked.body['approval'])['terms']
                ? 'is decided as if other terms had been asked about'
                : null;
  return {
    how: decision === 'approved' && !isWord ? 'approved, of terms that moved on' : decision,
    rule: 'SEC-86',
    wrong,
  };
}

/** null for a version that confirms nothing. */
function problemOfConfirmation(
  version: Version,
  earlier: readonly Version[],
  isLetThrough: boolean,
  bills: ReadonlySet<string>,
): Step | null {
  const { body, author, id } = version;
  if (body['state'] !== 'confirmed' || earlier.at(-1)?.body['state'] === 'confirmed') return null;
  const approval = objectOf(body['approval']);
  const isApproved = approval['decision'] === 'approved' && isAbout(askedIn(earlier, approval), body);
  if (isLetThrough) return { how: 'let through', rule: 'SEC-85', wrong: null };
  // Of what a job used its contract may pay, whatever stands there.
  if (isApproved || bills.has(id))
    return { how: isApproved ? 'with a word' : 'for a job', rule: 'SEC-85', wrong: null };
  const limit = limitOf(author);
  const isGift = limit !== null && isBeyond(body, limit);
  return { how: '', rule: 'SEC-85', wrong: isGift ? 'is confirmed beyond its author’s limit, without a word' : null };
}

/** The version that asked what this request asks. */
const askedIn = (earlier: readonly Version[], { askedAt, askedBy }: RecordBody): Version | undefined =>
  earlier.find(({ body }) => {
    const request = objectOf(body['approval']);
    return request['askedAt'] === askedAt && request['askedBy'] === askedBy;
  });

/** Do those terms stand in it that were asked about? */
const isAbout = (asked: Version | undefined, order: RecordBody): boolean =>
  asked !== undefined && isDeepStrictEqual(termsIn(asked.body), termsIn(order));

const LOGINS = new Map<string, string>(ROSTER.map((login) => [idOf(login), login]));
const MAY_DECIDE = new Set(['reza', 'administrator'].map(idOf));

/** Roles change between seller and technician alone, and a technician confirms nothing. null: as far as they like. */
function limitOf(person: string): number | null {
  const login = LOGINS.get(person);
  if (login === 'administrator') return null;
  return DISCOUNT_LIMITS[login === 'reza' ? 'branchManager' : 'rep'] ?? null;
}

/** Is any line sold further below the list's price, all discounts together? */
function isBeyond(order: RecordBody, limit: number): boolean {
  const left = (body: RecordBody): bigint => WHOLE - BigInt(integerOf(body, 'discountPercentage') ?? 0);
  return elementsOf(order, 'lines').some((line) => {
    const listed = LIST_PRICES.get(textOf(line, 'productId') ?? '');
    const asked = BigInt(moneyOf(line, 'unitPrice')?.amount ?? 0) * left(line) * left(order);
    return listed !== undefined && asked < BigInt(listed) * (WHOLE - BigInt(limit)) * WHOLE;
  });
}
const WHOLE = 1_000_000n;

const termsIn = (order: RecordBody): unknown => ({
  ...Object.fromEntries(
    ['customerId', 'currency', 'orderedOn', 'discountPercentage', 'freight', 'paymentDays', 'payment'].map((field) => [
      field,
      order[field] ?? null,
    ]),
  ),
  lines: elementsOf(order, 'lines')
    .map((line) =>
      JSON.stringify(
        ['id', 'productId', 'quantity', 'unitPrice', 'discountPercentage', 'taxPercentage'].map((field) => line[field]),
      ),
    )
    .toSorted(),
});
