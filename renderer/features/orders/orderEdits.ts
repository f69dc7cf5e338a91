/**
 * What editing does to an order's body. Pure. What a line or the order holds of the proposal of the one pricing function follows it when lines change;
 * what somebody typed stays, and so does what was proposed on another day, until they ask for today's.
 */
import type { JsonValue } from '../../../shared/base/leafPath.ts';
import { isCurrencyCode } from '../../../shared/base/money.ts';
import { elementsOf, integerOf, moneyOf, textOf } from '../../../shared/domain/bodyReads.ts';
import { freeLineId } from '../../../shared/domain/pricing/lineDraft.ts';
import {
  priceDocument,
  type FreeLine,
  type PricedDocument,
  type PricedLine,
  type PricingTerms,
} from '../../../shared/domain/pricing/pricing.ts';
import {
  countIn,
  partsIn,
  quantityIn,
  saidInOf,
  toSaidIn,
  unitsOf,
  type ProductUnit,
  type SaidIn,
} from '../../../shared/domain/products/units.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { documentDay } from '../../../shared/domain/salesDocuments/documentStates.ts';
import { idOf, withElement } from '../records/bodyEdits.ts';

/** What prices depend on besides the order itself. */
export type Terms = Pick<PricingTerms, 'customer' | 'products' | 'priceLists' | 'promotions'>;

const ONE_PIECE = 1_000;

/** What is proposed for the order as it stands; null without a currency that we know. */
export function proposalFor(body: RecordBody, terms: Terms): PricedDocument | null {
  const currency = textOf(body, 'currency');
  if (!isCurrencyCode(currency)) return null;
  return priceDocument({
    ...terms,
    day: documentDay(body) ?? '',
    currency,
    lines: boughtLines(body).map((line) => ({
      id: idOf(line),
      productId: textOf(line, 'productId') ?? '',
      quantity: integerOf(line, 'quantity') ?? ONE_PIECE,
    })),
  });
}

const isFree = (line: RecordBody): boolean => textOf(line, 'freeBy') !== null;
const boughtLines = (body: RecordBody): RecordBody[] => elementsOf(body, 'lines').filter((line) => !isFree(line));

/** The line that already sells the product; the person changes its quantity rather than adding a second one. */
export function lineOf(body: RecordBody, productId: string): string | null {
  const line = boughtLines(body).find((candidate) => candidate['productId'] === productId);
  return line ? textOf(line, 'id') : null;
}

/** A line for one piece. Without a price on that day the line has none, and says so. */
export function withProduct(body: RecordBody, lineId: string, productId: string, terms: Terms): RecordBody {
  const product = terms.products.get(productId);
  if (!product) return body;
  const added = withElement(body, 'lines', lineId, {
    productId,
    productName: textOf(product, 'name') ?? '',
    unit: textOf(product, 'unit') ?? '',
    quantity: ONE_PIECE,
    discountPercentage: 0,
    taxPercentage: integerOf(product, 'taxPercentage') ?? 0,
  });
  return followed(body, added, terms);
}

/**
 * So much more of the product: on the line that sells it already, else on a new one of that id.
 * @param saidIn In which unit that was said; null for the product's own. The line is said in it as long as it is whole ones.
 */
export function withMore(
  body: RecordBody,
  newLineId: string,
  productId: string,
  quantity: number,
  terms: Terms,
  saidIn: SaidIn | null = null,
): RecordBody {
  const lineId = lineOf(body, productId);
  if (lineId === null)
    return withQuantity(withProduct(body, newLineId, productId, terms), newLineId, quantity, terms, saidIn);
  const line = boughtLines(body).find((one) => idOf(one) === lineId) ?? {};
  const sum = (integerOf(line, 'quantity') ?? 0) + quantity;
  const said = saidIn ?? saidInOf(line);
  return withQuantity(body, lineId, sum, terms, said !== null && countIn(sum, said) !== null ? said : null);
}

