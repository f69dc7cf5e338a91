/** One held group beside the list: what it wanted, and the decision about it. */
import { useMemo, useState } from 'react';
import { Button, Textarea } from '@mantine/core';
import { createLazyRoute, Link, useNavigate, useParams } from '@tanstack/react-router';
import { createIdSource } from '../../../shared/base/id.ts';
import type { JsonValue } from '../../../shared/base/leafPath.ts';
import type { DecideReply, HeldWork, HeldWorkDetail, ReleaseReply } from '../../../shared/contract/parking.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { useDraft } from '../../data/useDraft.ts';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';
import { ErrorNote, ErrorState, RecordSkeleton } from '../../ui/state/States.tsx';
import { DateText } from '../../ui/text/Text.tsx';
import { useDirectory } from '../records/useDirectory.ts';
import { DecideDialog } from './DecideDialog.tsx';
import { toHeldEdits, withEdit, type Edits } from './heldEdits.ts';
import { HeldOperation } from './HeldOperation.tsx';
import { reasonWords, titleOfWork, type ReasonWords } from './heldWords.ts';
import styles from './Parking.module.css';
import { useAskAgain, useServerAnswer } from './useServerAnswer.ts';

export const heldWorkPage = createLazyRoute('/parking/$hash')({ component: HeldWorkPage });

function HeldWorkPage() {
  const { hash } = useParams({ from: '/parking/$hash' });
  const { t } = useLocale();
  const navigate = useNavigate();
  const mayDecide = useMay('parking.decide');
  const { data, error, retry } = useServerAnswer(useCore().parking.inspect, { hash }, { enabled: mayDecide });
  const close = (): void => void navigate({ to: '/parking', search: true });
  if (data && data.work.hash === hash) return <HeldWorkPanel key={hash} detail={data} onClose={close} />;
  return (
    <DetailPanel title={t('parking.title')} onClose={close}>
      {error ? <ErrorState error={error} onRetry={retry} /> : <RecordSkeleton />}
    </DetailPanel>
  );
}

type Asked = 'discard' | 'release' | 'letThrough' | 'lost';
// Decisions carry ids of their own, so that one whose answer was lost can be sent again.
const newId = createIdSource(
  { now: () => Date.now() },
  { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) },
);

