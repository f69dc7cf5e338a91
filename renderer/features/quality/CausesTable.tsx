/** The counts as a table: always there, for those who do not see the chart and those who want the number. */
import { HUNDRED_PERCENT } from '../../../shared/base/money.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { WrittenText } from '../../ui/text/Text.tsx';
import styles from '../insights/Insights.module.css';
import type { CauseQuestion } from './causeSearch.ts';

/** A count as it is shown. */
export interface NamedCauses {
  readonly key: string | null;
  readonly name: string;
  /** False: the words for what is not known stand for a name. */
  readonly isKnown: boolean;
  readonly count: number;
  /** What it was most often. */
  readonly most: { readonly what: string; readonly count: number } | null;
}

export interface CausesTableProps {
  figures: readonly NamedCauses[];
  /** Requests or returns, each once: one can stand in several rows. */
  total: number;
  question: CauseQuestion;
  title: string;
  openKey: string | undefined;
  onOpen: (key: string | null) => void;
}

export function CausesTable({ figures, total, question, title, openKey, onOpen }: CausesTableProps) {
  const { t, formats } = useLocale();
  const share = (count: number): string =>
    formats.percentage(Math.round((count / total) * 1000) * (HUNDRED_PERCENT / 1000));
  return (
    <table className={styles.table}>
      <caption className={styles.hidden}>{title}</caption>
      <thead>
        <tr>
          <th scope="col">{t('insights.name')}</th>
          <th scope="col" className={styles.number}>
            {t(`causes.count.${question.of}`)}
          </th>
          <th scope="col" className={styles.number}>
            {t('insights.share')}
          </th>
          <th scope="col">{t(question.by === 'cause' ? 'causes.most.product' : 'causes.most.cause')}</th>
        </tr>
      </thead>
      <tbody>
        {figures.map(({ key, name, isKnown, count, most }) => (
          <tr key={key ?? ''} data-open={(key ?? '') === openKey || undefined}>
            <th scope="row">
              <button
                type="button"
                className={styles.open}
                data-known={isKnown || undefined}
                onClick={() => onOpen(key)}
              >
                <WrittenText>{name}</WrittenText>
              </button>
            </th>
            <td className={styles.number}>{formats.number(count)}</td>
            <td className={styles.number}>{share(count)}</td>
            <td>
              {most && (
                <>
                  <WrittenText>{most.what}</WrittenText> <bdi>({formats.number(most.count)})</bdi>
                </>
              )}
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t('causes.total')}</th>
          <td className={styles.number}>{formats.number(total)}</td>
          <td colSpan={2}>{t(`causes.total.${question.of}`)}</td>
        </tr>
      </tfoot>
    </table>
  );
}