/**
 * @param quantity In the product's own unit, × 1,000.
 * @param terms null while they are not known: then only the quantity changes.
 * @param saidIn The unit in which it was said; null for the product's own, as before where it is left out.
 */
export const withQuantity = (
  body: RecordBody,
  lineId: string,
  quantity: number,
  terms: Terms | null,
  saidIn?: SaidIn | null,
): RecordBody =>
  followed(
    body,
    changeLine(body, lineId, (line) => {
      if (saidIn === undefined) return { ...line, quantity };
      const { saidIn: _before, ...others } = line;
      return { ...others, quantity, ...(saidIn === null ? {} : { saidIn: { ...saidIn } }) };
    }),
    terms,
  );

/** So many of the unit in which the line is said now. @param count × 1,000. */
export function withCount(body: RecordBody, lineId: string, count: number, terms: Terms | null): RecordBody {
  const said = saidInOf(elementsOf(body, 'lines').find((line) => idOf(line) === lineId) ?? {});
  const quantity = said === null ? count : quantityIn(count, said);
  return quantity === null ? body : withQuantity(body, lineId, quantity, terms);
}

/**
 * The line in the next unit of its product, from its own on and around: as many of that as it had of the one before. Goods that a promotion gives are counted
 * by it.
 */
export function withNextUnit(body: RecordBody, lineId: string, terms: Terms): RecordBody {
  const line = elementsOf(body, 'lines').find((one) => idOf(one) === lineId);
  const next = line && nextUnitOf(line, terms);
  if (!line || next === undefined) return body;
  const quantity = integerOf(line, 'quantity') ?? 0;
  const said = saidInOf(line);
  const count = (said === null ? null : partsIn(quantity, said)) ?? quantity;
  const counted = next === null ? count : quantityIn(count, next);
  return counted === null ? body : withQuantity(body, lineId, counted, terms, next);
}

/** The further units in which the line may be said; goods that a promotion gives are counted by it. */
export const unitsOfLine = (line: RecordBody, terms: Terms): ProductUnit[] =>
  isFree(line) ? [] : unitsOf(terms.products.get(textOf(line, 'productId') ?? '') ?? {});

/** null is the product's own; undefined where it has no other. */
export function nextUnitOf(line: RecordBody, terms: Terms): SaidIn | null | undefined {
  const units = unitsOfLine(line, terms);
  if (units.length === 0) return undefined;
  const here = units.findIndex(({ id }) => id === saidInOf(line)?.unitId);
  const next = units[here + 1];
  return next === undefined ? null : toSaidIn(next);
}

export const withoutLine = (body: RecordBody, lineId: string, terms: Terms | null): RecordBody =>
  followed(body, { ...body, lines: elementsOf(body, 'lines').filter((line) => idOf(line) !== lineId) }, terms);

/** What a person writes over the proposal is marked as theirs; writing the proposal itself takes the mark off. */
export function withTyped(
  body: RecordBody,
  lineId: string,
  field: 'unitPrice' | 'discountPercentage',
  value: JsonValue | undefined,
  terms: Terms | null,
): RecordBody {
  const mark = field === 'unitPrice' ? 'typedPrice' : 'typedDiscount';
  const changed = withLineField(body, lineId, field, value);
  const line = elementsOf(changed, 'lines').find((one) => idOf(one) === lineId);
  const proposed = terms && line && proposedFor(proposalFor(changed, terms), line);
  const isProposed = proposed && (field === 'unitPrice' ? hasPriceOf(line, proposed) : hasDiscountOf(line, proposed));
  return withLineField(changed, lineId, mark, isProposed ? undefined : true);
}

export const withLineField = (
  body: RecordBody,
  lineId: string,
  field: string,
  value: JsonValue | undefined,
): RecordBody =>
  changeLine(body, lineId, (line) => {
    if (value !== undefined) return { ...line, [field]: value };
    const { [field]: _gone, ...others } = line;
    return others;
  });

