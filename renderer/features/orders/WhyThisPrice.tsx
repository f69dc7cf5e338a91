/** The explanation of one line of an order, and in a draft the way back from a typed price to the proposed one. */
import { Button } from '@mantine/core';
import { isCurrencyCode } from '../../../shared/base/money.ts';
import { elementsOf, integerOf, moneyOf, textOf } from '../../../shared/domain/bodyReads.ts';
import { explainLine } from '../../../shared/domain/pricing/explanation.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import type { OrderTotals } from '../../../shared/domain/salesDocuments/orderTotals.ts';
import { Dialog } from '../../ui/layout/Dialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { PriceExplanation } from '../pricing/PriceExplanation.tsx';
import { idOf } from '../records/bodyEdits.ts';
import { proposalFor, proposedFor, withProposal, type Terms } from './orderEdits.ts';
import styles from './WhyThisPrice.module.css';

export interface WhyThisPriceProps {
  body: RecordBody;
  /** Absent where nothing is to be changed any more. */
  onChange?: ((update: (body: RecordBody) => RecordBody) => void) | undefined;
  totals: OrderTotals;
  terms: Terms | null;
  /** null while nobody asks. */
  lineId: string | null;
  onClose: () => void;
}

export function WhyThisPrice({ lineId, onClose, ...rest }: WhyThisPriceProps) {
  const { t } = useLocale();
  const line = elementsOf(rest.body, 'lines').find((one) => idOf(one) === lineId);
  return (
    <Dialog
      opened={line !== undefined}
      onClose={onClose}
      title={t('pricing.why.of', { name: (line && textOf(line, 'productName')) ?? '' })}
      width={480}
    >
      {line && <Explanation {...rest} lineId={idOf(line)} onClose={onClose} />}
    </Dialog>
  );
}

function Explanation({ body, onChange, totals, terms, lineId, onClose }: WhyThisPriceProps & { lineId: string }) {
  const { t } = useLocale();
  const line = elementsOf(body, 'lines').find((one) => idOf(one) === lineId) ?? {};
  const own = totals.lines.find(({ id }) => id === lineId);
  const price = moneyOf(line, 'unitPrice');
  const proposal = terms && proposalFor(body, terms);
  const proposed = proposedFor(proposal, line);
  if (!own || price === null || !isCurrencyCode(price.currency) || !totals.isComplete)
    return <p className={styles.text}>{t('pricing.why.incomplete')}</p>;
  const discountPercentage = integerOf(line, 'discountPercentage') ?? 0;
  const steps = explainLine({
    proposal: proposed ?? null,
    documentCauses: proposal?.discountCauses ?? [],
    actual: {
      quantity: integerOf(line, 'quantity') ?? 0,
      unitPrice: { amount: price.amount, currency: price.currency },
      discountPercentage,
      documentPercentage: integerOf(body, 'discountPercentage') ?? 0,
    },
    totals: own,
  });
  const differs =
    proposed?.unitPrice &&
    (proposed.unitPrice.amount !== price.amount || proposed.discountPercentage !== discountPercentage);
  return (
    <div className={styles.explanation}>
      <PriceExplanation
        steps={steps}
        total={{ amount: own.taxable.amount + own.tax.amount, currency: price.currency }}
      />
      {differs && terms && onChange && (
        <Button
          variant="default"
          className={styles.use ?? ''}
          onClick={() => {
            onChange((before) => withProposal(before, lineId, terms));
            onClose();
          }}
        >
          {t('pricing.why.useProposal')}
        </Button>
      )}
    </div>
  );
}
