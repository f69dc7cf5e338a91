/** A branch, a territory or a place of stock: new, or changed. */
import { useState } from 'react';
import { PLACE_KINDS } from '../../../shared/contract/organisation.ts';
import type { RecordView } from '../../../shared/contract/records.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { kindOf } from '../../../shared/domain/catalogue.ts';
import type { KindDefinition } from '../../../shared/domain/kind.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { Dialog } from '../../ui/layout/Dialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { ChoiceBox, TextBox } from '../records/Fields.tsx';
import { RecordFormFrame } from '../records/RecordFormFrame.tsx';
import { useRecordForm } from '../records/useRecordForm.ts';
import { useRecordSave } from '../records/useRecordSave.ts';

export type PlaceKind = (typeof PLACE_KINDS)[number];

export const isPlaceKind = (kind: string): kind is PlaceKind => PLACE_KINDS.some((known) => known === kind);

interface PlaceFormProps {
  kind: PlaceKind;
  /** null: a new one. */
  record: RecordView | null;
  onClose: () => void;
  onSaved: (id: string) => void;
}

export function PlaceForm(props: PlaceFormProps) {
  const { t } = useLocale();
  const { kind, record, onClose } = props;
  const definition = kindOf('organisation', kind);
  const title = record
    ? t('places.edit', { name: textOf(record.body, 'name') ?? t(`kind.${kind}`) })
    : t(`places.new.${kind}`);
  return (
    <Dialog opened onClose={onClose} title={title}>
      {definition && <Fields {...props} definition={definition} />}
    </Dialog>
  );
}

function Fields({ kind, record, definition, onClose, onSaved }: PlaceFormProps & { definition: KindDefinition }) {
  const { t } = useLocale();
  const core = useCore();
  const { data: directory } = useLive(core.organisation.directory, undefined);
  const [initial] = useState(() => ({ name: '' }));
  const draftKey = record ? `places/${record.id}/edit` : `places/new/${kind}`;
  const form = useRecordForm({ definition, draftKey, record, initial });
  const save = useRecordSave({
    form,
    record,
    kind,
    create: (input) => core.organisation.createPlace({ ...input, kind }),
    edit: core.organisation.editPlace,
  });
  if (!form.ready) return <RecordSkeleton rows={3} />;
  const toOption = ({ id, name }: { id: string; name: string }) => ({ value: id, label: name });
  const cancel = (): void => {
    form.discard();
    onClose();
  };
  return (
    <RecordFormFrame
      form={form}
      save={save}
      onCancel={cancel}
      {...(record ? {} : { submitLabel: t(`places.new.${kind}`) })}
      onSaved={(id) => {
        notify(t('notice.saved'));
        onSaved(id);
      }}
    >
      <TextBox form={form} path="name" data-autofocus />
      {kind === 'branch' && (
        <ChoiceBox
          form={form}
          path="managerId"
          description={t('places.managerHelp')}
          options={(directory?.people ?? []).map(toOption)}
          searchable
        />
      )}
      {kind !== 'branch' && (
        <ChoiceBox
          form={form}
          path="branchId"
          description={t(kind === 'stockPlace' ? 'places.stockHelp' : 'places.branchHelp')}
          options={(directory?.branches ?? []).map(toOption)}
        />
      )}
      {kind === 'territory' && <TextBox form={form} path="region" />}
      {kind === 'stockPlace' && (
        <>
          <ChoiceBox
            form={form}
            path="type"
            wordOf={(type) => t.maybe(`value.organisation.type.${type}`) ?? type}
            description={t('places.vanHelp')}
          />
          <ChoiceBox form={form} path="holderId" options={(directory?.people ?? []).map(toOption)} searchable />
        </>
      )}
    </RecordFormFrame>
  );
}
