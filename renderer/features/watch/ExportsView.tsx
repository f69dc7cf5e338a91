/** Every export of the company: who, what, how much and why. */
import { useMemo } from 'react';
import { IconFileExport } from '@tabler/icons-react';
import { WINDOW_ROWS_MAXIMUM } from '../../../shared/contract/lists.ts';
import type { ExportRow } from '../../../shared/contract/watch.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLocale, type Locale } from '../../ui/locale/LocaleProvider.tsx';
import { EmptyState } from '../../ui/state/States.tsx';
import type { Column } from '../../ui/table/DataTable.tsx';
import { DateText, NameText } from '../../ui/text/Text.tsx';
import { ServerList } from '../administration/ServerList.tsx';
import { useServerAnswer, type ServerAnswer } from '../parking/useServerAnswer.ts';

type Row = ExportRow & { readonly id: string };

export function ExportsView() {
  const locale = useLocale();
  const { t } = locale;
  const core = useCore();
  const { data, error, retry } = useServerAnswer(core.watch.exports, { offset: 0, limit: WINDOW_ROWS_MAXIMUM });
  const answer = useMemo<ServerAnswer<{ readonly total: number; readonly rows: readonly Row[] }>>(
    () => ({
      data: data && { total: data.total, rows: data.rows.map((row) => ({ ...row, id: row.export })) },
      error,
      retry,
    }),
    [data, error, retry],
  );
  const columns = useMemo(() => columnsIn(locale), [locale]);
  return (
    <ServerList
      label={t('watch.view.exports')}
      columns={columns}
      answer={answer}
      openId={undefined}
      onOpen={() => {}}
      resetKey="exports"
      empty={
        <EmptyState
          icon={<IconFileExport size={24} stroke={1.5} />}
          title={t('watch.exports.empty.title')}
          text={t('watch.exports.empty.text')}
        />
      }
    />
  );
}

const columnsIn = ({ t, formats }: Locale): Column<Row>[] => [
  { id: 'at', header: t('watch.column.at'), width: 170, grow: 0, cell: ({ at }) => <DateText value={at} withTime /> },
  {
    id: 'who',
    header: t('watch.column.who'),
    width: 140,
    grow: 1,
    cell: ({ person }) => <NameText>{person.name}</NameText>,
  },
  {
    id: 'what',
    header: t('watch.column.what'),
    width: 150,
    grow: 1,
    cell: ({ list, format, offline }) => (
      <NameText>
        {`${t(`exports.list.${list}`)} · ${format.toUpperCase()}${offline ? ` · ${t('watch.offlineExport')}` : ''}`}
      </NameText>
    ),
  },
  {
    id: 'rows',
    header: t('watch.column.rows'),
    width: 80,
    grow: 0,
    align: 'end',
    cell: ({ rows }) => formats.number(rows),
  },
  {
    id: 'reason',
    header: t('watch.column.reason'),
    width: 200,
    grow: 3,
    cell: ({ reason }) => <NameText>{reason}</NameText>,
  },
  {
    id: 'device',
    header: t('watch.column.device'),
    width: 130,
    grow: 1,
    hideBelow: 860,
    cell: ({ device }) => <NameText>{device}</NameText>,
  },
];
