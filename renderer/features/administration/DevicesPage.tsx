/** The machines on which somebody was enrolled: when they were last here, how they stand, and what looks like a copy. */
import { useMemo } from 'react';
import { IconDeviceLaptop } from '@tabler/icons-react';
import { createLazyRoute, Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { WINDOW_ROWS_MAXIMUM } from '../../../shared/contract/lists.ts';
import type { DeviceView } from '../../../shared/contract/administration.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { SearchField } from '../../ui/inputs/SearchField.tsx';
import { Page } from '../../ui/layout/Page.tsx';
import { SplitView } from '../../ui/layout/SplitView.tsx';
import { useLocale, type Locale } from '../../ui/locale/LocaleProvider.tsx';
import { EmptyState } from '../../ui/state/States.tsx';
import type { Column } from '../../ui/table/DataTable.tsx';
import { Ltr, NameText, RelativeTime } from '../../ui/text/Text.tsx';
import { useServerAnswer } from '../parking/useServerAnswer.ts';
import styles from './Administration.module.css';
import { DeviceMarks } from './DeviceMarks.tsx';
import { ServerList } from './ServerList.tsx';

export const devicesPage = createLazyRoute('/devices')({ component: DevicesPage });

function DevicesPage() {
  const locale = useLocale();
  const { t } = locale;
  const core = useCore();
  const navigate = useNavigate();
  const may = useMay('devices.manage');
  const { search = '' } = useSearch({ from: '/devices' });
  const { device } = useParams({ strict: false });
  const input = { offset: 0, limit: WINDOW_ROWS_MAXIMUM, search, mine: !may };
  const answer = useServerAnswer(core.administration.devices, input);
  const columns = useMemo(() => columnsIn(locale), [locale]);
  return (
    <Page
      title={t('nav.devices')}
      count={answer.data?.total}
      tools={
        <SearchField
          value={search}
          label={t('devices.search')}
          onChange={(next) =>
            void navigate({ to: '/devices', search: next === '' ? {} : { search: next }, replace: true })
          }
        />
      }
    >
      <SplitView
        list={
          <ServerList
            label={t('nav.devices')}
            columns={columns}
            answer={answer}
            openId={device}
            onOpen={({ id }) => void navigate({ to: '/devices/$device', params: { device: id }, search: true })}
            resetKey={search}
            empty={
              <EmptyState
                icon={<IconDeviceLaptop size={24} stroke={1.5} />}
                title={t('devices.empty.title')}
                text={t('devices.empty.text')}
              />
            }
          />
        }
        detail={device === undefined ? null : <Outlet />}
      />
    </Page>
  );
}

const columnsIn = ({ t, formats }: Locale): Column<DeviceView>[] => [
  {
    id: 'person',
    header: t('devices.column.person'),
    width: 130,
    grow: 1,
    cell: ({ person }) => <NameText>{person.name}</NameText>,
  },
  {
    id: 'device',
    header: t('devices.column.device'),
    width: 190,
    grow: 2,
    cell: ({ name, isThis }) => (
      <span className={styles.named}>
        <NameText>{name}</NameText>
        {/* Beside the name, which may be written the other way round. */}
        {isThis && <span className={styles.mark}>{t('devices.isThis')}</span>}
      </span>
    ),
  },
  {
    id: 'code',
    header: t('devices.column.code'),
    width: 64,
    grow: 0,
    hideBelow: 620,
    cell: ({ code }) => <Ltr>{code}</Ltr>,
  },
  {
    id: 'standing',
    header: t('devices.column.standing'),
    width: 180,
    grow: 1,
    cell: (device) => <DeviceMarks device={device} />,
  },
  {
    id: 'held',
    header: t('devices.column.held'),
    width: 88,
    grow: 0,
    align: 'end',
    hideBelow: 860,
    cell: ({ held }) => (held === 0 ? '' : formats.number(held)),
  },
  {
    id: 'version',
    header: t('devices.column.version'),
    width: 84,
    grow: 0,
    hideBelow: 1_000,
    cell: ({ version }) => (version === null ? '' : <Ltr>{version}</Ltr>),
  },
  {
    id: 'lastContact',
    header: t('devices.column.lastContact'),
    width: 120,
    grow: 1,
    cell: ({ lastContactAt }) =>
      lastContactAt === null ? t('administration.never') : <RelativeTime instant={lastContactAt} />,
  },
];
