import { useState } from 'react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { equipmentKind } from '../../../shared/domain/assets/equipment.ts';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { useDiscard } from '../records/useDiscard.ts';
import { useRecordForm } from '../records/useRecordForm.ts';
import { EquipmentForm } from './EquipmentForm.tsx';

const route = getRouteApi('/equipment/new');

export function NewEquipmentPanel() {
  const { t } = useLocale();
  const search = route.useSearch();
  const { customer, ...rest } = search;
  const navigate = useNavigate();
  const close = (): void => void navigate({ to: '/equipment', search: rest });
  const [initial] = useState(() => (customer === undefined ? {} : { customerId: customer }));
  const form = useRecordForm({
    definition: equipmentKind,
    draftKey: `assets/new/${customer ?? ''}`,
    record: null,
    initial,
  });
  const discard = useDiscard(form, close, () => void navigate({ to: '/equipment/new', search }));
  return (
    <DetailPanel title={t('equipment.new')} onClose={close}>
      {form.ready ? (
        <EquipmentForm
          form={form}
          record={null}
          onCancel={discard}
          onSaved={(id) => {
            notify(t('notice.saved'));
            void navigate({ to: '/equipment/$id', params: { id }, search: rest, replace: true });
          }}
        />
      ) : (
        <RecordSkeleton />
      )}
    </DetailPanel>
  );
}
