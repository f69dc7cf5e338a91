/** The visit plans that reach this person: their own, and those of the people they answer for. */
import { useMemo } from 'react';
import { IconPlus, IconRoute } from '@tabler/icons-react';
import { Outlet, useChildMatches, useNavigate } from '@tanstack/react-router';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLive } from '../../data/useLive.ts';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { Page } from '../../ui/layout/Page.tsx';
import { SplitView } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { BadgedName } from '../../ui/state/RecordBadges.tsx';
import { EmptyState, ErrorState } from '../../ui/state/States.tsx';
import { DataTable, type Column } from '../../ui/table/DataTable.tsx';
import { DateText, NameText } from '../../ui/text/Text.tsx';
import { ButtonLink } from '../records/links.tsx';

interface PlanRow {
  readonly id: string;
  readonly subject: string;
  readonly ownerName: string | null;
  readonly weekdays: readonly string[];
  readonly startsOn: string;
  readonly endsOn: string | null;
  readonly pending: boolean;
  readonly held: string | null;
  readonly needsYou: boolean;
}

export function PlansPage() {
  const { t } = useLocale();
  const navigate = useNavigate();
  const mayWrite = useMay('activities.write');
  const { data, error, retry } = useLive(useCore().day.plans, undefined);
  const matches = useChildMatches();
  const open = matches.at(-1)?.params as { id?: string } | undefined;
  const columns = useColumns();
  const add = (): void => void navigate({ to: '/visit-plans/new' });
  useKeys([{ keys: ['N'], label: t('plans.new'), run: mayWrite ? add : undefined }]);
  const source = useMemo(
    () => ({ total: data?.length, rowAt: (index: number) => data?.[index], onRange: () => {} }),
    [data],
  );
  return (
    <Page
      title={t('plans.title')}
      count={data?.length}
      tools={null}
      actions={
        mayWrite && (
          <ButtonLink to="/visit-plans/new" leftSection={<IconPlus size={15} stroke={2} aria-hidden />}>
            {t('plans.new')}
          </ButtonLink>
        )
      }
    >
      <SplitView
        list={
          error && !data ? (
            <ErrorState error={error} onRetry={retry} />
          ) : (
            <DataTable
              label={t('plans.title')}
              columns={columns}
              source={source}
              onOpen={(row) => void navigate({ to: '/visit-plans/$id', params: { id: row.id } })}
              openId={open?.id}
              empty={
                <EmptyState
                  icon={<IconRoute size={24} stroke={1.5} />}
                  title={t('plans.empty')}
                  text={t('plans.emptyText')}
                  action={mayWrite && <ButtonLink to="/visit-plans/new">{t('plans.new')}</ButtonLink>}
                />
              }
            />
          )
        }
        detail={matches.length > 0 ? <Outlet /> : null}
      />
    </Page>
  );
}

function useColumns(): readonly Column<PlanRow>[] {
  const { t } = useLocale();
  return useMemo(
    () => [
      {
        id: 'subject',
        header: t('plans.name'),
        width: 200,
        grow: 2,
        cell: (row) => (
          <BadgedName pending={row.pending} held={row.held} needsYou={row.needsYou}>
            <NameText>{row.subject}</NameText>
          </BadgedName>
        ),
      },
      {
        id: 'owner',
        header: t('plans.who'),
        width: 150,
        grow: 1,
        cell: (row) => row.ownerName !== null && <NameText>{row.ownerName}</NameText>,
      },
      {
        id: 'weekdays',
        header: t('field.weekdays'),
        width: 220,
        grow: 2,
        hideBelow: 700,
        cell: (row) =>
          row.weekdays.map((weekday) => valueLabel(t, 'activities', 'weekdays', weekday)).join(t('day.comma')),
      },
      {
        id: 'startsOn',
        header: t('field.startsOn'),
        width: 130,
        grow: 0,
        cell: (row) => <DateText value={row.startsOn} />,
      },
    ],
    [t],
  );
}
