/** Where a customer stands: its class and groups, whom it belongs to, who supplies and who brought it, and who of us works on it. */
import { ActionIcon, MultiSelect } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { textsOf } from '../../../shared/domain/bodyReads.ts';
import { fieldLabel, valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLive } from '../../data/useLive.ts';
import { FieldRow, FormSection } from '../../ui/form/Form.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ChoiceBox, TagsBox } from '../records/Fields.tsx';
import type { Directory } from '../records/useDirectory.ts';
import type { RecordForm } from '../records/useRecordForm.ts';
import { CustomerLink } from './CustomerLink.tsx';
import { CustomerPicker } from './CustomerPicker.tsx';
import styles from './CustomerForm.module.css';

export interface ChannelFieldsProps {
  form: RecordForm;
  directory: Directory;
  /** The customer itself, which is nobody's own supplier. */
  customerId: string | undefined;
}

export function ChannelFields({ form, directory, customerId }: ChannelFieldsProps) {
  const { t } = useLocale();
  const core = useCore();
  const { data: setup } = useLive(core.customers.setup, undefined);
  const groups = setup?.groups ?? [];
  const isLocked = !useMay('customers.pricing');
  return (
    <FormSection title={t('customers.form.channel')} {...(isLocked ? { text: t('customers.form.pricingHint') } : {})}>
      <FieldRow>
        <ChoiceBox
          form={form}
          path="channelRole"
          wordOf={(role) => valueLabel(t, 'customers', 'channelRole', role)}
          disabled={isLocked}
        />
        <ChoiceBox
          form={form}
          path="class"
          wordOf={(name) => valueLabel(t, 'customers', 'class', name)}
          disabled={isLocked}
        />
      </FieldRow>
      {groups.length > 0 && (
        <SetBox
          form={form}
          path="groupIds"
          options={groups.map(({ id, name }) => ({ value: id, label: name }))}
          disabled={isLocked}
        />
      )}
      <OtherCustomer form={form} path="parentId" customerId={customerId} />
      <Suppliers form={form} customerId={customerId} />
      <OtherCustomer form={form} path="referredById" customerId={customerId} />
      <SetBox form={form} path="accountTeam" options={directory.people} />
      <TagsBox form={form} path="alsoKnownAs" />
    </FormSection>
  );
}

function OtherCustomer({ form, path, customerId }: { form: RecordForm; path: string; customerId: string | undefined }) {
  const { t } = useLocale();
  const value = form.valueAt(path);
  return (
    <CustomerPicker
      label={fieldLabel(t, 'customers', path)}
      value={typeof value === 'string' ? value : null}
      onChange={(chosen) => form.set(path, chosen?.id)}
      exceptId={customerId}
    />
  );
}

interface SetBoxProps {
  form: RecordForm;
  path: string;
  options: readonly { value: string; label: string }[];
  disabled?: boolean;
}

/** Several of a list that is known whole. */
function SetBox(props: SetBoxProps) {
  const { form, path, options } = props;
  const { t } = useLocale();
  const value = textsOf(form.body, path);
  // What stands there and has no name here (somebody who left) stays what it is.
  const known = [
    ...options,
    ...value
      .filter((id) => !options.some((option) => option.value === id))
      .map((id) => ({ value: id, label: t('state.unknown') })),
  ];
  return (
    <MultiSelect
      label={fieldLabel(t, 'customers', path)}
      data={known}
      value={value}
      onChange={(chosen) => form.set(path, chosen)}
      disabled={props.disabled ?? false}
      searchable
      nothingFoundMessage={t('palette.nothing')}
      placeholder={value.length === 0 ? t('state.none') : ''}
      hidePickedOptions
    />
  );
}

function Suppliers({ form, customerId }: { form: RecordForm; customerId: string | undefined }) {
  const { t } = useLocale();
  const chosen = textsOf(form.body, 'supplierIds');
  const put = (ids: readonly string[]): void => form.set('supplierIds', [...ids]);
  return (
    <fieldset className={styles.fieldset}>
      <legend className={styles.legend}>{fieldLabel(t, 'customers', 'supplierIds')}</legend>
      {chosen.length > 0 && (
        <ul className={styles.chosen}>
          {chosen.map((id) => (
            <li key={id}>
              <CustomerLink id={id} />
              <SupplierRemover id={id} onRemove={() => put(chosen.filter((other) => other !== id))} />
            </li>
          ))}
        </ul>
      )}
      <CustomerPicker
        key={chosen.join()}
        aria-label={t('customers.form.addSupplier')}
        value={null}
        exceptId={customerId}
        onChange={(customer) => {
          if (customer && !chosen.includes(customer.id)) put([...chosen, customer.id]);
        }}
      />
    </fieldset>
  );
}

function SupplierRemover({ id, onRemove }: { id: string; onRemove: () => void }) {
  const { t } = useLocale();
  const core = useCore();
  const { data: customer } = useLive(core.records.observe, { collection: 'customers', id });
  const name = customer?.body['name'];
  return (
    <ActionIcon
      aria-label={t('customers.form.removeSupplier', { name: typeof name === 'string' ? name : '' })}
      onClick={onRemove}
    >
      <IconX size={14} stroke={1.75} aria-hidden />
    </ActionIcon>
  );
}
