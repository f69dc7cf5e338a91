/** Who pays today, said before the work and so that nobody can miss it. */
import { IconAlertTriangle } from '@tabler/icons-react';
import type { CoverageView } from '../../../shared/contract/service.ts';
import { COVERAGES } from '../../../shared/domain/contracts/serviceContract.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import type { Translator } from '../../../shared/locale/translator.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import styles from './Service.module.css';

interface CoverageNoteProps {
  coverage: CoverageView;
  /** The machine, where there are several. */
  title?: string;
}

/** A contract that is over, or for something else, is worse than none: somebody may rely on it. */
const HARD_WARNINGS: ReadonlySet<string> = new Set(['lapsed', 'notYet', 'notAgreed', 'otherEquipment']);

export function CoverageNote({ coverage, title }: CoverageNoteProps) {
  const { t, formats, language } = useLocale();
  const joined = (words: readonly string[]): string =>
    new Intl.ListFormat(language, { type: 'conjunction' }).format(words);
  const word = (thing: string): string => valueLabel(t, 'contracts', 'coverage', thing);
  const payers = [...new Set(COVERAGES.flatMap((thing) => payerWord(t, coverage, thing) ?? []))];
  const covered = payers.map((payer) => ({
    payer,
    things: COVERAGES.filter((thing) => payerWord(t, coverage, thing) === payer).map(word),
  }));
  const uncovered = COVERAGES.filter((thing) => coverage.payers[thing] === null).map(word);
  const isHard = coverage.warnings.some(({ warning }) => HARD_WARNINGS.has(warning));
  const { warranty, visits } = coverage;
  return (
    <section
      className={styles.note}
      data-tone={covered.length > 0 ? (coverage.warnings.length > 0 ? 'warn' : 'good') : isHard ? 'bad' : undefined}
      aria-label={t('service.section.coverage')}
    >
      {title !== undefined && <p className={styles.noteTitle}>{formats.digits(title)}</p>}
      {coverage.warnings.map(({ warning, contractId, name, days }) => (
        <p key={`${warning} ${contractId}`} className={styles.warning}>
          <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
          <span>{t(`service.warning.${warning}`, { name: formats.code(name), days: Math.abs(days ?? 0) })}</span>
        </p>
      ))}
      {covered.map(({ payer, things }) => (
        <p key={payer}>{`${t('service.covered.yes', { things: joined(things) })} (${payer})`}</p>
      ))}
      {covered.length > 0 && uncovered.length > 0 && <p>{t('service.covered.no', { things: joined(uncovered) })}</p>}
      {covered.length === 0 && coverage.warnings.length === 0 && <p>{t('service.noCoverage')}</p>}
      {visits && <p>{visitWords(t, formats.number, visits)}</p>}
      {warranty && (
        <p>
          {t(warranty.runs ? 'service.warranty.until' : 'service.warranty.ended', {
            date: formats.date(warranty.until),
          })}
        </p>
      )}
    </section>
  );
}

export function visitWords(
  t: Translator,
  number: (value: number) => string,
  { included, left }: NonNullable<CoverageView['visits']>,
): string {
  if (included === null || left === null) return t('service.visits.free');
  return left < 0
    ? t('service.visits.over', { count: -left })
    : t('service.visits.left', { left, included: number(included) });
}

function payerWord(t: Translator, { payers }: CoverageView, thing: (typeof COVERAGES)[number]): string | null {
  const payer = payers[thing];
  if (payer === null) return null;
  return payer.by === 'warranty'
    ? t('service.covered.by.warranty')
    : t('service.covered.by.contract', { name: payer.name });
}
