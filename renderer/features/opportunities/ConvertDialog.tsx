/** A lead becomes an opportunity: of a customer who is here already, or of one that is made with it. Whoever looks like it is shown first. */
import { useState } from 'react';
import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { RecordView } from '../../../shared/contract/records.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { customerOfLead } from '../../../shared/domain/opportunities/leadConversion.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { useLive } from '../../data/useLive.ts';
import { ConfirmDialog } from '../../ui/dialog/ConfirmDialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { CustomerPicker } from '../customers/CustomerPicker.tsx';
import styles from './ConvertDialog.module.css';

const route = getRouteApi('/opportunities/$id');

/** So many that look alike are shown. */
const SIMILAR = 3;

export function ConvertDialog({ record, onClose }: { record: RecordView; onClose: () => void }) {
  const { t } = useLocale();
  const navigate = useNavigate();
  const search = route.useSearch();
  const core = useCore();
  const converting = useCommand(core.opportunities.convert);
  const mayMakeCustomers = useMay('customers.write');
  const known = textOf(record.body, 'customerId');
  const [proposed] = useState(() => customerOfLead(record.id, record.body));
  const [isNew, setIsNew] = useState(known === null && mayMakeCustomers);
  const [customerId, setCustomerId] = useState(known);
  const [customerName, setCustomerName] = useState(() => textOf(proposed.body, 'name') ?? '');
  const [name, setName] = useState(() => textOf(record.body, 'name') ?? '');
  const isReady = name.trim() !== '' && (isNew ? customerName.trim() !== '' : customerId !== null);

  async function convert(): Promise<void> {
    const customer = isNew
      ? {
          kind: proposed.kind,
          body: { ...proposed.body, name: customerName.trim() } as unknown as Json,
        }
      : { id: customerId ?? '' };
    const done = await converting.run({ id: record.id, name: name.trim(), customer });
    if (!done.ok) return;
    onClose();
    notify(t('opportunities.converted'));
    void navigate({ to: '/opportunities/$id', params: { id: done.value.id }, search });
  }

  return (
    <ConfirmDialog
      title={t('opportunities.convert.title')}
      confirmLabel={t('opportunities.convert.confirm')}
      tone="plain"
      ready={isReady}
      busy={converting.busy}
      error={converting.error}
      onConfirm={() => void convert()}
      onClose={onClose}
    >
      <TextInput
        label={t('opportunities.convert.name')}
        value={name}
        maxLength={200}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {mayMakeCustomers && (
        <SegmentedControl
          aria-label={t('opportunities.convert.customer')}
          value={isNew ? 'new' : 'existing'}
          data={[
            { value: 'new', label: t('opportunities.convert.new') },
            { value: 'existing', label: t('opportunities.convert.existing') },
          ]}
          onChange={(chosen) => setIsNew(chosen === 'new')}
        />
      )}
      {isNew ? (
        <>
          <TextInput
            label={t('opportunities.convert.newName')}
            value={customerName}
            maxLength={200}
            onChange={(event) => setCustomerName(event.currentTarget.value)}
          />
          <Similar
            name={customerName}
            phone={textOf(record.body, 'phone')}
            onChoose={(id) => {
              setCustomerId(id);
              setIsNew(false);
            }}
          />
        </>
      ) : (
        <CustomerPicker
          label={t('opportunities.convert.customer')}
          value={customerId}
          required
          onChange={(customer) => setCustomerId(customer?.id ?? null)}
        />
      )}
    </ConfirmDialog>
  );
}

type Json = { [field: string]: never };

/** Customers of that name or that number, before a second one is made of them. */
function Similar(props: { name: string; phone: string | null; onChoose: (id: string) => void }) {
  const { t } = useLocale();
  const core = useCore();
  const byName = useLive(
    core.customers.list,
    { offset: 0, limit: SIMILAR, search: props.name.trim(), sort: { by: 'name' as const, descending: false } },
    { enabled: props.name.trim().length > 1 },
  );
  const byPhone = useLive(
    core.customers.list,
    { offset: 0, limit: SIMILAR, search: props.phone ?? '', sort: { by: 'name' as const, descending: false } },
    { enabled: props.phone !== null },
  );
  const found = new Map(
    [
      ...(props.name.trim().length > 1 ? (byName.data?.rows ?? []) : []),
      ...(props.phone === null ? [] : (byPhone.data?.rows ?? [])),
    ].map(({ id, name, city }) => [id, { id, name, city }]),
  );
  if (found.size === 0) return null;
  return (
    <div className={styles.similar} role="group" aria-label={t('opportunities.convert.similar')}>
      <p className={styles.hint}>{t('opportunities.convert.similar')}</p>
      {[...found.values()].slice(0, SIMILAR).map(({ id, name, city }) => (
        <div key={id} className={styles.one}>
          <span>
            <bdi>{name}</bdi> {city !== null && <bdi className={styles.city}>{city}</bdi>}
          </span>
          <Button size="compact-sm" variant="default" onClick={() => props.onChoose(id)}>
            {t('opportunities.convert.choose')}
          </Button>
        </div>
      ))}
    </div>
  );
}
