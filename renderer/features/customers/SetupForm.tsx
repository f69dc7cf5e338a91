/** A group of customers or an own field: new, or changed. Its key and type stay as they were first chosen: what people wrote hangs on them. */
import { useState } from 'react';
import { Checkbox } from '@mantine/core';
import type { RecordView } from '../../../shared/contract/records.ts';
import type { SETUP_KINDS } from '../../../shared/contract/customerSetup.ts';
import { textOf, textsOf } from '../../../shared/domain/bodyReads.ts';
import { kindOf } from '../../../shared/domain/catalogue.ts';
import { CUSTOMER_KINDS } from '../../../shared/domain/customers/customer.ts';
import { CUSTOM_FIELD_TYPES } from '../../../shared/domain/organisation/customField.ts';
import type { KindDefinition } from '../../../shared/domain/kind.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { orderKeyBetween } from '../../../shared/sync/orderKey.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { FieldRow } from '../../ui/form/Form.tsx';
import { ChipsInput } from '../../ui/inputs/ChipsInput.tsx';
import { Dialog } from '../../ui/layout/Dialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { ChoiceBox, TextBox } from '../records/Fields.tsx';
import { ListEditor } from '../records/ListEditor.tsx';
import { newElementId } from '../records/newElementId.ts';
import { RecordFormFrame } from '../records/RecordFormFrame.tsx';
import { useRecordForm, type RecordForm } from '../records/useRecordForm.ts';
import { useRecordSave } from '../records/useRecordSave.ts';

export type SetupKind = (typeof SETUP_KINDS)[number];

export interface SetupFormProps {
  kind: SetupKind;
  /** null: a new one. */
  id: string | null;
  /** Of the last field there is: a new one comes behind it. */
  lastOrder: string | null;
  onClose: () => void;
}

export function SetupForm(props: SetupFormProps) {
  const { kind, id, onClose } = props;
  const { t } = useLocale();
  const core = useCore();
  const { data: record } = useLive(
    core.records.observe,
    { collection: 'organisation', id: id ?? '' },
    { enabled: id !== null },
  );
  const definition = kindOf('organisation', kind);
  const isThere = id === null || record?.id === id;
  const name = record ? (textOf(record.body, 'name') ?? '') : '';
  const title =
    id === null
      ? t(kind === 'customField' ? 'customerSetup.fields.add' : 'customerSetup.groups.add')
      : t('customerSetup.edit', { name });
  return (
    <Dialog opened onClose={onClose} title={title} width={520}>
      {definition && isThere ? (
        <Fields {...props} definition={definition} record={id === null ? null : (record ?? null)} />
      ) : (
        <RecordSkeleton rows={3} />
      )}
    </Dialog>
  );
}

function Fields(props: SetupFormProps & { definition: KindDefinition; record: RecordView | null }) {
  const { kind, definition, record, lastOrder, onClose } = props;
  const { t } = useLocale();
  const core = useCore();
  const [initial] = useState(() =>
    kind === 'customerGroup'
      ? { name: '' }
      : {
          name: '',
          key: `f${newElementId().replaceAll('-', '').slice(-12)}`,
          type: 'text',
          collection: 'customers',
          order: orderKeyBetween(lastOrder, null),
        },
  );
  const form = useRecordForm({
    definition,
    draftKey: record ? `customer-fields/${record.id}` : `customer-fields/new/${kind}`,
    record,
    initial,
  });
  const save = useRecordSave({
    form,
    record,
    kind,
    create: (input) => core.customers.createSetup({ ...input, kind }),
    edit: core.customers.editSetup,
  });
  if (!form.ready) return <RecordSkeleton rows={3} />;
  return (
    <RecordFormFrame
      form={form}
      save={save}
      onCancel={() => {
        form.discard();
        onClose();
      }}
      onSaved={() => {
        notify(t('notice.saved'));
        onClose();
      }}
    >
      {kind === 'customerGroup' ? <GroupFields form={form} /> : <OwnFieldFields form={form} isNew={record === null} />}
    </RecordFormFrame>
  );
}

function GroupFields({ form }: { form: RecordForm }) {
  return (
    <>
      <TextBox form={form} path="name" data-autofocus />
      <TextBox form={form} path="note" multiline />
    </>
  );
}

function OwnFieldFields({ form, isNew }: { form: RecordForm; isNew: boolean }) {
  const { t } = useLocale();
  const type = form.valueAt('type');
  return (
    <>
      <FieldRow>
        <TextBox form={form} path="name" data-autofocus />
        <TextBox form={form} path="englishName" />
      </FieldRow>
      {isNew && (
        <ChoiceBox
          form={form}
          path="type"
          description={t('customerSetup.type.stays')}
          options={CUSTOM_FIELD_TYPES.map((value) => ({ value, label: valueLabel(t, 'organisation', 'type', value) }))}
        />
      )}
      {type === 'choice' && (
        <ListEditor
          form={form}
          list="choices"
          blank={{ name: '' }}
          addLabel={t('customerSetup.addChoice')}
          removeLabel={t('customerSetup.removeChoice')}
        >
          {(path) => (
            <FieldRow>
              <TextBox form={form} path={path('name')} label={t('customerSetup.choice')} />
              <TextBox form={form} path={path('englishName')} />
            </FieldRow>
          )}
        </ListEditor>
      )}
      <ChipsInput
        label={t('customerSetup.forKinds')}
        help={t('customerSetup.forKinds.hint')}
        options={CUSTOMER_KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
        value={textsOf(form.body, 'kinds')}
        onChange={(chosen) => form.set('kinds', chosen)}
      />
      <Switched form={form} path="required" label={t('customerSetup.required')} />
      {!isNew && <Switched form={form} path="retired" label={t('field.organisation.retired')} />}
      <TextBox form={form} path="hint" />
    </>
  );
}

function Switched({ form, path, label }: { form: RecordForm; path: string; label: string }) {
  return (
    <Checkbox
      label={label}
      checked={form.valueAt(path) === true}
      onChange={(event) => form.set(path, event.currentTarget.checked ? true : undefined)}
    />
  );
}
