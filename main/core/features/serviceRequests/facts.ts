/** What is known of a request today: what is covered, what was used and who pays for it, where it may go from here. */
import { isInstant, isoDateFromInstant, type IsoDate } from '../../../../shared/base/clock.ts';
import type { CurrencyCode } from '../../../../shared/base/currency.ts';
import type { RecordId } from '../../../../shared/base/id.ts';
import type { Money } from '../../../../shared/base/money.ts';
import type { RequestFactsView } from '../../../../shared/contract/service.ts';
import { elementsOf, textOf } from '../../../../shared/domain/bodyReads.ts';
import { workedMilliseconds } from '../../../../shared/domain/contracts/entitlements.ts';
import { COVERAGES } from '../../../../shared/domain/contracts/serviceContract.ts';
import { mayRead } from '../../../../shared/domain/permissions.ts';
import { priceDocument, type PricedDocument } from '../../../../shared/domain/pricing/pricing.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { isQuoteExpired } from '../../../../shared/domain/salesDocuments/quote.ts';
import { billedQuantities, billedUnused, unbilledParts } from '../../../../shared/domain/serviceRequests/billed.ts';
import { toPayer, usedLines, type UsedLine } from '../../../../shared/domain/serviceRequests/charges.ts';
import { contractName, type Coverage } from '../../../../shared/domain/serviceRequests/coverage.ts';
import { nextRequestStates } from '../../../../shared/domain/serviceRequests/requestStates.ts';
import { signedPayerOf } from '../../../../shared/domain/serviceRequests/signedPayers.ts';
import type { HeldRecord } from '../../store/types.ts';
import { readPricesNow, readProducts } from '../pricing/terms.ts';
import { todayOf, type CoreContext, type Work } from '../procedures.ts';
import { coverageOfRequest, timeZoneOf, toCoverageView, toPayerView, type CoveredAsset } from './covering.ts';
import { unitRowsOf } from '../products/byCode.ts';
import { newestQuote, standingOrders } from './requestPapers.ts';
import { sharedWith } from './sharing.ts';
import { COLLECTION, requireRequest, stateOf } from './steps.ts';

export function readFacts(context: CoreContext, work: Work, id: string): RequestFactsView | null {
  const request = work.store.read.record({ collection: COLLECTION, id });
  if (!request || request.deleted) return null;
  const covered = coverageOfRequest(context, work, request, dayOfWork(context, work, request));
  const { lines, priced } = priceOfUse(context, work, request, covered);
  return {
    coverage: covered.map(({ asset, coverage }) => ({
      assetId: asset?.id ?? null,
      name: asset ? (textOf(asset.body, 'name') ?? '') : '',
      serial: asset ? textOf(asset.body, 'serial') : null,
      coverage: toCoverageView(asSigned(work, request.body, asset?.id ?? null, coverage)),
    })),
    charges: {
      lines: lines.map(({ line, productName, unit, saidIn, thing, payer }) => {
        const price = priced.lines.find((one) => one.id === line.id);
        return {
          id: line.id,
          productId: line.productId,
          productName,
          unit,
          saidIn,
          units: unitRowsOf(work.store.read.record({ collection: 'products', id: line.productId })?.body ?? {}),
          quantity: line.quantity,
          thing,
          payer: toPayerView(payer),
          unitPrice: price?.unitPrice ?? null,
          total: price?.total ?? null,
        };
      }),
      total: priced.totals.isComplete && priced.lines.every(({ total }) => total !== null) ? priced.totals.total : null,
    },
    ...papersOf(context, work, request),
    next: [...nextRequestStates(stateOf(request))],
    workedMinutes: Math.ceil(workedMilliseconds(request.body) / 60_000),
    sharedWithId: sharedWith(work, request.body),
  };
}

function papersOf(
  context: CoreContext,
  work: Work,
  request: HeldRecord,
): Pick<RequestFactsView, 'papers' | 'unbilled' | 'unused'> {
  const parts = elementsOf(request.body, 'partsUsed');
  if (!mayRead(work.person().role, 'salesDocuments')) return { papers: [], unbilled: parts.length, unused: [] };
  const quote = newestQuote(work, request);
  const orders = standingOrders(work, request);
  const billed = billedQuantities(orders.map(({ body }) => body));
  const lines = orders.flatMap(({ body }) => elementsOf(body, 'lines'));
  const today = todayOf(context, work);
  return {
    papers: [...(quote === null ? [] : [quote]), ...orders].map(({ id, kind, body }) => ({
      id,
      kind: kind === 'quote' ? 'quote' : 'order',
      number: textOf(body, 'number'),
      state: kind === 'quote' && isQuoteExpired(body, today) ? 'expired' : (textOf(body, 'state') ?? ''),
    })),
    unbilled: unbilledParts(parts, billed).length,
    unused: [...billedUnused(parts, billed)].map(([productId, quantity]) => {
      const line = lines.find((one) => one['productId'] === productId) ?? {};
      return { productId, productName: textOf(line, 'productName') ?? '', unit: textOf(line, 'unit') ?? '', quantity };
    }),
  };
}

