/** What was done, by whom and when, newest first: read by whoever has that permission, changed by nobody. */
import { useCallback, useMemo, useState } from 'react';
import { Button } from '@mantine/core';
import { IconListSearch } from '@tabler/icons-react';
import { createLazyRoute, useNavigate, useSearch } from '@tanstack/react-router';
import type { AuditEntryView, AuditVerdictView } from '../../../shared/contract/administration.ts';
import { AUDIT_ACTIONS } from '../../../shared/domain/audit/actions.ts';
import type { Translator } from '../../../shared/locale/translator.ts';
import { dayBounds } from '../../../shared/sync/receipt.ts';
import { useCommands } from '../../app/commands.tsx';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { DateField } from '../../ui/inputs/DateField.tsx';
import { FilterMenu } from '../../ui/inputs/FilterMenu.tsx';
import { Page } from '../../ui/layout/Page.tsx';
import { SplitView } from '../../ui/layout/SplitView.tsx';
import { useLocale, type Locale } from '../../ui/locale/LocaleProvider.tsx';
import { EmptyState, ErrorNote } from '../../ui/state/States.tsx';
import { DataTable, type Column, type RowSource } from '../../ui/table/DataTable.tsx';
import { DateText, NameText } from '../../ui/text/Text.tsx';
import { useServerAnswer } from '../parking/useServerAnswer.ts';
import { useDirectory } from '../records/useDirectory.ts';
import styles from './Administration.module.css';
import { AuditEntryPanel } from './AuditEntryPanel.tsx';
import { actionWords, nameWords } from './auditWords.ts';
import { NoAnswer, StaleNote } from './ServerList.tsx';
import { Verdict } from './Verdict.tsx';

export const auditPage = createLazyRoute('/audit')({ component: AuditPage });

/** Asked for at once: a screenful and some room on both sides. */
const WINDOW = 200;
/** Where windows begin, so that a little scrolling asks for nothing. */
const STEP = 100;

type Row = AuditEntryView & { readonly id: string };