function HeldWorkPanel({ detail, onClose }: { detail: HeldWorkDetail; onClose: () => void }) {
  const { t } = useLocale();
  const { work, operations, behind, missing } = detail;
  const core = useCore();
  const askAgain = useAskAgain();
  const draft = useDraft<{ edits: { [key: string]: JsonValue }; note: string }>(`parking/${work.hash}`, EMPTY_DRAFT);
  const edits = (draft.value?.edits ?? {}) as unknown as Edits;
  const note = draft.value?.note ?? '';
  const [asked, setAsked] = useState<Asked | null>(null);
  const [refusal, setRefusal] = useState<Extract<DecideReply, { type: 'refused' }> | null>(null);
  const decide = useCommand(core.parking.decide);
  const release = useCommand(core.parking.release);
  const declareLost = useCommand(core.parking.declareLost);
  const ids = useMemo(
    () => ({ apply: newId(), discard: newId(), release: newId(), letThrough: newId(), lost: newId() }),
    [],
  );
  const busy = decide.busy || release.busy || declareLost.busy;
  const isParked = work.state === 'parked';
  const heldEdits = toHeldEdits(edits, (operation, leaf) =>
    operations[operation]?.leaves.find(({ key }) => key === leaf),
  );

  function done(words: string): void {
    draft.drop();
    notify(words);
    askAgain(core.parking.list);
    onClose();
  }

  async function apply(): Promise<void> {
    if (busy || !isParked) return;
    setRefusal(null);
    const isChange = heldEdits.length > 0;
    // Another try with other edits is another decision.
    const id = refusal ? newId() : ids.apply;
    const decided = await decide.run({
      id,
      hash: work.hash,
      decision: isChange ? 'change' : 'apply',
      note,
      edits: heldEdits,
    });
    if (!decided.ok) return;
    if (decided.value.type === 'refused') setRefusal(decided.value);
    else done(t('parking.done.applied', followersOf(decided.value)));
  }

  async function confirm(words: string): Promise<void> {
    if (busy) return;
    if (asked === 'discard') {
      const decided = await decide.run({
        id: ids.discard,
        hash: work.hash,
        decision: 'discard',
        note: words,
        edits: [],
      });
      if (decided.ok && decided.value.type === 'decided') done(t('parking.done.discarded', followersOf(decided.value)));
      if (decided.ok && decided.value.type === 'refused') setRefusal(decided.value);
    }
    if (asked === 'release' || asked === 'letThrough') {
      const released = await release.run({ id: ids[asked], hash: work.hash, note: words });
      if (released.ok) done(releasedWords(released.value));
    }
    if (asked === 'lost' && missing) {
      const input = { id: ids.lost, device: work.device.id, first: missing.first, last: missing.last, note: words };
      const released = await declareLost.run(input);
      if (released.ok) done(releasedWords(released.value));
    }
  }

  const releasedWords = ({ applied, parked, waiting }: ReleaseReply): string =>
    t('parking.done.released', { applied, held: parked + waiting });

  useKeys([
    { keys: ['Mod', 'Enter'], label: t('parking.key.apply'), run: () => void apply(), inFields: true },
    ...(isParked ? [{ keys: ['X'], label: t('parking.key.discard'), run: () => setAsked('discard') }] : []),
  ]);

  const reason = reasonWords(t, work.reason, work.facts);
  return (
    <DetailPanel
      title={<bdi>{titleOfWork(t, work)}</bdi>}
      subtitle={<Subtitle work={work} />}
      onClose={onClose}
      footer={
        <div className={styles.footer}>
          <ErrorNote error={asked ? null : (decide.error ?? release.error ?? declareLost.error)} />
          {refusal && (
            <p className={styles.refusal} role="alert">
              <strong>{t('parking.refused')}</strong> <Reason {...reasonWords(t, refusal.reason, refusal.facts)} />
            </p>
          )}
          {isParked && draft.value && (
            <Textarea
              aria-label={t('parking.note')}
              placeholder={t('parking.note')}
              autosize
              minRows={1}
              maxRows={4}
              maxLength={2_000}
              value={note}
              onChange={(event) => draft.set({ ...EMPTY_DRAFT, ...draft.value, note: event.currentTarget.value })}
            />
          )}
          <div className={styles.buttons}>
            {isParked && (
              <>
                <Button aria-disabled={busy || undefined} onClick={() => void apply()}>
                  {t(heldEdits.length > 0 ? 'parking.applyChanged' : 'parking.apply')}
                </Button>
                <Button variant="default" onClick={() => setAsked('discard')}>
                  {t('parking.discard')}
                </Button>
              </>
            )}
            {isParked && work.facts['cause'] === 'device_stopped' && (
              <Button variant="default" onClick={() => setAsked('letThrough')}>
                {t('parking.letThrough')}
              </Button>
            )}
            {!isParked && (
              <Button aria-disabled={busy || undefined} onClick={() => setAsked('release')}>
                {t('parking.release')}
              </Button>
            )}
            {missing && (
              <Button variant="default" onClick={() => setAsked('lost')}>
                {t('parking.lost', missing)}
              </Button>
            )}
          </div>
        </div>
      }
    >
      <p className={styles.text}>
        <Reason {...reason} />
      </p>
      {work.reason === 'behind_parked' && work.facts['behind'] !== undefined && (
        <Link to="/parking/$hash" params={{ hash: work.facts['behind'] }} search={true} className={styles.link}>
          {t('parking.openFirst')}
        </Link>
      )}
      {work.released && <p className={styles.text}>{t('parking.released')}</p>}
      {operations.map((operation, index) => (
        <HeldOperation
          key={index}
          operation={operation}
          index={index}
          isOnly={operations.length + detail.operationsLeftOut === 1}
          edits={edits}
          {...(isParked && draft.value
            ? {
                onEdit: (key, edit) => draft.set({ note, edits: withEdit(edits, key, edit) }),
              }
            : {})}
        />
      ))}
      {detail.operationsLeftOut > 0 && (
        <p className={styles.dim}>{t('parking.more', { count: detail.operationsLeftOut })}</p>
      )}
      {behind.length > 0 && <Behind works={behind} total={work.behind} />}
      {asked && (
        <DecideDialog
          asked={asked}
          note={asked === 'discard' ? note : ''}
          missing={missing}
          busy={busy}
          error={decide.error ?? release.error ?? declareLost.error}
          onConfirm={(words) => void confirm(words)}
          onClose={() => setAsked(null)}
        />
      )}
    </DetailPanel>
  );
}

const EMPTY_DRAFT: { edits: { [key: string]: JsonValue }; note: string } = { edits: {}, note: '' };

const followersOf = ({ released, stillHeld }: Extract<DecideReply, { type: 'decided' }>) => ({
  released,
  held: stillHeld,
});

function Reason({ reason, detail, territoryId }: ReasonWords) {
  const directory = useDirectory();
  const about = detail ?? directory.territoryName(territoryId);
  return (
    <>
      {reason}
      {about !== null && (
        <>
          {' '}
          <bdi className={styles.dim}>({about})</bdi>
        </>
      )}
    </>
  );
}

function Subtitle({ work }: { work: HeldWork }) {
  const { t } = useLocale();
  return (
    <>
      <StateBadge tone={work.state === 'parked' ? 'warn' : 'info'}>{t(`parking.state.${work.state}`)}</StateBadge>
      <span>
        <bdi>{work.author.name}</bdi> · <bdi>{work.device.name === '' ? work.device.code : work.device.name}</bdi> ·{' '}
        {t('parking.change', { n: work.n })} · <DateText value={work.occurredAt} withTime />
      </span>
    </>
  );
}

function Behind({ works, total }: { works: readonly HeldWork[]; total: number }) {
  const { t } = useLocale();
  return (
    <section className={styles.operation}>
      <h3 className={styles.operationTitle}>{t('parking.behindTitle', { count: total })}</h3>
      <p className={styles.dim}>{t('parking.behindText')}</p>
      <ul className={styles.behind}>
        {works.map((work) => (
          <li key={work.hash}>
            <Link to="/parking/$hash" params={{ hash: work.hash }} search={true} className={styles.link}>
              <bdi>{titleOfWork(t, work)}</bdi>
            </Link>{' '}
            <span className={styles.dim}>
              {t('parking.change', { n: work.n })} · <DateText value={work.occurredAt} withTime />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
