/** Branches, each with its territories and places of stock: who sees which customers follows from them. Needs no line. */
import { useMemo, useState } from 'react';
import { Button, Menu } from '@mantine/core';
import { IconBuilding, IconChevronDown } from '@tabler/icons-react';
import { createLazyRoute, useNavigate, useParams } from '@tanstack/react-router';
import { createError } from '../../../shared/base/errors.ts';
import { PLACE_KINDS, type PlaceRow } from '../../../shared/contract/organisation.ts';
import { useCommands } from '../../app/commands.tsx';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLive } from '../../data/useLive.ts';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { Page } from '../../ui/layout/Page.tsx';
import { SplitView } from '../../ui/layout/SplitView.tsx';
import { useLocale, type Locale } from '../../ui/locale/LocaleProvider.tsx';
import { BadgedName } from '../../ui/state/RecordBadges.tsx';
import { EmptyState, ErrorState } from '../../ui/state/States.tsx';
import { DataTable, type Column, type RowSource } from '../../ui/table/DataTable.tsx';
import { NameText } from '../../ui/text/Text.tsx';
import { PlaceForm, type PlaceKind } from './PlaceForm.tsx';
import { PlacePanel } from './PlacePanel.tsx';

export const placesPage = createLazyRoute('/branches')({ component: PlacesPage });

function PlacesPage() {
  const { t } = useLocale();
  const may = useMay('organisation.write');
  if (may) return <Places />;
  return (
    <Page title={t('nav.places')}>
      <ErrorState error={createError('permission_denied')} />
    </Page>
  );
}

function Places() {
  const locale = useLocale();
  const { t } = locale;
  const core = useCore();
  const navigate = useNavigate();
  const { place } = useParams({ strict: false });
  const { data, error, retry } = useLive(core.organisation.places, undefined);
  const [adding, setAdding] = useState<PlaceKind | null>(null);
  const source = useMemo<RowSource<PlaceRow>>(
    () => ({ total: data?.length, rowAt: (index) => data?.[index], onRange: () => {} }),
    [data],
  );
  const columns = useMemo(() => columnsIn(locale), [locale]);
  const open = (id: string): void => void navigate({ to: '/branches/$place', params: { place: id } });
  const close = (): void => void navigate({ to: '/branches' });
  useCommands(
    PLACE_KINDS.map((kind) => ({ id: `places.${kind}`, label: t(`places.new.${kind}`), run: () => setAdding(kind) })),
  );
  useKeys([{ keys: ['N'], label: t('places.new.territory'), run: () => setAdding('territory') }]);
  return (
    <Page title={t('nav.places')} count={data?.length} actions={<AddMenu onAdd={setAdding} />}>
      <SplitView
        list={
          error && !data ? (
            <ErrorState error={error} onRetry={retry} />
          ) : (
            <DataTable
              label={t('nav.places')}
              columns={columns}
              source={source}
              openId={place}
              onOpen={({ id }) => open(id)}
              resetKey="places"
              empty={
                <EmptyState
                  icon={<IconBuilding size={24} stroke={1.5} />}
                  title={t('places.empty.title')}
                  text={t('places.empty.text')}
                />
              }
            />
          )
        }
        detail={place === undefined ? null : <PlacePanel key={place} id={place} onClose={close} />}
      />
      {adding && (
        <PlaceForm
          key={adding}
          kind={adding}
          record={null}
          onClose={() => setAdding(null)}
          onSaved={(id) => {
            setAdding(null);
            open(id);
          }}
        />
      )}
    </Page>
  );
}

function AddMenu({ onAdd }: { onAdd: (kind: PlaceKind) => void }) {
  const { t } = useLocale();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button rightSection={<IconChevronDown size={15} stroke={2} aria-hidden />}>{t('places.add')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {PLACE_KINDS.map((kind) => (
          <Menu.Item key={kind} onClick={() => onAdd(kind)}>
            {t(`places.new.${kind}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

const columnsIn = ({ t, formats }: Locale): Column<PlaceRow>[] => [
  {
    id: 'name',
    header: t('field.name'),
    width: 180,
    grow: 2,
    cell: ({ name, pending, held }) => (
      <BadgedName pending={pending} held={held} needsYou={false}>
        {name}
      </BadgedName>
    ),
  },
  { id: 'kind', header: t('places.column.kind'), width: 110, grow: 0, cell: ({ kind }) => t(`kind.${kind}`) },
  {
    id: 'branch',
    header: t('places.branch'),
    width: 130,
    grow: 1,
    cell: ({ branchName }) => (branchName === null ? '' : <NameText>{branchName}</NameText>),
  },
  {
    id: 'region',
    header: t('field.region'),
    width: 110,
    grow: 1,
    hideBelow: 760,
    cell: ({ region }) => (region === null ? '' : <NameText>{region}</NameText>),
  },
  {
    id: 'manager',
    header: t('places.manager'),
    width: 130,
    grow: 1,
    hideBelow: 860,
    cell: ({ managerName }) => (managerName === null ? '' : <NameText>{managerName}</NameText>),
  },
  {
    id: 'people',
    header: t('places.people'),
    width: 80,
    grow: 0,
    align: 'end',
    hideBelow: 560,
    cell: ({ people }) => (people === 0 ? '' : formats.number(people)),
  },
];