function AuditPage() {
  const locale = useLocale();
  const { t, timeZone } = locale;
  const core = useCore();
  const navigate = useNavigate();
  const directory = useDirectory();
  const may = useMay('audit.read');
  const filters = useSearch({ from: '/audit' });
  const [offset, setOffset] = useState(0);
  const [openSeq, setOpenSeq] = useState<number | null>(null);
  const [verdict, setVerdict] = useState<AuditVerdictView | null>(null);
  const verify = useCommand(core.administration.verifyAuditLog);
  const input = {
    offset,
    limit: WINDOW,
    person: filters.person ?? null,
    actions: filters.actions ?? [],
    from: filters.from === undefined ? null : dayBounds(filters.from, timeZone).from,
    until: filters.until === undefined ? null : dayBounds(filters.until, timeZone).until,
  };
  const answer = useServerAnswer(core.administration.auditLog, input);
  const { data } = answer;
  const rowAt = useCallback(
    (index: number): Row | undefined => {
      const entry = data?.rows[index - offset];
      return entry && { ...entry, id: String(entry.seq) };
    },
    [data, offset],
  );
  const onRange = useCallback(
    (first: number) => setOffset(Math.max(0, Math.floor((first - STEP / 2) / STEP) * STEP)),
    [],
  );
  const source = useMemo<RowSource<Row>>(() => ({ total: data?.total, rowAt, onRange }), [data, rowAt, onRange]);
  const columns = useMemo(() => columnsIn(locale), [locale]);
  const open = data?.rows.find(({ seq }) => seq === openSeq);

  function filter(change: Partial<typeof filters>): void {
    setOffset(0);
    const next = { ...filters, ...change };
    const search = Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined));
    void navigate({ to: '/audit', search, replace: true });
  }

  async function runVerify(): Promise<void> {
    if (verify.busy) return;
    setVerdict(null);
    const judged = await verify.run(undefined);
    if (judged.ok) setVerdict(judged.value);
  }

  useCommands(may ? [{ id: 'audit.verify', label: t('audit.verify'), run: () => void runVerify() }] : []);

  return (
    <Page
      title={t('audit.title')}
      count={data?.total}
      tools={
        <>
          <FilterMenu
            label={t('audit.filter.person')}
            options={directory.people}
            value={filters.person === undefined ? [] : [filters.person]}
            // One at a time: who is chosen last takes the place of the one before.
            onChange={(people) => filter({ person: people.at(-1) })}
          />
          <FilterMenu
            label={t('audit.filter.action')}
            options={AUDIT_ACTIONS.map((action) => ({ value: action, label: actionWords(t, action) }))}
            value={filters.actions ?? []}
            onChange={(actions) => filter({ actions: actions.length === 0 ? undefined : actions })}
          />
          <span className={styles.filter}>
            <span aria-hidden>{t('audit.filter.from')}</span>
            <DateField
              aria-label={t('audit.filter.from')}
              value={filters.from ?? null}
              onChange={(from) => filter({ from: from ?? undefined })}
            />
          </span>
          <span className={styles.filter}>
            <span aria-hidden>{t('audit.filter.until')}</span>
            <DateField
              aria-label={t('audit.filter.until')}
              value={filters.until ?? null}
              onChange={(until) => filter({ until: until ?? undefined })}
            />
          </span>
        </>
      }
      actions={
        may && (
          <Button variant="default" aria-disabled={verify.busy || undefined} onClick={() => void runVerify()}>
            {t(verify.busy ? 'audit.verifying' : 'audit.verify')}
          </Button>
        )
      }
    >
      <SplitView
        list={
          answer.error && !data ? (
            <NoAnswer answer={answer} />
          ) : (
            <div className={styles.list}>
              <StaleNote answer={answer} />
              <ErrorNote error={verify.error} />
              {verdict && <Verdict verdict={verdict} />}
              <DataTable
                label={t('audit.title')}
                columns={columns}
                source={source}
                openId={openSeq === null ? undefined : String(openSeq)}
                onOpen={({ seq }) => setOpenSeq(seq)}
                resetKey={JSON.stringify(filters)}
                empty={
                  <EmptyState
                    icon={<IconListSearch size={24} stroke={1.5} />}
                    title={t('audit.empty.title')}
                    text={t('audit.empty.text')}
                  />
                }
              />
            </div>
          )
        }
        detail={open ? <AuditEntryPanel key={open.seq} entry={open} onClose={() => setOpenSeq(null)} /> : null}
      />
    </Page>
  );
}

const columnsIn = ({ t }: Locale): Column<Row>[] => [
  {
    id: 'at',
    header: t('audit.column.at'),
    width: 170,
    grow: 0,
    cell: ({ at }) => <DateText value={at} withTime />,
  },
  {
    id: 'action',
    header: t('audit.column.action'),
    width: 190,
    grow: 2,
    cell: ({ action }) => <NameText>{actionWords(t, action)}</NameText>,
  },
  {
    id: 'person',
    header: t('audit.column.person'),
    width: 130,
    grow: 1,
    cell: ({ person }) => (person ? <NameText>{person.name}</NameText> : ''),
  },
  {
    id: 'subject',
    header: t('audit.column.subject'),
    width: 130,
    grow: 1,
    hideBelow: 680,
    cell: ({ subject, facts }) => <NameText>{subjectWords(t, subject, facts)}</NameText>,
  },
  {
    id: 'device',
    header: t('audit.column.device'),
    width: 120,
    grow: 1,
    hideBelow: 900,
    cell: ({ device }) => (device ? <NameText>{device.name === '' ? device.code : device.name}</NameText> : ''),
  },
];

/** As it is called now, else as it was called when the entry was written. */
function subjectWords(t: Translator, subject: Row['subject'], { name }: Row['facts']): string {
  if (subject && subject.name !== '') return nameWords(t, subject.name);
  return typeof name === 'string' ? nameWords(t, name) : '';
}
