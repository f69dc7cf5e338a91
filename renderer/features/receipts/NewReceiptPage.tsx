/** Money that a customer hands over, recorded: from whom, how, how much; what it pays for is proposed, the oldest first. */
import { useRef, useState } from 'react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { receiptKind } from '../../../shared/domain/salesDocuments/receipt.ts';
import { useAutofocus } from '../../ui/form/useAutofocus.ts';
import { Page, PageBody } from '../../ui/layout/Page.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { CustomerPicker } from '../customers/CustomerPicker.tsx';
import { useDirectory, useToday, type Directory } from '../records/useDirectory.ts';
import { useRecordForm } from '../records/useRecordForm.ts';
import { ReceiptForm } from './ReceiptForm.tsx';
import type { NewReceiptSearch } from './receiptSearch.ts';
import styles from './Receipts.module.css';

const route = getRouteApi('/receipts/new');

export function NewReceiptPage() {
  const { t } = useLocale();
  const navigate = useNavigate();
  const search = route.useSearch();
  const directory = useDirectory();
  const field = useRef<HTMLDivElement>(null);
  useAutofocus(field);
  return (
    <Page title={t('receipts.new')}>
      <PageBody>
        {search.customer === undefined ? (
          <div ref={field} className={styles.form}>
            <CustomerPicker
              label={t('receipts.paper.from')}
              value={null}
              onChange={(chosen) =>
                chosen && void navigate({ to: '/receipts/new', search: { customer: chosen.id }, replace: true })
              }
              data-autofocus
            />
          </div>
        ) : directory.ready ? (
          <NewReceipt key={search.customer} search={search} customerId={search.customer} directory={directory} />
        ) : (
          <RecordSkeleton />
        )}
      </PageBody>
    </Page>
  );
}

interface NewReceiptProps {
  search: NewReceiptSearch;
  customerId: string;
  directory: Directory;
}

function NewReceipt({ search, customerId, directory }: NewReceiptProps) {
  const { t, formats } = useLocale();
  const navigate = useNavigate();
  const today = useToday();
  const [initial] = useState((): RecordBody => ({
    customerId,
    // What a receipt must have when the money is taken in is asked for in the form.
    state: 'collected',
    method: search.method ?? 'cash',
    receivedOn: today,
    currency: directory.currency,
  }));
  const form = useRecordForm({
    definition: receiptKind,
    draftKey: `receipts/new/${customerId}`,
    record: null,
    initial,
  });
  if (!form.ready) return <RecordSkeleton />;
  return (
    <ReceiptForm
      form={form}
      customerId={customerId}
      documentId={search.document}
      currency={directory.currency}
      onTaken={(id, number) => {
        notify(t('receipts.taken', { number: formats.code(number) }));
        void navigate({ to: '/orders/$id', params: { id }, replace: true });
      }}
      onNext={(number) => notify(t('receipts.taken', { number: formats.code(number) }))}
      onCancel={() => {
        form.discard();
        void navigate({ to: '/customers/$id', params: { id: customerId } });
      }}
    />
  );
}
