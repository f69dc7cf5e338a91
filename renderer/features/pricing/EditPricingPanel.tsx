import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { RecordView } from '../../../shared/contract/records.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { EditRecordPanel } from '../records/EditRecordPanel.tsx';
import { useDirectory } from '../records/useDirectory.ts';
import { definitionOf, PricingForm } from './PricingForm.tsx';

const route = getRouteApi('/prices/$id/edit');

export function EditPricingPanel() {
  const { t } = useLocale();
  const { id } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const directory = useDirectory();
  return (
    <EditRecordPanel
      collection="products"
      id={id}
      draftArea="prices"
      definitionOf={(record) => definitionOf(kindOf(record))}
      titleOf={(record) => t('pricing.edit', { name: record ? (textOf(record.body, 'name') ?? '') : '' })}
      toList={() => void navigate({ to: '/prices', search })}
      toRecord={() => void navigate({ to: '/prices/$id', params: { id }, search })}
      toForm={() => void navigate({ to: '/prices/$id/edit', params: { id }, search })}
    >
      {(edited) => <PricingForm {...edited} kind={kindOf(edited.record)} directory={directory} />}
    </EditRecordPanel>
  );
}

const kindOf = ({ kind }: RecordView) => (kind === 'promotion' ? 'promotion' : 'priceList');
