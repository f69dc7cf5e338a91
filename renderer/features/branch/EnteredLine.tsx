/** A row of paper that was entered: what it became, who entered it, and the way to take it back. */
import { ActionIcon } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import type { EnteredRow } from '../../../shared/contract/branch.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { MoneyText, NameText, WrittenText } from '../../ui/text/Text.tsx';
import { RecordLink } from './RecordLink.tsx';
import styles from './Paper.module.css';

export function EnteredLine({
  row,
  span,
  onTakeBack,
}: {
  row: EnteredRow;
  span: number;
  onTakeBack: (row: EnteredRow) => void;
}) {
  const { t } = useLocale();
  const isGone = row.state === 'cancelled';
  const how =
    row.how === null
      ? null
      : row.collection === 'activities'
        ? valueLabel(t, 'activities', 'outcome', row.how)
        : valueLabel(t, 'salesDocuments', 'method', row.how);
  return (
    <tr className={styles.entered} data-gone={isGone || undefined}>
      <th scope="row">{row.slip === null ? '–' : <span dir="ltr">{row.slip}</span>}</th>
      <td>
        <NameText>{row.customerName ?? ''}</NameText>
      </td>
      <td colSpan={span - 2} className={styles.what}>
        {how !== null && <span>{how}</span>}
        {row.amount && <MoneyText money={row.amount} />}
      </td>
      <td className={styles.state}>
        <RecordLink collection={row.collection} id={row.id}>
          {row.number ?? t(row.state === 'draft' ? 'slips.draft' : 'slips.entered')}
        </RecordLink>
        {isGone ? (
          <span>{t('slips.takenBack')}</span>
        ) : (
          <ActionIcon
            variant="subtle"
            aria-label={t('slips.takeBack', { slip: row.slip ?? row.customerName ?? '' })}
            onClick={() => onTakeBack(row)}
          >
            <IconArrowBackUp size={15} stroke={1.75} aria-hidden />
          </ActionIcon>
        )}
        {row.enteredBy !== null && <WrittenText>{row.enteredBy}</WrittenText>}
      </td>
    </tr>
  );
}
