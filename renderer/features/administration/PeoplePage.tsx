/** Who works here: their place in the company, their accounts, and how many machines they have. */
import { useMemo, useState } from 'react';
import { Button } from '@mantine/core';
import { IconUsersGroup } from '@tabler/icons-react';
import { createLazyRoute, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { WINDOW_ROWS_MAXIMUM } from '../../../shared/contract/lists.ts';
import type { PersonView } from '../../../shared/contract/administration.ts';
import { useCommands } from '../../app/commands.tsx';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { SearchField } from '../../ui/inputs/SearchField.tsx';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { Page } from '../../ui/layout/Page.tsx';
import { SplitView } from '../../ui/layout/SplitView.tsx';
import { useLocale, type Locale } from '../../ui/locale/LocaleProvider.tsx';
import { EmptyState } from '../../ui/state/States.tsx';
import type { Column } from '../../ui/table/DataTable.tsx';
import { NameText, RelativeTime } from '../../ui/text/Text.tsx';
import { useServerAnswer } from '../parking/useServerAnswer.ts';
import { AccountBadge } from './AccountBadge.tsx';
import { PasswordDialog, type ShownPassword } from './PasswordDialog.tsx';
import { PersonForm } from './PersonForm.tsx';
import { PersonPanel } from './PersonPanel.tsx';
import { ServerList } from './ServerList.tsx';

export const peoplePage = createLazyRoute('/people')({ component: PeoplePage });

function PeoplePage() {
  const locale = useLocale();
  const { t } = locale;
  const core = useCore();
  const navigate = useNavigate();
  const may = useMay('people.manage');
  const { search = '' } = useSearch({ from: '/people' });
  const { person } = useParams({ strict: false });
  const [adding, setAdding] = useState(false);
  const [shown, setShown] = useState<ShownPassword | null>(null);
  const input = { offset: 0, limit: WINDOW_ROWS_MAXIMUM, search };
  const answer = useServerAnswer(core.administration.people, input);
  const columns = useMemo(() => columnsIn(locale), [locale]);
  const open = answer.data?.rows.find(({ id }) => id === person);
  const add = (): void => setAdding(true);
  useCommands(may ? [{ id: 'people.add', label: t('people.add'), run: add }] : []);
  useKeys(may ? [{ keys: ['N'], label: t('people.add'), run: add }] : []);
  return (
    <Page
      title={t('nav.people')}
      count={answer.data?.total}
      tools={
        <SearchField
          value={search}
          label={t('people.search')}
          onChange={(next) =>
            void navigate({ to: '/people', search: next === '' ? {} : { search: next }, replace: true })
          }
        />
      }
      actions={may && <Button onClick={add}>{t('people.add')}</Button>}
    >
      <SplitView
        list={
          <ServerList
            label={t('nav.people')}
            columns={columns}
            answer={answer}
            openId={person}
            onOpen={({ id }) => void navigate({ to: '/people/$person', params: { person: id }, search: true })}
            resetKey={search}
            empty={
              <EmptyState
                icon={<IconUsersGroup size={24} stroke={1.5} />}
                title={t('people.empty.title')}
                text={t('people.empty.text')}
              />
            }
          />
        }
        detail={
          open ? (
            <PersonPanel
              key={open.id}
              person={open}
              onPassword={setShown}
              onClose={() => void navigate({ to: '/people', search: true })}
            />
          ) : null
        }
      />
      {adding && (
        <PersonForm
          person={null}
          onClose={() => setAdding(false)}
          onDone={(made) => {
            setAdding(false);
            setShown(made);
          }}
        />
      )}
      {shown && <PasswordDialog shown={shown} onClose={() => setShown(null)} />}
    </Page>
  );
}

const columnsIn = ({ t, formats }: Locale): Column<PersonView>[] => [
  { id: 'name', header: t('people.column.name'), width: 160, grow: 2, cell: ({ name }) => <NameText>{name}</NameText> },
  {
    id: 'role',
    header: t('people.column.role'),
    width: 140,
    grow: 1,
    cell: ({ role }) => (role === null ? '' : t(`role.${role}`)),
  },
  {
    id: 'branch',
    header: t('people.column.branch'),
    width: 120,
    grow: 1,
    hideBelow: 760,
    cell: ({ branch }) => (branch ? <NameText>{branch.name}</NameText> : ''),
  },
  {
    id: 'login',
    header: t('people.column.login'),
    width: 110,
    grow: 1,
    hideBelow: 620,
    cell: ({ login }) => (login === null ? '' : <bdi>{login}</bdi>),
  },
  {
    id: 'account',
    header: t('people.column.account'),
    width: 112,
    grow: 0,
    cell: (person) => <AccountBadge person={person} />,
  },
  {
    id: 'devices',
    header: t('people.column.devices'),
    width: 84,
    grow: 0,
    align: 'end',
    hideBelow: 900,
    cell: ({ devices }) => (devices === 0 ? '' : formats.number(devices)),
  },
  {
    id: 'lastSignIn',
    header: t('people.column.lastSignIn'),
    width: 120,
    grow: 1,
    hideBelow: 1_000,
    cell: ({ lastSignInAt }) => (lastSignInAt === null ? '' : <RelativeTime instant={lastSignInAt} />),
  },
];
