/** The form of a receipt. A cheque is followed by the next one with a press: the same bank, the next number, a month later. */
import { useState } from 'react';
import { Button, Checkbox, SegmentedControl } from '@mantine/core';
import { isCurrencyCode, type CurrencyCode } from '../../../shared/base/money.ts';
import type { CustomerAccount, RecordReceiptInput } from '../../../shared/contract/receipts.ts';
import { moneyOf, objectOf, textOf } from '../../../shared/domain/bodyReads.ts';
import { RECEIPT_METHODS } from '../../../shared/domain/salesDocuments/receiptStates.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { useLive } from '../../data/useLive.ts';
import { FieldRow, Form, FormSection } from '../../ui/form/Form.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { DateText, Ltr, MoneyText } from '../../ui/text/Text.tsx';
import { CustomerLink } from '../customers/CustomerLink.tsx';
import { DateBox, MoneyBox, TextBox } from '../records/Fields.tsx';
import { RestoredNote } from '../records/RecordNotes.tsx';
import type { RecordForm } from '../records/useRecordForm.ts';
import { allocationsFor, nextCheque } from './allocations.ts';
import styles from './Receipts.module.css';

/** The button that takes a cheque in and goes on to the next. */
const NEXT = 'next';

export interface ReceiptFormProps {
  form: RecordForm;
  customerId: string;
  /** The order or invoice that is paid first. */
  documentId: string | undefined;
  currency: CurrencyCode;
  onTaken: (id: string, number: string) => void;
  onNext: (number: string) => void;
  onCancel: () => void;
}

export function ReceiptForm(props: ReceiptFormProps) {
  const { form, customerId, documentId, onTaken, onNext, onCancel } = props;
  const { t } = useLocale();
  const core = useCore();
  const recording = useCommand(core.receipts.record);
  const { data: accounts } = useLive(core.receipts.account, { customerId });
  const named = textOf(form.body, 'currency');
  const currency = isCurrencyCode(named) ? named : props.currency;
  const account = accounts?.find((candidate) => candidate.currency === currency);
  const method = textOf(form.body, 'method') ?? 'cash';
  const [chosen, setChosen] = useState<readonly string[]>(documentId === undefined ? [] : [documentId]);

  async function take(asksNext: boolean): Promise<void> {
    form.keepNow();
    const taken = await recording.run(inputOf(form, customerId, account, chosen));
    if (!taken.ok) return;
    const { tidied } = form;
    form.saved();
    if (!asksNext) {
      onTaken(taken.value.id, taken.value.number ?? '');
      return;
    }
    setChosen([]);
    form.change(() => nextCheque(tidied));
    onNext(taken.value.number ?? '');
  }

  return (
    <div className={styles.form}>
      <Form
        onSubmit={(by) => void take(by === NEXT)}
        onCancel={onCancel}
        submitLabel={t('receipts.take')}
        busy={recording.busy}
        error={recording.error}
        sticky
        extra={
          method === 'cheque' && (
            <Button type="submit" variant="default" value={NEXT}>
              {t('receipts.takeNext')}
            </Button>
          )
        }
      >
        <RestoredNote form={form} />
        <FormSection>
          <strong>
            <CustomerLink id={customerId} />
          </strong>
          <SegmentedControl
            aria-label={t('field.salesDocuments.method')}
            value={method}
            onChange={(value) => form.set('method', value)}
            data={RECEIPT_METHODS.map((value) => ({ value, label: valueLabel(t, 'salesDocuments', 'method', value) }))}
          />
          <FieldRow>
            <MoneyBox form={form} path="amount" currency={currency} />
            <DateBox form={form} path="receivedOn" />
          </FieldRow>
          {account !== undefined && account.balance > 0 && (
            <div className={styles.actions}>
              <Button
                size="compact-sm"
                variant="subtle"
                onClick={() => form.set('amount', { amount: account.balance, currency })}
              >
                {t('receipts.payAll')} (<MoneyText money={{ amount: account.balance, currency }} />)
              </Button>
            </div>
          )}
          {(method === 'card' || method === 'transfer') && (
            <TextBox form={form} path="reference" label={t(`receipts.reference.${method}`)} leftToRight />
          )}
        </FormSection>
        {method === 'cheque' && <ChequeFields form={form} />}
        <PaysFor form={form} account={account} chosen={chosen} onChoose={setChosen} />
        <FormSection>
          <TextBox form={form} path="note" multiline />
        </FormSection>
      </Form>
    </div>
  );
}

