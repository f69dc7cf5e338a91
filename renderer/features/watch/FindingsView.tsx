/** Findings, the newest first; one is settled with a word of what came of it. */
import { useMemo, useState } from 'react';
import { Checkbox, Textarea } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { WINDOW_ROWS_MAXIMUM } from '../../../shared/contract/lists.ts';
import type { Finding } from '../../../shared/contract/watch.ts';
import type { Translator } from '../../../shared/locale/translator.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { ConfirmDialog } from '../../ui/dialog/ConfirmDialog.tsx';
import { useLocale, type Locale } from '../../ui/locale/LocaleProvider.tsx';
import { EmptyState } from '../../ui/state/States.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';
import type { Column } from '../../ui/table/DataTable.tsx';
import { DateText, NameText } from '../../ui/text/Text.tsx';
import { ServerList } from '../administration/ServerList.tsx';
import { useAskAgain, useServerAnswer } from '../parking/useServerAnswer.ts';
import styles from './Watch.module.css';

export function FindingsView() {
  const locale = useLocale();
  const { t } = locale;
  const core = useCore();
  const [isOpenOnly, setIsOpenOnly] = useState(true);
  const [chosen, setChosen] = useState<Finding | null>(null);
  const answer = useServerAnswer(core.watch.findings, { offset: 0, limit: WINDOW_ROWS_MAXIMUM, open: isOpenOnly });
  const columns = useMemo(() => columnsIn(locale), [locale]);
  return (
    <div className={styles.view}>
      <div className={styles.bar}>
        <Checkbox
          size="sm"
          label={t('watch.openOnly')}
          checked={isOpenOnly}
          onChange={(event) => setIsOpenOnly(event.currentTarget.checked)}
        />
      </div>
      <ServerList
        label={t('watch.view.findings')}
        columns={columns}
        answer={answer}
        openId={chosen?.id}
        onOpen={setChosen}
        resetKey={String(isOpenOnly)}
        empty={
          <EmptyState
            icon={<IconEye size={24} stroke={1.5} />}
            title={t('watch.findings.empty.title')}
            text={t('watch.findings.empty.text')}
          />
        }
      />
      {chosen && <SettleDialog finding={chosen} onClose={() => setChosen(null)} />}
    </div>
  );
}

function SettleDialog({ finding, onClose }: { finding: Finding; onClose: () => void }) {
  const { t, formats } = useLocale();
  const core = useCore();
  const askAgain = useAskAgain();
  const settle = useCommand(core.watch.settle);
  const [note, setNote] = useState(finding.settled?.note ?? '');
  const isSettled = finding.settled !== null;
  return (
    <ConfirmDialog
      title={t('watch.settle.title')}
      confirmLabel={t('watch.settle')}
      tone="plain"
      busy={settle.busy}
      ready={!isSettled}
      error={settle.error}
      onClose={onClose}
      onConfirm={() =>
        void settle.run({ id: finding.id, note: note.trim(), alike: finding.alike > 0 }).then((settled) => {
          if (!settled.ok) return;
          askAgain(core.watch.findings);
          onClose();
        })
      }
    >
      <p>{findingWords(t, finding)}</p>
      <p className={styles.dim}>
        <bdi>{finding.person?.name ?? ''}</bdi> · <bdi>{finding.device?.name ?? ''}</bdi> ·{' '}
        {formats.dateTime(finding.at)}
      </p>
      {finding.alike > 0 && <p className={styles.dim}>{t('watch.settle.alike', { count: finding.alike })}</p>}
      {holdersOf(finding).length > 0 && (
        <p className={styles.dim}>
          {t('watch.decoys.holders')}: <bdi>{holdersOf(finding).join(t.language === 'fa' ? '، ' : ', ')}</bdi>
        </p>
      )}
      <Textarea
        label={t('watch.settle.note')}
        autosize
        minRows={2}
        maxLength={2_000}
        value={note}
        readOnly={isSettled}
        data-autofocus
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {finding.settled && <p className={styles.dim}>{t('watch.settled', { by: finding.settled.by })}</p>}
    </ConfirmDialog>
  );
}

const columnsIn = ({ t }: Locale): Column<Finding>[] => [
  {
    id: 'at',
    header: t('watch.column.at'),
    width: 170,
    grow: 0,
    cell: ({ foundAt }) => <DateText value={foundAt} withTime />,
  },
  {
    id: 'who',
    header: t('watch.column.who'),
    width: 130,
    grow: 0,
    cell: ({ person }) => person && <NameText>{person.name}</NameText>,
  },
  {
    id: 'what',
    header: t('watch.column.what'),
    width: 280,
    grow: 3,
    cell: (finding) => <NameText>{listedWords(t, finding)}</NameText>,
  },
  {
    id: 'device',
    header: t('watch.column.device'),
    width: 140,
    grow: 1,
    hideBelow: 860,
    cell: ({ device }) => device && <NameText>{device.name}</NameText>,
  },
  {
    id: 'state',
    header: t('watch.column.state'),
    width: 150,
    grow: 0,
    cell: ({ settled }) =>
      settled ? (
        <NameText>{t('watch.settled', { by: settled.by })}</NameText>
      ) : (
        <StateBadge tone="warn">{t('watch.open')}</StateBadge>
      ),
  },
];

const listedWords = (t: Translator, finding: Finding): string =>
  finding.alike === 0
    ? findingWords(t, finding)
    : `${findingWords(t, finding)} · ${t('watch.finding.alike', { count: finding.alike })}`;

function findingWords(t: Translator, { kind, facts }: Finding): string {
  const values = Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [[name, value]] : [],
    ),
  );
  return t(`watch.finding.${kind}`, values);
}

const holdersOf = ({ facts }: Finding): readonly string[] => (Array.isArray(facts['holders']) ? facts['holders'] : []);
