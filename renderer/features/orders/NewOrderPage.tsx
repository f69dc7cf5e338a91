import { useRef, useState } from 'react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { defaultsFor } from '../../../shared/domain/defaults.ts';
import { orderKind } from '../../../shared/domain/salesDocuments/order.ts';
import { useAutofocus } from '../../ui/form/useAutofocus.ts';
import { Page, PageBody } from '../../ui/layout/Page.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { CustomerPicker } from '../customers/CustomerPicker.tsx';
import { useDefaults, useDirectory, type Directory } from '../records/useDirectory.ts';
import { useRecordForm } from '../records/useRecordForm.ts';
import styles from './NewOrderPage.module.css';
import { OrderEditor } from './OrderEditor.tsx';

const route = getRouteApi('/orders/new');

/** A new order: first for whom, then what. */
export function NewOrderPage() {
  const { t } = useLocale();
  const { customer } = route.useSearch();
  const navigate = useNavigate();
  const directory = useDirectory();
  if (customer === undefined) {
    return (
      <Page title={t('orders.new')}>
        <PageBody>
          <ChooseCustomer
            onChoose={(id) => void navigate({ to: '/orders/new', search: { customer: id }, replace: true })}
          />
        </PageBody>
      </Page>
    );
  }
  if (!directory.ready) {
    return (
      <Page title={t('orders.new')}>
        <RecordSkeleton />
      </Page>
    );
  }
  return <NewOrder key={customer} customerId={customer} directory={directory} />;
}

function ChooseCustomer({ onChoose }: { onChoose: (id: string) => void }) {
  const { t } = useLocale();
  const field = useRef<HTMLDivElement>(null);
  useAutofocus(field);
  return (
    <div ref={field} className={styles.choose}>
      <CustomerPicker
        label={t('orders.forWhom')}
        value={null}
        onChange={(chosen) => chosen && onChoose(chosen.id)}
        data-autofocus
      />
    </div>
  );
}

function NewOrder({ customerId, directory }: { customerId: string; directory: Directory }) {
  const { t } = useLocale();
  const defaults = useDefaults(directory);
  const [initial] = useState(() => defaultsFor('salesDocuments', orderKind.kind, { ...defaults, customerId }));
  const form = useRecordForm({ definition: orderKind, draftKey: `orders/new/${customerId}`, record: null, initial });
  if (!form.ready) {
    return (
      <Page title={t('orders.new')}>
        <RecordSkeleton />
      </Page>
    );
  }
  return <OrderEditor form={form} record={null} directory={directory} />;
}
