/** Where the goods of a paper lie: what is out moves stock there. Unless somebody chooses, it is what the core finds: one's van, or the branch's warehouse. */
import { useState } from 'react';
import { Select } from '@mantine/core';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';

export interface StockPlaceChoice {
  readonly places: readonly { readonly id: string; readonly name: string; readonly isMine: boolean }[];
  /** '' for none. */
  readonly chosen: string;
  choose(place: string): void;
  /** For the command: nothing unless somebody chose. */
  readonly said: { readonly stockPlaceId?: string | null };
}

/** @param prepared What the paper says already. */
export function useStockPlace(prepared: string | undefined): StockPlaceChoice {
  const { stock, salesDocuments } = useCore();
  const { data: places = [] } = useLive(stock.places, undefined);
  const { data: usual } = useLive(salesDocuments.usualPlace, undefined);
  const [choice, setChoice] = useState<string | null>(null);
  const chosen = choice ?? prepared ?? usual?.id ?? '';
  return {
    places,
    chosen,
    choose: setChoice,
    said: choice === null ? {} : { stockPlaceId: choice === '' ? null : choice },
  };
}

export function StockPlaceSelect({ label, place }: { label: string; place: StockPlaceChoice }) {
  const { t } = useLocale();
  if (place.places.length === 0) return null;
  return (
    <Select
      label={label}
      allowDeselect={false}
      searchable
      value={place.chosen}
      onChange={(chosen) => place.choose(chosen ?? '')}
      data={[
        ...place.places.map(({ id, name, isMine }) => ({
          value: id,
          label: isMine ? t('stock.myPlace', { name }) : name,
        })),
        { value: '', label: t('documents.noPlace') },
      ]}
    />
  );
}
