import type { ApprovalState } from '../../../shared/domain/approvals/approval.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { StateBadge, type Tone } from '../../ui/state/StateBadge.tsx';
import { reasonsInOneLine, type Reason } from '../approvals/reasonWords.ts';
import { stateTone } from '../records/kindLooks.ts';

/** Of a draft, what matters to whoever reads a list: that it waits for somebody, or came back. */
const ASKED: Partial<Record<ApprovalState, Tone>> = { awaiting: 'info', refused: 'bad' };

interface OrderStateBadgeProps {
  state: string;
  asked?: ApprovalState;
  /** Why somebody was asked. */
  reasons?: readonly Reason[];
}

export function OrderStateBadge({ state, asked = 'none', reasons = [] }: OrderStateBadgeProps) {
  const locale = useLocale();
  const { t } = locale;
  const tone = ASKED[asked];
  return tone === undefined ? (
    <StateBadge tone={stateTone('salesDocuments', state)}>{valueLabel(t, 'salesDocuments', 'state', state)}</StateBadge>
  ) : (
    <span title={reasonsInOneLine(locale, reasons)}>
      <StateBadge tone={tone}>{t(`approvals.state.${asked}`)}</StateBadge>
    </span>
  );
}