/** Behind the signature: as it stood then, and nothing to warn of any more. */
function asSigned(work: Work, request: RecordBody, assetId: RecordId | null, coverage: Coverage): Coverage {
  const signed = COVERAGES.map((thing) => [thing, signedPayerOf(request, thing, assetId)] as const);
  if (signed.some(([, payer]) => payer === null)) return coverage;
  const payers = signed.map(([thing, payer]) => [thing, payer && toPayer(payer, contractNameIn(work))] as const);
  const contractId = signed.find(([, payer]) => payer?.contractId)?.[1]?.contractId ?? null;
  return { ...coverage, payers: Object.fromEntries(payers) as Coverage['payers'], warnings: [], contractId };
}

const contractNameIn =
  ({ store: { read } }: Work) =>
  (id: RecordId): string =>
    contractName(read.record({ collection: 'contracts', id })?.body ?? {});

/** What was used, and what the one pricing function says of it: covered lines at nothing. */
export function priceOfUse(
  context: CoreContext,
  work: Work,
  request: HeldRecord,
  covered: readonly CoveredAsset[],
): {
  readonly lines: readonly UsedLine[];
  readonly priced: PricedDocument;
  readonly currency: CurrencyCode;
  /** By line: what it costs where nobody covers it; null without a price. */
  readonly worths: ReadonlyMap<string, Money | null>;
} {
  const coverageOf = (assetId: string | null) =>
    (covered.find(({ asset }) => assetId !== null && asset?.id === assetId) ?? covered[0])?.coverage ?? null;
  const kindOf = (productId: string) => productKind(work, productId);
  const productIds = elementsOf(request.body, 'partsUsed').flatMap((part) => textOf(part, 'productId') ?? []);
  const day = todayOf(context, work);
  const currency = work.settings.defaultCurrency() ?? 'IRR';
  const terms = {
    ...readPricesNow(work.store, textOf(request.body, 'customerId'), day, productIds),
    // What a promotion gives is the business of the paper that comes of it, never of a job.
    promotions: [],
    products: readProducts(work.store, productIds),
    day,
    currency,
  };
  const uncovered = usedLines({ ...request.body, signature: null }, () => null, kindOf).map(({ line }) => line);
  const worths = new Map(priceDocument({ ...terms, lines: uncovered }).lines.map(({ id, total }) => [id, total]));
  const used = usedLines(request.body, coverageOf, kindOf, contractNameIn(work));
  const lines = withinAmounts(used, worths, covered);
  return { lines, priced: priceDocument({ ...terms, lines: lines.map(({ line }) => line) }), currency, worths };
}

/** Parts that a contract has up to an amount: in their order, as far as it reaches. A part that goes beyond it is the customer's. */
function withinAmounts(
  lines: readonly UsedLine[],
  worths: ReadonlyMap<string, Money | null>,
  covered: readonly CoveredAsset[],
): UsedLine[] {
  const left = new Map(covered.flatMap(({ coverage }) => [...coverage.partsLeft]));
  return lines.map((used) => {
    const { payer, thing, line, isSigned } = used;
    const still = payer?.by === 'contract' && thing === 'parts' && !isSigned ? left.get(payer.contractId) : undefined;
    if (still === undefined || payer?.by !== 'contract') return used;
    const worth = worths.get(line.id)?.amount ?? 0;
    if (worth <= still) {
      left.set(payer.contractId, still - worth);
      return used;
    }
    const { coveredBy: _covered, ...uncovered } = line;
    return { ...used, payer: null, line: uncovered };
  });
}

/** Who pays for each thing and part as things stand: written down when the customer signs, and so it stays. */
export function payersToSign(context: CoreContext, work: Work, id: string): RecordBody {
  const request = requireRequest(work, id);
  const covered = coverageOfRequest(context, work, request, dayOfWork(context, work, request));
  const { lines, worths } = priceOfUse(context, work, request, covered);
  const partsUsed = elementsOf(request.body, 'partsUsed').map(
    ({ paidBy: _by, paidById: _id, worth: _worth, ...part }) => {
      const partId = textOf(part, 'id') ?? '';
      const payer = lines.find(({ line }) => line.id === partId)?.payer ?? null;
      const worth = worths.get(partId) ?? null;
      return {
        ...part,
        paidBy: payer?.by ?? 'customer',
        ...(payer?.by === 'contract'
          ? { paidById: payer.contractId, ...(worth === null ? {} : { worth: { ...worth } }) }
          : {}),
      };
    },
  );
  return {
    ...(partsUsed.length > 0 ? { partsUsed } : {}),
    payers: covered.flatMap(({ asset, coverage }) =>
      COVERAGES.map((thing) => {
        const payer = coverage.payers[thing];
        return {
          ...(asset ? { assetId: asset.id } : {}),
          thing,
          by: payer?.by ?? 'customer',
          ...(payer?.by === 'contract' ? { contractId: payer.contractId } : {}),
        };
      }),
    ),
  };
}

/** Coverage is asked of the day on which somebody first worked; before that, of today. */
export function dayOfWork(context: CoreContext, work: Work, { body }: HeldRecord): IsoDate {
  const first = elementsOf(body, 'workTimes')
    .map((time) => time['startedAt'])
    .filter(isInstant)
    .toSorted()[0];
  return first === undefined ? todayOf(context, work) : isoDateFromInstant(first, timeZoneOf(context, work));
}

function productKind({ store: { read } }: Work, id: string): string | null {
  const record = id === '' ? null : read.record({ collection: 'products', id });
  return record && !record.deleted ? record.kind : null;
}
