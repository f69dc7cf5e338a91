/** The paper of one person and day, entered row by row in their name. Whatever is typed stays through a crash, a reload and a lock. */
import { useState } from 'react';
import { Button, SegmentedControl, Select } from '@mantine/core';
import { IconUserQuestion } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { createError } from '../../../shared/base/errors.ts';
import type { Entered, EnteredRow } from '../../../shared/contract/branch.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { usePreferences } from '../../data/preferences.tsx';
import { useMay } from '../../data/session.tsx';
import { attempt } from '../../data/useCommand.ts';
import { useLive } from '../../data/useLive.ts';
import { DateField } from '../../ui/inputs/DateField.tsx';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { Page } from '../../ui/layout/Page.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { notify, notifyFailure } from '../../ui/state/notify.tsx';
import { EmptyState, ErrorState, RecordSkeleton } from '../../ui/state/States.tsx';
import { ButtonLink } from '../records/links.tsx';
import { useChangeSearch } from '../records/useChangeSearch.ts';
import { useDirectory, useToday } from '../records/useDirectory.ts';
import styles from './Paper.module.css';
import { OpenDays } from './OpenDays.tsx';
import { PaperGrid } from './PaperGrid.tsx';
import { PaperSums } from './PaperSums.tsx';
import { PAPER_KINDS, type PaperColumn, type Reading } from './paperRows.ts';
import type { PaperSearch } from './routes.ts';
import { usePaperRows } from './usePaperRows.ts';

const route = getRouteApi('/branch/paper');

export function PaperPage() {
  const { t } = useLocale();
  if (useMay('paper.enter')) return <Paper />;
  return (
    <Page title={t('slips.title')}>
      <ErrorState error={createError('permission_denied')} />
    </Page>
  );
}

function Paper() {
  const { t } = useLocale();
  const today = useToday();
  const { person, on = today } = route.useSearch();
  const change = useChangeSearch<PaperSearch>();
  const { data: day } = useLive(useCore().branch.day, { branchId: null });
  const { people: everybody } = useDirectory();
  // A manager enters for the people of the branch; head office, which has none, for anybody.
  const people =
    day?.branches.length === 1 ? day.people.map(({ id, name }) => ({ value: id, label: name })) : everybody;
  return (
    <Page
      title={t('slips.title')}
      tools={
        <>
          <Select
            size="xs"
            aria-label={t('slips.whose')}
            placeholder={t('slips.whose')}
            value={person ?? null}
            searchable
            allowDeselect={false}
            onChange={(id) => change({ person: id ?? undefined })}
            data={people}
          />
          <DateField
            aria-label={t('slips.on')}
            value={on}
            onChange={(value) => change({ on: value === null || value === today ? undefined : value })}
          />
        </>
      }
      actions={
        <ButtonLink variant="default" to="/branch">
          {t('nav.branch')}
        </ButtonLink>
      }
    >
      {person === undefined ? (
        <div className={styles.main}>
          <OpenDays />
          <EmptyState
            icon={<IconUserQuestion size={24} stroke={1.5} />}
            title={t('slips.chooseFirst')}
            text={t('slips.chooseFirstText')}
          />
        </div>
      ) : (
        <PaperOf key={`${person} ${on}`} personId={person} on={on} />
      )}
    </Page>
  );
}

function PaperOf({ personId, on }: { personId: string; on: string }) {
  const { t, language } = useLocale();
  const core = useCore();
  const { kind = 'order' } = route.useSearch();
  const change = useChangeSearch<PaperSearch>();
  const { currency } = useDirectory();
  const { moneyUnit } = usePreferences().preferences;
  const { data: entered = NOTHING, error, retry } = useLive(core.branch.entered, { personId, on });
  const [last, setLast] = useState<Entered | null>(null);
  const reading: Reading = { personId, on, currency, moneyUnit, subject: (of) => t(`kind.${of}`) };
  const paper = usePaperRows(reading, { language, labelOf, takenBackReason: t('slips.takenBackReason') }, setLast);
  useKeys([
    { keys: ['Mod', 'Enter'], label: t('slips.enterAll'), run: () => void paper.enterAll(kind), inFields: true },
    ...PAPER_KINDS.map((of, index) => ({
      keys: ['Alt', String(index + 1)],
      label: t(`slips.kind.${of}`),
      run: () => change({ kind: of }),
      inFields: true,
    })),
  ]);

  function labelOf(column: PaperColumn, value: string): string {
    return column === 'method'
      ? valueLabel(t, 'salesDocuments', 'method', value)
      : valueLabel(t, 'activities', column === 'reason' ? 'noOrderReason' : 'outcome', value);
  }

  async function takeBack({ collection, id }: EnteredRow): Promise<void> {
    const result = await attempt(core.branch.takeBack, { collection, id, reason: t('slips.takenBackReason') });
    if (result.ok) notify(t('slips.wasTakenBack'));
    else notifyFailure(errorToWords(t, result.error));
  }

  if (error && !paper.isReady) return <ErrorState error={error} onRetry={retry} />;
  if (!paper.isReady) return <RecordSkeleton rows={8} />;
  const open = paper.rowsOf(kind).length - 1;
  return (
    <div className={styles.page}>
      <div className={styles.main}>
        <OpenDays except={{ personId, on }} />
        <div className={styles.bar}>
          <SegmentedControl
            size="xs"
            aria-label={t('slips.kinds')}
            value={kind}
            onChange={(of) => change({ kind: PAPER_KINDS.find((known) => known === of) })}
            data={PAPER_KINDS.map((value) => ({ value, label: t(`slips.kind.${value}`) }))}
          />
          <Button size="compact-sm" disabled={open === 0} onClick={() => void paper.enterAll(kind)}>
            {t('slips.enterAll')}
          </Button>
          <span className={styles.dim} role="status">
            {last === null
              ? paper.isRestored
                ? t('slips.restored')
                : t('slips.hint')
              : last.draftBecause === null
                ? t('slips.saved', { number: last.number ?? t('slips.entered') })
                : t(`slips.draftBecause.${last.draftBecause}`)}
          </span>
        </div>
        <PaperGrid
          key={kind}
          kind={kind}
          paper={paper}
          entered={entered.filter((row) => row.kind === kind)}
          onTakeBack={(row) => void takeBack(row)}
        />
        <p className={styles.dim}>{t(`slips.how.${kind}`)}</p>
      </div>
      <PaperSums entered={entered} said={paper.said} onSay={paper.say} currency={currency} />
    </div>
  );
}

const NOTHING: EnteredRow[] = [];
