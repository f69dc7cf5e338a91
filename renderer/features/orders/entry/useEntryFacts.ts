/** What helps whoever takes an order and stands in nobody's way: suggestions, stock, and what is kept at hand. */
import { useCallback, useMemo } from 'react';
import type { LineStock, OrderSuggestions } from '../../../../shared/contract/sales.ts';
import { elementsOf, textOf } from '../../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { documentDay } from '../../../../shared/domain/salesDocuments/documentStates.ts';
import { useCore } from '../../../data/CoreProvider.tsx';
import { attempt } from '../../../data/useCommand.ts';
import { useLive } from '../../../data/useLive.ts';
import { useLocale } from '../../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../../ui/state/errorWords.ts';
import { notifyFailure } from '../../../ui/state/notify.tsx';
import { useToday } from '../../records/useDirectory.ts';
import { useMayRead } from '../../records/useRights.ts';

export interface EntryFacts {
  readonly suggestions: OrderSuggestions | undefined;
  /** By product. */
  readonly stock: ReadonlyMap<string, LineStock>;
  readonly favourites: ReadonlySet<string>;
  keepAtHand(productId: string, favourite: boolean): void;
}

export function useEntryFacts(body: RecordBody): EntryFacts {
  const core = useCore();
  const { t } = useLocale();
  const today = useToday();
  const mayReadStock = useMayRead('stock');
  const customerId = textOf(body, 'customerId');
  const currency = textOf(body, 'currency');
  const { data: suggestions } = useLive(
    core.orders.suggestions,
    { customerId: customerId ?? '', on: documentDay(body) ?? today, currency: currency ?? '' },
    { enabled: customerId !== null && currency !== null },
  );
  const productIds = [
    ...new Set(elementsOf(body, 'lines').flatMap((line) => textOf(line, 'productId') ?? [])),
  ].toSorted();
  const { data: levels } = useLive(
    core.orders.lineStock,
    { productIds },
    { enabled: mayReadStock && productIds.length > 0 },
  );
  const stock = useMemo(() => new Map(levels?.map((level) => [level.productId, level])), [levels]);
  const favourites = useMemo(() => new Set(suggestions?.favourites.map(({ productId }) => productId)), [suggestions]);
  const keepAtHand = useCallback(
    (id: string, favourite: boolean) =>
      void attempt(core.products.setFavourite, { id, favourite }).then((kept) => {
        if (!kept.ok) notifyFailure(errorToWords(t, kept.error));
      }),
    [core, t],
  );
  return { suggestions, stock, favourites, keepAtHand };
}
