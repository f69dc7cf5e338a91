import type { PersonView } from '../../../shared/contract/administration.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';

/** Whether somebody can sign in, and why not. */
export function AccountBadge({ person }: { person: PersonView }) {
  const { t } = useLocale();
  if (!person.active) return <StateBadge tone="neutral">{t('people.left')}</StateBadge>;
  if (person.login === null) return <StateBadge tone="warn">{t('people.account.none')}</StateBadge>;
  return person.accountOpen ? (
    <StateBadge tone="good">{t('people.account.open')}</StateBadge>
  ) : (
    <StateBadge tone="bad">{t('people.account.closed')}</StateBadge>
  );
}
