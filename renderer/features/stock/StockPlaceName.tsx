import { textOf } from '../../../shared/domain/bodyReads.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { WrittenText } from '../../ui/text/Text.tsx';

/** What a place of stock is called; nothing while it is not here. */
export function StockPlaceName({ id }: { id: string }) {
  const { data: place } = useLive(useCore().records.observe, { collection: 'organisation', id });
  return place ? <WrittenText>{textOf(place.body, 'name')}</WrittenText> : null;
}
