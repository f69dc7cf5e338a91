import { isRecordId } from '../../../shared/base/id.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { WrittenText } from '../../ui/text/Text.tsx';

/** One of those whom a price list or a promotion is meant for, where it stands without its scope: a customer, group, territory, class or role. */
export function ScopeIdName({ id }: { id: string }) {
  const { t } = useLocale();
  const core = useCore();
  const isId: boolean = isRecordId(id);
  const { data: customer } = useLive(core.records.observe, { collection: 'customers', id }, { enabled: isId });
  const { data: place } = useLive(core.records.observe, { collection: 'organisation', id }, { enabled: isId });
  if (!isId) return t.maybe(`value.customers.channelRole.${id}`) ?? t.maybe(`value.customers.class.${id}`) ?? id;
  const body = customer?.body ?? place?.body;
  return <WrittenText>{(body && textOf(body, 'name')) ?? t('pricing.unknown')}</WrittenText>;
}
