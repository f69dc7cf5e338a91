import { useCallback, useMemo, useState } from 'react';
import { isIsoDate } from '../../../shared/base/clock.ts';
import { isCurrencyCode } from '../../../shared/base/money.ts';
import { ok, type Result } from '../../../shared/base/result.ts';
import { elementsOf, textOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { documentDay } from '../../../shared/domain/salesDocuments/documentStates.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { firstValue } from '../../data/firstValue.ts';
import { attempt } from '../../data/useCommand.ts';
import { useLiveAs } from '../../data/useLive.ts';
import type { Terms } from './orderEdits.ts';

export interface Pricing {
  /** What the order's prices depend on, as it is now; null until it is known for all of its lines, customer and day. */
  readonly terms: Terms | null;
  /**
   * The same with these products besides, read at once; without those that this machine does not hold. Null where the order has no day or no currency that we
   * know. Never rejects: what the core refuses, or a core that is gone, is a value.
   */
  termsWith(productIds: readonly string[]): Promise<Result<Terms | null>>;
}

/** Products, price lists and promotions for the lines of one order, live. */
export function usePricing(body: RecordBody): Pricing {
  const core = useCore();
  const customerId = textOf(body, 'customerId');
  const day = documentDay(body) ?? '';
  const currency = textOf(body, 'currency') ?? '';
  const productIds = productsOf(body);
  const productKey = productIds.join(' ');
  const isAsked = isIsoDate(day) && isCurrencyCode(currency);
  const input = useMemo(
    () => ({ customerId, day, currency, productIds: productKey === '' ? [] : productKey.split(' ') }),
    [customerId, day, currency, productKey],
  );
  const { data: live } = useLiveAs(core.pricing.terms, input, toKnown, { enabled: isAsked });
  /** Read for a line that was just added, until the live answer knows it. */
  const [read, setRead] = useState<Known | null>(null);
  const known = [live, read].find(
    (candidate) =>
      isAsked &&
      candidate &&
      candidate.key === keyOf(input) &&
      (candidate.products === productKey || productIds.every((id) => candidate.terms.products.has(id))),
  );

  const termsWith = useCallback(
    async (more: readonly string[]): Promise<Result<Terms | null>> => {
      if (!isAsked) return ok(null);
      const asked = { ...input, productIds: [...new Set([...input.productIds, ...more])].toSorted() };
      const answer = await attempt(() => firstValue(core.pricing.terms, asked), undefined);
      if (!answer.ok) return answer;
      if (answer.value === undefined) return ok(null);
      const found = toKnown(answer.value, asked);
      setRead(found);
      return ok(found.terms);
    },
    [core, input, isAsked],
  );
  return { terms: known?.terms ?? null, termsWith };
}

interface Asked {
  readonly customerId: string | null;
  readonly day: string;
  readonly currency: string;
  readonly productIds: readonly string[];
}

/** Terms, and what they were asked for. */
interface Known {
  readonly key: string;
  readonly products: string;
  readonly terms: Terms;
}

const keyOf = ({ customerId, day, currency }: Asked): string => `${customerId} ${day} ${currency}`;
const toKnown = (wire: WireTerms, asked: Asked): Known => ({
  key: keyOf(asked),
  products: asked.productIds.join(' '),
  terms: toTerms(wire),
});

/** Sorted, so that the same products are the same question. */
const productsOf = (body: RecordBody): string[] =>
  [...new Set(elementsOf(body, 'lines').flatMap((line) => textOf(line, 'productId') ?? []))].toSorted();

interface WireRecord {
  readonly id: string;
  readonly body: unknown;
}

interface WireTerms {
  readonly customer: Terms['customer'];
  readonly products: readonly WireRecord[];
  readonly priceLists: readonly WireRecord[];
  readonly promotions: readonly WireRecord[];
}

const toRecord = ({ id, body }: WireRecord) => ({ id, body: body as RecordBody });

const toTerms = ({ customer, products, priceLists, promotions }: WireTerms): Terms => ({
  customer,
  products: new Map(products.map(({ id, body }) => [id, body as RecordBody])),
  priceLists: priceLists.map(toRecord),
  promotions: promotions.map(toRecord),
});
