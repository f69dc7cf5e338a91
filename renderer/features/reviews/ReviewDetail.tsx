import { useContext } from 'react';
import { Button } from '@mantine/core';
import { createLazyRoute, Link, useNavigate, useParams } from '@tanstack/react-router';
import { WINDOW_ROWS_MAXIMUM } from '../../../shared/contract/lists.ts';
import { createError } from '../../../shared/base/errors.ts';
import type { JsonValue } from '../../../shared/base/leafPath.ts';
import type { ReviewView } from '../../../shared/contract/sync.ts';
import { fieldLabel } from '../../../shared/locale/recordLabels.ts';
import { recordAddress } from '../../app/recordAddress.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { attempt, useCommand } from '../../data/useCommand.ts';
import { useLive } from '../../data/useLive.ts';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { notify, notifyFailure } from '../../ui/state/notify.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';
import { ErrorNote, ErrorState, RecordSkeleton } from '../../ui/state/States.tsx';
import { Kbd } from '../../ui/text/Kbd.tsx';
import { DateText } from '../../ui/text/Text.tsx';
import { editAddress } from './editAddress.ts';
import { NoteDecisionContext } from './lastDecision.ts';
import { nameWords } from '../administration/auditWords.ts';
import { settingKeyOf, SettingValue } from '../company/SettingValue.tsx';
import { LeafValue } from './LeafValue.tsx';
import styles from './ReviewDetail.module.css';
import { peopleOf, standing, toneOf } from './reviewWords.ts';

export const reviewPage = createLazyRoute('/reviews/$reviewId')({ component: ReviewPage });

function ReviewPage() {
  const { reviewId } = useParams({ from: '/reviews/$reviewId' });
  const { t } = useLocale();
  const navigate = useNavigate();
  const { review, next, isLoading } = useReview(reviewId);
  const close = (): void => void navigate({ to: '/reviews', search: true });
  const goOn = (): void =>
    next === undefined
      ? close()
      : void navigate({ to: '/reviews/$reviewId', params: { reviewId: next }, search: true });

  if (review) return <Review key={review.id} review={review} onClose={close} onDecided={goOn} />;
  return (
    <DetailPanel title={isLoading ? '' : t('reviews.title')} onClose={close}>
      {isLoading ? <RecordSkeleton /> : <ErrorState error={createError('not_found')} />}
    </DetailPanel>
  );
}