/** The line as it is proposed, also where somebody had typed. */
export const withProposal = (body: RecordBody, lineId: string, terms: Terms): RecordBody => {
  const proposal = proposalFor(body, terms);
  return changeLine(body, lineId, (line) => {
    const proposed = proposedFor(proposal, line);
    if (!proposed?.unitPrice) return line;
    const { typedPrice: _price, typedDiscount: _discount, ...others } = withTax(line, proposed, terms);
    return { ...others, unitPrice: { ...proposed.unitPrice }, discountPercentage: proposed.discountPercentage };
  });
};

/**
 * How many lines are not as they would be proposed now, goods that promotions give and the discount of the order among them. What somebody
 * typed is not counted, nor is a product that has no price on that day; nobody types a tax.
 */
export function differences(body: RecordBody, terms: Terms): number {
  const proposal = proposalFor(body, terms);
  if (!proposal) return 0;
  const lines = boughtLines(body).filter((line) => {
    const proposed = proposedFor(proposal, line);
    if (!proposed) return false;
    if (!hasTaxOf(line, proposed, terms)) return true;
    if (!proposed.unitPrice) return false;
    return (
      (line['typedPrice'] !== true && !hasPriceOf(line, proposed)) ||
      (line['typedDiscount'] !== true && !hasDiscountOf(line, proposed))
    );
  });
  const given = elementsOf(body, 'lines').filter(isFree);
  const gifts =
    proposal.freeLines.filter((free) => !given.some((line) => isGiftOf(line, free))).length +
    given.filter((line) => !proposal.freeLines.some((free) => free.promotionId === line['freeBy'])).length;
  return lines.length + gifts + (wantsDocumentDiscount(body, proposal) ? 1 : 0);
}

/** A discount on the whole order that somebody entered stays theirs. */
const wantsDocumentDiscount = (body: RecordBody, { discountPercentage }: PricedDocument): boolean =>
  discountPercentage > 0 && (integerOf(body, 'discountPercentage') ?? 0) === 0;

/** Everything as it is proposed now, but for what somebody typed. */
export function repriced(body: RecordBody, terms: Terms): RecordBody {
  const proposal = proposalFor(body, terms);
  if (!proposal) return body;
  const lines = elementsOf(body, 'lines').map((line) => {
    const proposed = isFree(line) ? undefined : proposedFor(proposal, line);
    if (!proposed) return line;
    return withTax(taken(line, proposed, line['typedPrice'] !== true, line['typedDiscount'] !== true), proposed, terms);
  });
  const discounted = wantsDocumentDiscount(body, proposal)
    ? { ...body, discountPercentage: proposal.discountPercentage }
    : body;
  return withGifts({ ...discounted, lines }, proposal, terms, () => true);
}

// ---- following the proposal ----------------------------------------------------------------------------------

/** The order after a change of its lines: whatever was as proposed before is as proposed now. */
function followed(before: RecordBody, after: RecordBody, terms: Terms | null): RecordBody {
  const was = terms && proposalFor(before, terms);
  const is = terms && proposalFor(after, terms);
  if (!terms || !was || !is) return after;
  const earlier = new Map(elementsOf(before, 'lines').map((line) => [idOf(line), line]));
  const lines = elementsOf(after, 'lines').map((line) => {
    const proposed = isFree(line) ? undefined : proposedFor(is, line);
    if (!proposed) return line;
    const own = earlier.get(idOf(line));
    const proposedThen = own && proposedFor(was, own);
    return taken(
      line,
      proposed,
      !proposedThen || (line['typedPrice'] !== true && hasPriceOf(line, proposedThen)),
      !proposedThen || (line['typedDiscount'] !== true && hasDiscountOf(line, proposedThen)),
    );
  });
  // A gift that somebody took out of the order does not come back with the next key.
  const mayAdd = ({ promotionId }: FreeLine): boolean =>
    !was.freeLines.some((free) => free.promotionId === promotionId);
  return withDocumentDiscount(before, withGifts({ ...after, lines }, is, terms, mayAdd), was, is);
}

