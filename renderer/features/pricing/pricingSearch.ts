/** What the addresses of prices carry. */
import { PRICING_KINDS } from '../../../shared/contract/pricing.ts';

export type PricingKind = (typeof PRICING_KINDS)[number];

export interface PricesSearch {
  readonly q?: string | undefined;
  /** Price lists when left out. */
  readonly kind?: PricingKind | undefined;
}

export const readPricesSearch = (search: Record<string, unknown>): PricesSearch => {
  const kind = PRICING_KINDS.find((known) => known === search['kind']);
  return {
    ...(typeof search['q'] === 'string' && search['q'] !== '' ? { q: search['q'] } : {}),
    ...(kind === undefined ? {} : { kind }),
  };
};
