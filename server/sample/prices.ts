/** What products of the sample company cost by themselves, by the one pricing function. */
import type { IsoDate } from '../../shared/base/clock.ts';
import { QUANTITY_SCALE } from '../../shared/base/money.ts';
import { priceDocument, type PricedLine } from '../../shared/domain/pricing/pricing.ts';
import { NOBODY } from '../../shared/domain/products/priceScope.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { SAMPLE_CURRENCY } from './company.ts';
import type { SampleProduct } from './products.ts';

/** A line of so much of it (× 1,000), without price lists and promotions: those of the sample begin after its story. */
export const pricedLine = ({ id, body }: SampleProduct, day: IsoDate, quantity: number): PricedLine | undefined =>
  priceDocument({
    day,
    currency: SAMPLE_CURRENCY,
    customer: NOBODY,
    products: new Map([[id, body as RecordBody]]),
    priceLists: [],
    promotions: [],
    lines: [{ id: 'l', productId: id, quantity }],
  }).lines[0];

/** In rials; 0 where there is none. */
export const amountOfOne = (product: SampleProduct, day: IsoDate): number =>
  pricedLine(product, day, QUANTITY_SCALE)?.unitPrice?.amount ?? 0;
