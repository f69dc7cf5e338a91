/** What a customer says to a quote that was sent: yes, which makes the order, or not yet, and it holds a little longer. */
import { useState } from 'react';
import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { RecordView } from '../../../shared/contract/records.ts';
import { addDays } from '../../../shared/base/clock.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { isQuoteExpired } from '../../../shared/domain/salesDocuments/quote.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { ConfirmDialog } from '../../ui/dialog/ConfirmDialog.tsx';
import { DateField } from '../../ui/inputs/DateField.tsx';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { ErrorNote } from '../../ui/state/States.tsx';
import { Kbd } from '../../ui/text/Kbd.tsx';
import { useToday } from '../records/useDirectory.ts';

const DAYS_LONGER = 14;

export function QuoteAnswer({ record }: { record: RecordView }) {
  const { t } = useLocale();
  const core = useCore();
  const navigate = useNavigate();
  const today = useToday();
  const mayWrite = useMay('orders.write');
  const accepting = useCommand(core.salesDocuments.acceptQuote);
  const [isProlonging, setProlonging] = useState(false);
  const { body } = record;
  const isSent = body['state'] === 'sent';
  const isExpired = isQuoteExpired(body, today);
  const mayAccept = mayWrite && isSent && !isExpired;

  async function accept(): Promise<void> {
    if (accepting.busy) return;
    const accepted = await accepting.run({ id: record.id });
    if (!accepted.ok) return;
    notify(t('quotes.accepted'));
    void navigate({ to: '/orders/$id', params: { id: accepted.value.orderId } });
  }

  useKeys([
    {
      keys: ['Mod', 'Enter'],
      label: t('quotes.accept'),
      run: mayAccept ? () => void accept() : undefined,
      inFields: true,
    },
  ]);
  if (!mayWrite || !isSent) return null;
  return (
    <>
      <ErrorNote error={accepting.error} />
      {!isExpired && (
        <Button
          aria-disabled={accepting.busy || undefined}
          rightSection={<Kbd keys={['Mod', 'Enter']} />}
          onClick={() => void accept()}
        >
          {t('quotes.accept')}
        </Button>
      )}
      <Button variant={isExpired ? 'filled' : 'default'} onClick={() => setProlonging(true)}>
        {t('quotes.prolong')}
      </Button>
      {isProlonging && (
        <ProlongDialog
          id={record.id}
          from={latest(today, textOf(body, 'validUntil') ?? today)}
          onClose={() => setProlonging(false)}
        />
      )}
    </>
  );
}

const latest = (one: string, other: string): string => (one > other ? one : other);

function ProlongDialog({ id, from, onClose }: { id: string; from: string; onClose: () => void }) {
  const { t } = useLocale();
  const core = useCore();
  const prolonging = useCommand(core.salesDocuments.prolongQuote);
  const [validUntil, setValidUntil] = useState<string | null>(addDays(from, DAYS_LONGER));

  async function prolong(): Promise<void> {
    if (validUntil === null) return;
    const prolonged = await prolonging.run({ id, validUntil });
    if (!prolonged.ok) return;
    onClose();
    notify(t('quotes.prolonged'));
  }

  return (
    <ConfirmDialog
      title={t('quotes.prolong.title')}
      confirmLabel={t('quotes.prolong')}
      tone="plain"
      ready={validUntil !== null}
      busy={prolonging.busy}
      error={prolonging.error}
      onConfirm={() => void prolong()}
      onClose={onClose}
    >
      <DateField label={t('field.salesDocuments.validUntil')} value={validUntil} onChange={setValidUntil} />
    </ConfirmDialog>
  );
}
