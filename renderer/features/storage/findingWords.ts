import type { RepairState } from '../../../shared/contract/storage.ts';
import type { MessageKey, Translator } from '../../../shared/locale/translator.ts';

/** What is wrong with a data file, in a sentence. Every reason that the core can give is here; what a later core gives besides is in general words. */
export function findingToWords(t: Translator, finding: RepairState['finding']): string {
  if (finding === null) return t('storage.finding.asked');
  const { reason, findings } = finding.facts;
  if (reason === 'check') return t('storage.finding.check', { count: typeof findings === 'number' ? findings : 1 });
  const known = typeof reason === 'string' ? WORDS.get(reason) : undefined;
  return t(known ?? (finding.code === 'store_foreign' ? 'storage.finding.foreign' : 'storage.finding.pages'));
}

const WORDS: ReadonlyMap<
  string,
  Exclude<Extract<MessageKey, `storage.finding.${string}`>, 'storage.finding.check'>
> = new Map([
  ['file_missing', 'storage.finding.file_missing'],
  ['store_missing', 'storage.finding.file_missing'],
  ['file_too_short', 'storage.finding.cut_off'],
  ['file_cut_off', 'storage.finding.cut_off'],
  ['first_page', 'storage.finding.first_page'],
  ['log', 'storage.finding.log'],
  ['log_missing', 'storage.finding.log_missing'],
  ['identity_missing', 'storage.finding.owner'],
  ['device_values', 'storage.finding.owner'],
  ['signing_key_missing', 'storage.finding.owner'],
  ['not_encrypted', 'storage.finding.not_encrypted'],
]);