function Review({ review, onClose, onDecided }: { review: ReviewView; onClose: () => void; onDecided: () => void }) {
  const { t } = useLocale();
  const core = useCore();
  const navigate = useNavigate();
  const noteDecision = useContext(NoteDecisionContext);
  const mayDecide = useMay('reviews.decide');
  const decide = useCommand(core.reviews.decide);
  const [mine, theirs] = peopleOf(t, review);
  const stands = standing(review.leaves);
  const address = recordAddress(review.collection, review.recordId);
  const other = stands === 'mine' ? theirs : mine;

  async function run(decision: 'keep' | 'takeBack'): Promise<void> {
    const decided = await decide.run({ id: review.id, decision });
    if (!decided.ok) return;
    const { id, undo } = decided.value;
    const words = t(decision === 'keep' ? 'reviews.kept' : 'reviews.tookBack');
    noteDecision(null);
    if (undo === null) notify(words);
    else {
      const reopen = (): void =>
        void attempt(core.reviews.decide, { id, decision: 'reopen', undo }).then((reopened) => {
          if (!reopened.ok) notifyFailure(errorToWords(t, reopened.error));
          else void navigate({ to: '/reviews/$reviewId', params: { reviewId: id }, search: {} });
        });
      notify(words, { label: t('action.undo'), run: reopen });
      noteDecision({ undo: reopen });
    }
    onDecided();
  }

  const canDecide = review.status === 'open' && mayDecide;
  const decideNow = (decision: 'keep' | 'takeBack') => () => {
    if (canDecide && !decide.busy) void run(decision);
  };
  const form = editAddress(review);
  const edit = form === null ? undefined : () => void navigate(form);
  useKeys([
    { keys: ['K'], label: t('reviews.keep'), run: decideNow('keep') },
    { keys: ['T'], label: t('reviews.takeBackPlain'), run: decideNow('takeBack') },
    { keys: ['E'], label: t('reviews.edit'), run: () => edit?.() },
  ]);

  const footer = (
    <>
      <ErrorNote error={decide.error} />
      <div className={styles.buttons}>
        <Button
          aria-disabled={decide.busy || undefined}
          rightSection={<Kbd keys={['K']} />}
          onClick={decideNow('keep')}
        >
          {t('reviews.keep')}
        </Button>
        <Button
          variant="default"
          aria-disabled={decide.busy || undefined}
          rightSection={<Kbd keys={['T']} />}
          onClick={decideNow('takeBack')}
        >
          {stands === 'both' ? t('reviews.takeBackPlain') : t('reviews.takeBack', { name: other })}
        </Button>
        {edit && (
          <Button variant="subtle" rightSection={<Kbd keys={['E']} />} onClick={edit}>
            {t('reviews.edit')}
          </Button>
        )}
      </div>
    </>
  );

  return (
    <DetailPanel
      title={<bdi>{nameWords(t, review.recordTitle)}</bdi>}
      subtitle={
        <>
          <span>{t.maybe(`collection.${review.collection}`)}</span>
          <StateBadge tone={toneOf(review.status)}>{t(`reviews.status.${review.status}`)}</StateBadge>
          <DateText value={review.createdAt} withTime />
          {review.decidedAt !== null && (
            <span>
              {t('reviews.decidedBy', { name: review.decidedByName ?? t('reviews.someone') })}{' '}
              <DateText value={review.decidedAt} withTime />
            </span>
          )}
          {address && (
            <Link {...address} className={styles.link}>
              {t('reviews.detail.openRecord')}
            </Link>
          )}
        </>
      }
      onClose={onClose}
      {...(canDecide ? { footer } : {})}
    >
      <p className={styles.text}>{t('reviews.detail.text')}</p>
      {review.leaves.map((leaf) => (
        <section key={leaf.path} className={styles.leaf}>
          <h3 className={styles.field}>{fieldLabel(t, review.collection, leaf.path)}</h3>
          <dl className={styles.sides}>
            <Side label={t('reviews.column.base')} quiet>
              <Value review={review} path={leaf.path} value={leaf.base} />
            </Side>
            <Side label={t('reviews.column.mine', { name: mine })}>
              <Value review={review} path={leaf.path} value={leaf.mine} />
            </Side>
            <Side label={t('reviews.column.theirs', { name: theirs })}>
              <Value review={review} path={leaf.path} value={leaf.theirs} />
            </Side>
            <Side label={t('reviews.column.result')} standing>
              <Value review={review} path={leaf.path} value={leaf.result} />
            </Side>
          </dl>
        </section>
      ))}
      {review.status === 'open' && !mayDecide && <p className={styles.text}>{t('reviews.notDecider')}</p>}
    </DetailPanel>
  );
}

function Value({ review, path, value }: { review: ReviewView; path: string; value: unknown }) {
  const settingKey = review.collection === 'organisation' && path === 'value' ? settingKeyOf(review.recordTitle) : null;
  return settingKey === null ? (
    <LeafValue collection={review.collection} path={path} value={value} />
  ) : (
    <SettingValue settingKey={settingKey} value={value as JsonValue | undefined} />
  );
}

function Side({
  label,
  quiet = false,
  standing: stands = false,
  children,
}: {
  label: string;
  quiet?: boolean;
  standing?: boolean;
  children: React.ReactNode;
}) {
  return (
    <div className={styles.side} data-quiet={quiet || undefined} data-standing={stands || undefined}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The contract lists reviews and has none by id: the one of this address is looked for among those that wait, then among the decided. */
function useReview(id: string): {
  review: ReviewView | undefined;
  /** The open one that comes after it. */
  next: string | undefined;
  isLoading: boolean;
} {
  const core = useCore();
  const open = useLive(core.reviews.list, { open: true, offset: 0, limit: WINDOW_ROWS_MAXIMUM });
  const inOpen = open.data?.rows.find((review) => review.id === id);
  const decided = useLive(
    core.reviews.list,
    { open: false, offset: 0, limit: WINDOW_ROWS_MAXIMUM },
    { enabled: open.data !== undefined && !inOpen },
  );
  const review = inOpen ?? decided.data?.rows.find((candidate) => candidate.id === id);
  const waiting = open.data?.rows.map((row) => row.id) ?? [];
  const place = waiting.indexOf(id);
  return {
    review,
    next: waiting[place + 1] ?? waiting.findLast((other) => other !== id),
    isLoading: !review && (open.data === undefined || decided.data === undefined) && !open.error && !decided.error,
  };
}
