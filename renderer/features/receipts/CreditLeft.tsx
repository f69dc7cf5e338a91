/** What is left of a customer's limits, on account and by cheque; nothing where there is none, or where it is not for this person to see. */
import { isCurrencyCode } from '../../../shared/base/money.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { MoneyText } from '../../ui/text/Text.tsx';
import styles from './Receipts.module.css';

export interface CreditLeftProps {
  customerId: string;
  currency: string;
  /** The order that is written: what it takes itself is not counted. */
  orderId?: string | undefined;
}

export function CreditLeft({ customerId, currency, orderId }: CreditLeftProps) {
  const { t, formats } = useLocale();
  const core = useCore();
  const { data: credit } = useLive(
    core.receipts.credit,
    { customerId, currency, ...(orderId === undefined ? {} : { orderId }) },
    { enabled: customerId !== '' && isCurrencyCode(currency) },
  );
  const sides = (['account', 'cheque'] as const).flatMap((side) => {
    const standing = credit?.[side];
    return standing ? [{ side, ...standing }] : [];
  });
  if (sides.length === 0 || !isCurrencyCode(currency)) return null;
  return (
    <dl className={styles.facts}>
      {sides.map(({ side, limit, taken }) => (
        <div key={side}>
          <dt>{t(`account.credit.${side}`)}</dt>
          <dd className={limit < taken ? styles.bad : undefined}>
            <MoneyText money={{ amount: limit - taken, currency }} />{' '}
            <span className={styles.dim}>
              {t('account.credit.of', { limit: formats.amount({ amount: limit, currency }) })}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
