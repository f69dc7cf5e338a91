/** Who may export, who may read more, how much everybody reads; a person's grants are changed here. */
import { useMemo, useState } from 'react';
import { IconUsers } from '@tabler/icons-react';
import type { WatchedPerson } from '../../../shared/contract/watch.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLocale, type Locale } from '../../ui/locale/LocaleProvider.tsx';
import { EmptyState } from '../../ui/state/States.tsx';
import type { Column } from '../../ui/table/DataTable.tsx';
import { NameText } from '../../ui/text/Text.tsx';
import { ServerList } from '../administration/ServerList.tsx';
import { useServerAnswer, type ServerAnswer } from '../parking/useServerAnswer.ts';
import { GrantDialog } from './GrantDialog.tsx';

type Row = WatchedPerson & { readonly id: string };

export function PeopleView() {
  const locale = useLocale();
  const { t } = locale;
  const core = useCore();
  const [chosen, setChosen] = useState<WatchedPerson | null>(null);
  const { data, error, retry } = useServerAnswer(core.watch.people, {});
  const answer = useMemo<ServerAnswer<{ readonly total: number; readonly rows: readonly Row[] }>>(
    () => ({
      data: data && { total: data.length, rows: data.map((row) => ({ ...row, id: row.person.id })) },
      error,
      retry,
    }),
    [data, error, retry],
  );
  const columns = useMemo(() => columnsIn(locale), [locale]);
  return (
    <>
      <ServerList
        label={t('watch.view.people')}
        columns={columns}
        answer={answer}
        openId={chosen?.person.id}
        onOpen={setChosen}
        resetKey="people"
        empty={<EmptyState icon={<IconUsers size={24} stroke={1.5} />} title={t('watch.view.people')} />}
      />
      {chosen && <GrantDialog watched={chosen} onClose={() => setChosen(null)} />}
    </>
  );
}

const columnsIn = ({ t, formats }: Locale): Column<Row>[] => [
  {
    id: 'name',
    header: t('watch.column.who'),
    width: 160,
    grow: 2,
    cell: ({ person }) => <NameText>{person.name}</NameText>,
  },
  {
    id: 'role',
    header: t('people.column.role'),
    width: 170,
    grow: 0,
    hideBelow: 760,
    cell: ({ role }) => <NameText>{t.maybe(`role.${role}`) ?? role}</NameText>,
  },
  {
    id: 'export',
    header: t('watch.mayExport'),
    width: 260,
    grow: 3,
    cell: ({ exportGrant }) => (
      <NameText>
        {exportGrant === null
          ? t('watch.mayExport.no')
          : t('watch.mayExport.yes', {
              perExport: exportGrant.rowsPerExport,
              perDay: exportGrant.rowsPerDay,
              until: formats.date(exportGrant.until),
            })}
      </NameText>
    ),
  },
  {
    id: 'busiest',
    header: t('watch.busiest'),
    width: 130,
    grow: 0,
    cell: ({ busiestHour }) => (
      <NameText>
        {busiestHour === null ? t('watch.busiest.none') : t('watch.busiest.pages', { pages: busiestHour })}
      </NameText>
    ),
  },
  {
    id: 'reading',
    header: t('watch.mayRead'),
    width: 190,
    grow: 1,
    hideBelow: 980,
    cell: ({ readingGrant }) =>
      readingGrant && (
        <NameText>
          {t('watch.mayRead.yes', { pages: readingGrant.pagesPerHour, until: formats.date(readingGrant.until) })}
        </NameText>
      ),
  },
  {
    id: 'decoys',
    header: t('watch.decoyCount'),
    width: 80,
    grow: 0,
    align: 'end',
    cell: ({ decoys }) => formats.number(decoys),
  },
];
