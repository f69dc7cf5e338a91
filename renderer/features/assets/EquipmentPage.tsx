/** The installed base: every machine at every customer, by name. */
import { useCallback, useMemo } from 'react';
import { Switch } from '@mantine/core';
import { IconDeviceDesktopAnalytics, IconPlus } from '@tabler/icons-react';
import { getRouteApi, Outlet, useChildMatches, useNavigate } from '@tanstack/react-router';
import type { AssetRow } from '../../../shared/contract/service.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLiveRows } from '../../data/useLiveRows.ts';
import { SearchField } from '../../ui/inputs/SearchField.tsx';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { Page } from '../../ui/layout/Page.tsx';
import { SplitView } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { BadgedName } from '../../ui/state/RecordBadges.tsx';
import { EmptyState, ErrorState } from '../../ui/state/States.tsx';
import { DataTable, type Column } from '../../ui/table/DataTable.tsx';
import { DateText, Ltr, NameText } from '../../ui/text/Text.tsx';
import { ButtonLink } from '../records/links.tsx';
import { useChangeSearch } from '../records/useChangeSearch.ts';
import type { EquipmentSearch } from './assetSearch.ts';
import { ListViews } from '../records/SavedViews.tsx';
import { ExportButton } from '../exports/ExportButton.tsx';
import { BulkBar } from '../records/BulkBar.tsx';
import bulkStyles from '../records/BulkBar.module.css';
import { useSelection } from '../records/useSelection.ts';
import { nameOfMachine, useEquipmentActs } from './equipmentBulk.ts';
import { useListColumns } from '../records/useListColumns.ts';
import { WarrantyBadge } from './WarrantyBadge.tsx';

const route = getRouteApi('/equipment');

export function EquipmentPage() {
  const { t } = useLocale();
  const core = useCore();
  const search = route.useSearch();
  const navigate = useNavigate();
  const mayWrite = useMay('assets.write');
  const matches = useChildMatches();
  const open = matches.at(-1)?.params as { id?: string } | undefined;
  const narrow = useChangeSearch<EquipmentSearch>();
  const searchFor = useCallback((text: string) => narrow({ q: text === '' ? undefined : text }), [narrow]);
  const query = {
    ...(search.q === undefined ? {} : { search: search.q }),
    ...(search.removed ? { removed: true } : {}),
  };
  const rows = useLiveRows(core.assets.list, query);
  const acts = useEquipmentActs();
  const selection = useSelection(core.assets.list, query, rows, nameOfMachine);
  const { columns, table } = useListColumns('equipment', useColumns());
  useKeys([
    {
      keys: ['N'],
      label: t('equipment.new'),
      run: mayWrite ? () => void navigate({ to: '/equipment/new', search }) : undefined,
    },
  ]);
  return (
    <Page
      title={t('nav.equipment')}
      count={rows.total}
      tools={
        <>
          <SearchField value={search.q ?? ''} onChange={searchFor} label={t('equipment.search')} />
          <Switch
            size="xs"
            label={t('equipment.withRemoved')}
            checked={search.removed === true}
            onChange={(event) => narrow({ removed: event.currentTarget.checked || undefined })}
          />
          <ListViews columns={columns} query={search} />
        </>
      }
      actions={
        <>
          <ExportButton of={{ list: 'equipment', query }} rows={rows.total} />
          {mayWrite && (
            <ButtonLink to="/equipment/new" search={search} leftSection={<IconPlus size={15} stroke={2} aria-hidden />}>
              {t('equipment.new')}
            </ButtonLink>
          )}
        </>
      }
    >
      <SplitView
        list={
          rows.error && rows.total === undefined ? (
            <ErrorState error={rows.error} onRetry={rows.retry} />
          ) : (
            <div className={bulkStyles.withBar}>
              <BulkBar selection={selection} actions={acts} />
              <DataTable
                selection={acts.length > 0 ? selection : undefined}
                label={t('equipment.title')}
                {...table}
                source={rows}
                onOpen={(row) => void navigate({ to: '/equipment/$id', params: { id: row.id }, search })}
                openId={open?.id}
                resetKey={JSON.stringify(search)}
                empty={
                  search.q === undefined ? (
                    <EmptyState
                      icon={<IconDeviceDesktopAnalytics size={24} stroke={1.5} />}
                      title={t('equipment.empty.title')}
                      text={t('equipment.empty.text')}
                      actKey={mayWrite ? 'N' : undefined}
                      action={
                        mayWrite && (
                          <ButtonLink to="/equipment/new" search={search}>
                            {t('equipment.new')}
                          </ButtonLink>
                        )
                      }
                    />
                  ) : (
                    <EmptyState title={t('empty.noMatch.title')} text={t('empty.noMatch.text')} />
                  )
                }
              />
            </div>
          )
        }
        detail={matches.length > 0 ? <Outlet /> : null}
      />
    </Page>
  );
}

function useColumns(): readonly Column<AssetRow>[] {
  const { t } = useLocale();
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('field.name'),
        width: 180,
        grow: 2,
        cell: (row) => (
          <BadgedName pending={row.pending} held={row.held} needsYou={row.needsYou}>
            <NameText>{row.name}</NameText>
          </BadgedName>
        ),
      },
      {
        id: 'serial',
        header: t('field.serial'),
        width: 140,
        grow: 0,
        cell: (row) => row.serial !== null && <Ltr>{row.serial}</Ltr>,
      },
      {
        id: 'customer',
        header: t('field.customerId'),
        width: 150,
        grow: 2,
        cell: (row) => <NameText>{row.customerName}</NameText>,
      },
      {
        id: 'state',
        header: t('field.state'),
        width: 150,
        grow: 0,
        hideBelow: 540,
        cell: (row) => <WarrantyBadge until={row.warrantyUntil} removedOn={row.removedOn} />,
      },
      {
        id: 'installedOn',
        header: t('field.installedOn'),
        width: 152,
        grow: 0,
        hideBelow: 860,
        cell: (row) => row.installedOn !== null && <DateText value={row.installedOn} />,
      },
      {
        id: 'warrantyUntil',
        header: t('field.warrantyUntil'),
        width: 152,
        grow: 0,
        hideBelow: 980,
        cell: (row) => row.warrantyUntil !== null && <DateText value={row.warrantyUntil} />,
      },
    ],
    [t],
  );
}
