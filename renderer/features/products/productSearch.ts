/** What the addresses of products carry. */
import { PRODUCT_KINDS } from '../../../shared/domain/products/product.ts';

export type ProductKind = (typeof PRODUCT_KINDS)[number];

export interface ProductSearch {
  readonly q?: string | undefined;
  readonly kinds?: readonly ProductKind[] | undefined;
  readonly category?: string | undefined;
  /** Only what fits this equipment. */
  readonly fits?: string | undefined;
  /** What is withdrawn, in place of what is sold. */
  readonly withdrawn?: true | undefined;
}

export function readProductSearch(search: Record<string, unknown>): ProductSearch {
  const text = (name: string): string | undefined => {
    const value = search[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const named: readonly unknown[] = Array.isArray(search['kinds']) ? search['kinds'] : [];
  const kinds = PRODUCT_KINDS.filter((kind) => named.includes(kind));
  const [q, category, fits] = [text('q'), text('category'), text('fits')];
  return {
    ...(q === undefined ? {} : { q }),
    ...(kinds.length === 0 ? {} : { kinds }),
    ...(category === undefined ? {} : { category }),
    ...(fits === undefined ? {} : { fits }),
    ...(search['withdrawn'] === true ? { withdrawn: true } : {}),
  };
}
