import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { equipmentKind } from '../../../shared/domain/assets/equipment.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { EditRecordPanel } from '../records/EditRecordPanel.tsx';
import { EquipmentForm } from './EquipmentForm.tsx';

const route = getRouteApi('/equipment/$id/edit');

export function EditEquipmentPanel() {
  const { t } = useLocale();
  const { id } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  return (
    <EditRecordPanel
      collection="assets"
      id={id}
      draftArea="assets"
      definitionOf={() => equipmentKind}
      titleOf={(record) => t('equipment.edit.title', { name: record ? (textOf(record.body, 'name') ?? '') : '' })}
      toList={() => void navigate({ to: '/equipment', search })}
      toRecord={() => void navigate({ to: '/equipment/$id', params: { id }, search })}
      toForm={() => void navigate({ to: '/equipment/$id/edit', params: { id }, search })}
    >
      {(edited) => <EquipmentForm {...edited} />}
    </EditRecordPanel>
  );
}
