/** What was entered of one person's paper, beside what the paper's own sums say: the difference is what somebody has to find. */
import type { CurrencyCode } from '../../../shared/base/currency.ts';
import type { EnteredRow } from '../../../shared/contract/branch.ts';
import { RECEIPT_METHODS } from '../../../shared/domain/salesDocuments/receiptStates.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { parseMoneyInput } from '../../../shared/locale/formatInput.ts';
import { usePreferences } from '../../data/preferences.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { MoneyText } from '../../ui/text/Text.tsx';
import styles from './Paper.module.css';
import type { PaperSaid } from './paperDraft.ts';

interface Props {
  entered: readonly EnteredRow[];
  said: PaperSaid;
  onSay: (name: string, text: string) => void;
  currency: CurrencyCode;
}

export function PaperSums({ entered, said, onSay, currency }: Props) {
  const { t, formats } = useLocale();
  const { moneyUnit } = usePreferences().preferences;
  const counted = entered.filter(({ state }) => state !== 'cancelled' && state !== 'draft');
  const sums = [
    { name: 'order', label: t('slips.kind.order'), rows: counted.filter(({ kind }) => kind === 'order') },
    ...RECEIPT_METHODS.map((method) => ({
      name: method as string,
      label: valueLabel(t, 'salesDocuments', 'method', method),
      rows: counted.filter(({ kind, how }) => kind === 'receipt' && how === method),
    })),
  ];
  const count = (kind: string): number => counted.filter((row) => row.kind === kind).length;
  return (
    <aside className={styles.sums} aria-labelledby="paper-sums">
      <h2 id="paper-sums" className={styles.heading}>
        {t('slips.sums')}
      </h2>
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">{t('slips.sums.count')}</th>
            <th scope="col">{t('slips.sums.entered')}</th>
            <th scope="col">{t('slips.sums.said')}</th>
            <th scope="col">{t('slips.sums.difference')}</th>
          </tr>
        </thead>
        <tbody>
          {sums.map(({ name, label, rows }) => {
            const amount = rows.reduce((sum, row) => sum + (row.amount?.amount ?? 0), 0);
            const typed = said[name] ?? '';
            const read = typed.trim() === '' ? null : parseMoneyInput(typed, currency, moneyUnit);
            const difference = read?.ok ? amount - read.value.amount : null;
            return (
              <tr key={name}>
                <th scope="row">{label}</th>
                <td>{formats.number(rows.length)}</td>
                <td>
                  <MoneyText money={{ amount, currency }} withoutUnit />
                </td>
                <td>
                  <input
                    className={styles.said}
                    dir="ltr"
                    inputMode="decimal"
                    aria-label={t('slips.sums.saidOf', { what: label })}
                    aria-invalid={read !== null && !read.ok}
                    value={typed}
                    onChange={(event) => onSay(name, event.currentTarget.value)}
                  />
                </td>
                <td data-difference={difference === null ? undefined : difference === 0 ? 'none' : 'some'}>
                  {difference === null ? null : difference === 0 ? (
                    t('slips.sums.same')
                  ) : (
                    <MoneyText money={{ amount: difference, currency }} withoutUnit />
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className={styles.dim}>
        {t('slips.sums.activities', { visits: formats.number(count('visit')), calls: formats.number(count('call')) })}
      </p>
      <p className={styles.dim}>{t('slips.sums.unit', { unit: formats.moneyUnitName(currency) })}</p>
    </aside>
  );
}
