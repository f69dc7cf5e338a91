import { useCallback, useRef } from 'react';
import type { Product } from '../../../shared/domain/products/product.ts';
import { useCore } from '../../data/CoreProvider.tsx';

export interface Products {
  /** What is already here, by id. */
  readonly byId: ReadonlyMap<string, Product>;
  /** The product as it is now; null when this machine does not hold it. */
  load(id: string): Promise<Product | null>;
}

/** Products of the lines of one order: their dated prices and stepped discounts decide what a line proposes. */
export function useProducts(): Products {
  const core = useCore();
  const byId = useRef(new Map<string, Product>());
  const load = useCallback(
    async (id: string): Promise<Product | null> => {
      const known = byId.current.get(id);
      if (known) return known;
      const stream = await core.records.observe({ collection: 'products', id });
      const first = await stream.next();
      await stream.return?.();
      if (first.done === true || !first.value || first.value.deleted) return null;
      const product = first.value.body as unknown as Product;
      byId.current.set(id, product);
      return product;
    },
    [core],
  );
  return { byId: byId.current, load };
}
