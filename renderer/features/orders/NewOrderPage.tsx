import { useRef, useState } from 'react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { defaultsFor } from '../../../shared/domain/defaults.ts';
import { useAutofocus } from '../../ui/form/useAutofocus.ts';
import { Page, PageBody } from '../../ui/layout/Page.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { CustomerPicker } from '../customers/CustomerPicker.tsx';
import { useDefaults, useDirectory, type Directory } from '../records/useDirectory.ts';
import { useRecordForm } from '../records/useRecordForm.ts';
import styles from './NewOrderPage.module.css';
import { OrderEditor } from './OrderEditor.tsx';
import { definitionOfEdited, type EditedKind } from './useEditedPaper.ts';

const orderRoute = getRouteApi('/orders/new');
const quoteRoute = getRouteApi('/quotes/new');

export function NewOrderPage() {
  return <NewPaper kind="order" customer={orderRoute.useSearch().customer} />;
}

export function NewQuotePage() {
  return <NewPaper kind="quote" customer={quoteRoute.useSearch().customer} />;
}

const PLACES = {
  order: { to: '/orders/new', title: 'orders.new' },
  quote: { to: '/quotes/new', title: 'quotes.new' },
} as const;

/** A new order or quote: first for whom, then what. */
function NewPaper({ kind, customer }: { kind: EditedKind; customer: string | undefined }) {
  const { t } = useLocale();
  const navigate = useNavigate();
  const place = PLACES[kind];
  const directory = useDirectory();
  if (customer === undefined) {
    return (
      <Page title={t(place.title)}>
        <PageBody>
          <ChooseCustomer onChoose={(id) => void navigate({ to: place.to, search: { customer: id }, replace: true })} />
        </PageBody>
      </Page>
    );
  }
  if (!directory.ready) {
    return (
      <Page title={t(place.title)}>
        <RecordSkeleton />
      </Page>
    );
  }
  return <NewDraft key={customer} kind={kind} customerId={customer} directory={directory} />;
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

function NewDraft({ kind, customerId, directory }: { kind: EditedKind; customerId: string; directory: Directory }) {
  const { t } = useLocale();
  const defaults = useDefaults(directory);
  const [initial] = useState(() => defaultsFor('salesDocuments', kind, { ...defaults, customerId }));
  const form = useRecordForm({
    definition: definitionOfEdited[kind],
    draftKey: `${kind}s/new/${customerId}`,
    record: null,
    initial,
  });
  if (!form.ready) {
    return (
      <Page title={t(PLACES[kind].title)}>
        <RecordSkeleton />
      </Page>
    );
  }
  return <OrderEditor kind={kind} form={form} record={null} directory={directory} />;
}