function ChequeFields({ form }: { form: RecordForm }) {
  const { t } = useLocale();
  return (
    <FormSection>
      <FieldRow>
        <TextBox form={form} path="cheque/number" leftToRight inputMode="numeric" />
        <DateBox form={form} path="cheque/dueOn" />
      </FieldRow>
      <FieldRow>
        <TextBox form={form} path="cheque/bank" />
        <TextBox form={form} path="cheque/branch" />
      </FieldRow>
      <TextBox
        form={form}
        path="cheque/sayadId"
        leftToRight
        inputMode="numeric"
        description={t('receipts.sayadHint')}
      />
      <FieldRow>
        <TextBox form={form} path="cheque/account" leftToRight />
        <TextBox form={form} path="cheque/drawer" />
      </FieldRow>
    </FormSection>
  );
}

interface PaysForProps {
  form: RecordForm;
  account: CustomerAccount | undefined;
  /** Ids of documents. */
  chosen: readonly string[];
  onChoose: (ids: readonly string[]) => void;
}

/** What is open, to tick; amounts follow by themselves. */
function PaysFor({ form, account, chosen, onChoose }: PaysForProps) {
  const { t } = useLocale();
  if (account === undefined || account.open.length === 0)
    return <p className={styles.hint}>{t('receipts.paysFor.none')}</p>;
  const { currency } = account;
  const paid = moneyOf(form.body, 'amount')?.amount ?? 0;
  const allocated = allocationsFor(account.open, chosen, paid);
  const rest = paid - allocated.reduce((sum, { amount }) => sum + amount, 0);
  const toggle = (id: string, isChosen: boolean): void =>
    onChoose(isChosen ? [...chosen, id] : chosen.filter((other) => other !== id));
  return (
    <FormSection title={t('receipts.paysFor')} text={t('receipts.paysFor.oldest')} isOfPage>
      <table className={styles.items}>
        <tbody>
          {account.open.map((item) => (
            <tr key={item.id}>
              <th scope="row">
                <Checkbox
                  checked={chosen.includes(item.id)}
                  onChange={(event) => toggle(item.id, event.currentTarget.checked)}
                  label={
                    <>
                      {t(`kind.${item.kind}`)} {item.number !== null && <Ltr>{item.number}</Ltr>}
                    </>
                  }
                />
              </th>
              <td className={item.age === 'notDue' ? styles.dim : styles.bad}>
                <DateText value={item.dueOn} />
              </td>
              <td className={styles.amount}>
                <MoneyText money={{ amount: item.open, currency }} />
              </td>
              <td className={styles.amount}>
                {allocated
                  .filter(({ documentId }) => documentId === item.id)
                  .map(({ amount }) => (
                    <MoneyText key={item.id} money={{ amount, currency }} />
                  ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {chosen.length > 0 && rest > 0 && (
        <p className={styles.hint}>
          {t('receipts.paysFor.rest')}: <MoneyText money={{ amount: rest, currency }} />
        </p>
      )}
    </FormSection>
  );
}

function inputOf(
  form: RecordForm,
  customerId: string,
  account: CustomerAccount | undefined,
  chosen: readonly string[],
): RecordReceiptInput {
  const { tidied } = form;
  const amount = moneyOf(tidied, 'amount') ?? { amount: 0, currency: textOf(tidied, 'currency') ?? '' };
  const reference = textOf(tidied, 'reference');
  const note = textOf(tidied, 'note');
  const receivedOn = textOf(tidied, 'receivedOn');
  const method = RECEIPT_METHODS.find((known) => known === tidied['method']) ?? 'cash';
  return {
    id: form.newId,
    customerId,
    method,
    amount,
    ...(receivedOn === null ? {} : { receivedOn }),
    ...(reference === null || method === 'cash' || method === 'cheque' ? {} : { reference }),
    ...(method === 'cheque' ? { cheque: objectOf(tidied['cheque']) } : {}),
    allocations: allocationsFor(account?.open ?? [], chosen, amount.amount).map((allocation) => ({
      documentId: allocation.documentId,
      amount: { amount: allocation.amount, currency: amount.currency },
    })),
    ...(note === null ? {} : { note }),
  };
}
