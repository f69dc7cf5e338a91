/** Why this price: step by step, until what the customer pays. */
import type { Money } from '../../../shared/base/money.ts';
import type { PriceStep } from '../../../shared/domain/pricing/explanation.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { MoneyText, WrittenText } from '../../ui/text/Text.tsx';
import styles from './PriceExplanation.module.css';

export interface PriceExplanationProps {
  steps: readonly PriceStep[];
  total: Money;
}

export function PriceExplanation({ steps, total }: PriceExplanationProps) {
  const { t } = useLocale();
  return (
    <table className={styles.steps} aria-label={t('pricing.why')}>
      <tbody>
        {steps.map((step, index) => (
          // Steps have no names of their own: their place is what they are.
          <tr key={`${step.cause} ${step.id ?? ''} ${String(index)}`}>
            <th scope="row">
              <StepWords step={step} />
            </th>
            <td>
              <MoneyText money={step.amount} withoutUnit />
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t('pricing.why.total')}</th>
          <td>
            <MoneyText money={total} />
          </td>
        </tr>
      </tfoot>
    </table>
  );
}

function StepWords({ step }: { step: PriceStep }) {
  const { t, formats } = useLocale();
  const percentage = step.percentage === undefined ? null : formats.percentage(Math.abs(step.percentage));
  const details = [
    step.scope === undefined ? null : t('pricing.why.for', { whom: t(`value.products.scope.${step.scope}`) }),
    step.quantity === undefined
      ? null
      : step.cause === 'bundle'
        ? t('pricing.why.sets', { quantity: formats.quantity(step.quantity) })
        : t('pricing.why.from', { quantity: formats.quantity(step.quantity) }),
    percentage,
  ].filter((detail) => detail !== null);
  return (
    <>
      <span className={styles.words}>
        {t(`pricing.cause.${step.cause}`)}
        {step.name !== undefined && (
          <>
            {': '}
            <WrittenText>{step.name}</WrittenText>
          </>
        )}
      </span>
      <span className={styles.details}>
        {details.join(t('pricing.why.separator'))}
        {step.unitPrice !== undefined && (
          <>
            {details.length > 0 && t('pricing.why.separator')}
            {t('pricing.why.each')} <MoneyText money={step.unitPrice} />
          </>
        )}
      </span>
    </>
  );
}
