import { useMemo } from 'react';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';

/** What the products of these elements are called, by id; those that are not here are missing. */
export function useProductNames(
  elements: readonly RecordBody[],
): ReadonlyMap<string, { readonly name: string; readonly unit: string }> {
  const core = useCore();
  const ids = [...new Set(elements.flatMap((element) => textOf(element, 'productId') ?? []))].toSorted();
  const key = ids.join(' ');
  const input = useMemo(() => ({ productIds: key === '' ? [] : key.split(' ') }), [key]);
  const { data } = useLive(core.pricing.names, input, { enabled: key !== '' });
  return useMemo(() => new Map((data ?? []).map(({ id, name, unit }) => [id, { name, unit }])), [data]);
}
