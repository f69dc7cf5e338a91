import { useEffect, useState } from 'react';
import { Checkbox } from '@mantine/core';
import { useCore } from '../../data/CoreProvider.tsx';
import { attempt } from '../../data/useCommand.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { wishForTour } from '../tour/tourWish.ts';
import styles from './SampleUsers.module.css';

export interface SampleUser {
  readonly login: string;
  readonly password: string;
  readonly name: { readonly fa: string; readonly en: string };
  readonly role: string;
  readonly territory: string | null;
}

/** People of a made-up company, one click to work as they would. Only a sample company's server lists any. */
export function SampleUsers({ busy, onChoose }: { busy: boolean; onChoose: (user: SampleUser) => void }) {
  const { t, language } = useLocale();
  const users = useSampleUsers();
  if (users.length === 0) return null;
  return (
    <section className={styles.section} aria-labelledby="sample-users">
      <h2 id="sample-users" className={styles.title}>
        {t('session.sample.title')}
      </h2>
      <p className={styles.text}>{t('session.sample.text')}</p>
      <Checkbox
        className={styles.tour ?? ''}
        label={t('tour.offer')}
        description={t('tour.offerText')}
        onChange={(event) => wishForTour(event.currentTarget.checked)}
      />
      <ul className={styles.list}>
        {users.map((user) => (
          <li key={user.login}>
            <button
              type="button"
              className={styles.user}
              aria-disabled={busy || undefined}
              onClick={() => !busy && onChoose(user)}
            >
              <span className={styles.monogram} aria-hidden>
                {[...user.name[language]][0]}
              </span>
              <span className={styles.names}>
                <bdi className={styles.name}>{user.name[language]}</bdi>
                <span className={styles.role}>
                  {t.maybe(`role.${user.role}`) ?? user.role} ·{' '}
                  <bdi>{user.territory ?? t('session.sample.everywhere')}</bdi>
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Asked once; a server that does not answer is reported by the sign-in itself. */
function useSampleUsers(): readonly SampleUser[] {
  const core = useCore();
  const [users, setUsers] = useState<readonly SampleUser[]>([]);
  useEffect(() => {
    let isCurrent = true;
    void attempt(core.session.sampleUsers, undefined).then((result) => {
      if (isCurrent && result.ok) setUsers(result.value);
    });
    return () => {
      isCurrent = false;
    };
  }, [core]);
  return users;
}
