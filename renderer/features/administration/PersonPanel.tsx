/** One person beside the list: their place, their account, and what an administrator does about both. */
import { useState } from 'react';
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { PersonView } from '../../../shared/contract/administration.ts';
import { useCommands } from '../../app/commands.tsx';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay, useSession } from '../../data/session.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { ConfirmDialog } from '../../ui/dialog/ConfirmDialog.tsx';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { Properties, Property } from '../../ui/layout/Properties.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { DateText } from '../../ui/text/Text.tsx';
import { useAskAgain } from '../parking/useServerAnswer.ts';
import { AccountBadge } from './AccountBadge.tsx';
import styles from './Administration.module.css';
import { CloseAccountDialog } from './CloseAccountDialog.tsx';
import type { ShownPassword } from './PasswordDialog.tsx';
import { PersonForm } from './PersonForm.tsx';
import { WorkingTimesDialog } from './WorkingTimes.tsx';

interface PersonPanelProps {
  person: PersonView;
  onPassword: (shown: ShownPassword) => void;
  onClose: () => void;
}

type Asked = 'edit' | 'times' | 'password' | 'close' | 'open';

export function PersonPanel({ person, onPassword, onClose }: PersonPanelProps) {
  const { t, formats, language } = useLocale();
  const core = useCore();
  const isSelf = useSession().person.id === person.id;
  const seesDevices = useMay('devices.manage');
  const readsAudit = useMay('audit.read');
  const askAgain = useAskAgain();
  const [asked, setAsked] = useState<Asked | null>(null);
  const setPassword = useCommand(core.administration.setPassword);
  const openAccount = useCommand(core.administration.openAccount);
  const { name } = person;
  const isOpen = person.active && (person.accountOpen || person.login === null);
  const done = (): void => {
    setAsked(null);
    askAgain(core.administration.people);
  };

  async function drawPassword(): Promise<void> {
    const drawn = await setPassword.run({ person: person.id });
    if (!drawn.ok) return;
    done();
    onPassword({ ...drawn.value, name });
  }

  async function reopen(): Promise<void> {
    const opened = await openAccount.run({ person: person.id, open: true, devices: 'keep', reason: '' });
    if (!opened.ok) return;
    notify(t('people.opened', { name }));
    done();
  }

  useCommands([
    { id: 'people.edit', label: t('people.edit'), hint: name, run: () => setAsked('edit') },
    { id: 'people.times', label: t('people.times'), hint: name, run: () => setAsked('times') },
    ...(person.login === null
      ? []
      : [{ id: 'people.password', label: t('people.password'), hint: name, run: () => setAsked('password') }]),
  ]);

  return (
    <DetailPanel
      title={<bdi>{name}</bdi>}
      subtitle={
        <>
          <AccountBadge person={person} />
          <span>{person.role && t(`role.${person.role}`)}</span>
        </>
      }
      onClose={onClose}
      footer={
        <div className={styles.buttons}>
          <Button variant="default" onClick={() => setAsked('edit')}>
            {t('people.edit')}
          </Button>
          <Button variant="default" onClick={() => setAsked('times')}>
            {t('people.times')}
          </Button>
          {person.login !== null && (
            <Button variant="default" onClick={() => setAsked('password')}>
              {t('people.password')}
            </Button>
          )}
          {!isSelf && (
            <Button variant="default" onClick={() => setAsked(isOpen ? 'close' : 'open')}>
              {t(isOpen ? 'people.close' : 'people.open')}
            </Button>
          )}
        </div>
      }
    >
      {isSelf && <p className={styles.text}>{t('people.own')}</p>}
      <Properties>
        <Property label={t('people.column.login')}>{person.login && <bdi>{person.login}</bdi>}</Property>
        <Property label={t('people.column.branch')}>{person.branch && <bdi>{person.branch.name}</bdi>}</Property>
        <Property label={t('people.territories')}>
          {person.territories.map((territory) => territory.name).join(language === 'fa' ? '، ' : ', ')}
        </Property>
        <Property label={t('people.column.devices')}>{formats.number(person.devices)}</Property>
        <Property label={t('people.column.lastSignIn')}>
          {person.lastSignInAt === null ? t('administration.never') : <DateText value={person.lastSignInAt} withTime />}
        </Property>
      </Properties>
      <ul className={styles.items}>
        {seesDevices && (
          <li>
            <Link to="/devices" search={{ search: name }} className={styles.link}>
              {t('people.showDevices', { name })}
            </Link>
          </li>
        )}
        {readsAudit && (
          <li>
            <Link to="/audit" search={{ person: person.id }} className={styles.link}>
              {t('people.showAudit', { name })}
            </Link>
          </li>
        )}
      </ul>
      {asked === 'edit' && <PersonForm person={person} onClose={() => setAsked(null)} onDone={done} />}
      {asked === 'times' && <WorkingTimesDialog personId={person.id} onClose={() => setAsked(null)} />}
      {asked === 'password' && (
        <ConfirmDialog
          title={t('people.password.ask.title', { name })}
          confirmLabel={t('people.password.ask.confirm')}
          busy={setPassword.busy}
          error={setPassword.error}
          onConfirm={() => void drawPassword()}
          onClose={() => setAsked(null)}
        >
          <p>{t('people.password.ask.text')}</p>
        </ConfirmDialog>
      )}
      {asked === 'close' && (
        <CloseAccountDialog
          person={person}
          onClose={() => setAsked(null)}
          onDone={() => {
            notify(t('people.closed', { name }));
            done();
          }}
        />
      )}
      {asked === 'open' && (
        <ConfirmDialog
          title={t('people.open.ask.title', { name })}
          confirmLabel={t('people.open.confirm')}
          busy={openAccount.busy}
          error={openAccount.error}
          onConfirm={() => void reopen()}
          onClose={() => setAsked(null)}
        >
          <p>{t('people.open.ask.text')}</p>
        </ConfirmDialog>
      )}
    </DetailPanel>
  );
}