function taken(line: RecordBody, proposed: PricedLine, price: boolean, discount: boolean): RecordBody {
  return {
    ...line,
    ...(price && proposed.unitPrice ? { unitPrice: { ...proposed.unitPrice } } : {}),
    ...(discount ? { discountPercentage: proposed.discountPercentage } : {}),
  };
}

function withDocumentDiscount(
  before: RecordBody,
  after: RecordBody,
  was: PricedDocument,
  is: PricedDocument,
): RecordBody {
  if ((integerOf(before, 'discountPercentage') ?? 0) !== was.discountPercentage) return after;
  if (was.discountPercentage === is.discountPercentage) return after;
  const { discountPercentage: _gone, ...others } = after;
  return is.discountPercentage === 0 ? others : { ...others, discountPercentage: is.discountPercentage };
}

/** The goods that promotions give, each a line of its own, in the quantity that they give now. */
function withGifts(
  body: RecordBody,
  { freeLines }: PricedDocument,
  { products }: Terms,
  mayAdd: (free: FreeLine) => boolean,
): RecordBody {
  const lines = elementsOf(body, 'lines').flatMap((line) => {
    if (!isFree(line)) return [line];
    const free = freeLines.find(({ promotionId }) => promotionId === line['freeBy']);
    return free && isProductOf(line, free) ? [{ ...line, ...giftFields(free) }] : [];
  });
  return freeLines
    .filter((free) => mayAdd(free) && !lines.some((line) => line['freeBy'] === free.promotionId))
    .reduce(
      (order: RecordBody, free) => {
        const product = products.get(free.productId) ?? {};
        return withElement(order, 'lines', freeLineId(free.promotionId), {
          productId: free.productId,
          productName: textOf(product, 'name') ?? '',
          unit: textOf(product, 'unit') ?? '',
          freeBy: free.promotionId,
          ...giftFields(free),
        });
      },
      { ...body, lines },
    );
}

const giftFields = ({ quantity, unitPrice, discountPercentage, taxPercentage }: FreeLine): RecordBody => ({
  quantity,
  ...(unitPrice ? { unitPrice: { ...unitPrice } } : {}),
  discountPercentage,
  taxPercentage,
});

const isProductOf = (line: RecordBody, free: FreeLine): boolean => line['productId'] === free.productId;
const isGiftOf = (line: RecordBody, free: FreeLine): boolean =>
  line['freeBy'] === free.promotionId && isProductOf(line, free) && line['quantity'] === free.quantity;

/** The line's proposal; for a gift, of the promotion that gives it. */
export const proposedFor = (proposal: PricedDocument | null, line: RecordBody): PricedLine | undefined =>
  isFree(line)
    ? proposal?.freeLines.find(({ promotionId }) => promotionId === line['freeBy'])
    : proposal?.lines.find(({ id }) => id === idOf(line));

function hasPriceOf(line: RecordBody, { unitPrice }: PricedLine): boolean {
  const price = moneyOf(line, 'unitPrice');
  return price?.amount === unitPrice?.amount && price?.currency === unitPrice?.currency;
}

const hasDiscountOf = (line: RecordBody, { discountPercentage }: PricedLine): boolean =>
  (integerOf(line, 'discountPercentage') ?? 0) === discountPercentage;

/** A product that is not known here says nothing of its tax. */
const hasTaxOf = (line: RecordBody, { productId, taxPercentage }: PricedLine, { products }: Terms): boolean =>
  !products.has(productId) || (integerOf(line, 'taxPercentage') ?? 0) === taxPercentage;

const withTax = (line: RecordBody, proposed: PricedLine, terms: Terms): RecordBody =>
  hasTaxOf(line, proposed, terms) ? line : { ...line, taxPercentage: proposed.taxPercentage };

function changeLine(body: RecordBody, lineId: string, change: (line: RecordBody) => RecordBody): RecordBody {
  return {
    ...body,
    lines: elementsOf(body, 'lines').map((line) => (line['id'] === lineId ? change(line) : line)),
  };
}
