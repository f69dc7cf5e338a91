/** On the page of an order or contract: that it needs somebody's word, who was asked, what was decided; and what this person can do about it. */
import { useState, type ReactNode } from 'react';
import { Button, Group } from '@mantine/core';
import { IconCircleCheck, IconHourglass, IconRubberStamp } from '@tabler/icons-react';
import type { ApprovalView } from '../../../shared/contract/approvals.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { attempt } from '../../data/useCommand.ts';
import { useLive } from '../../data/useLive.ts';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { notify, notifyFailure } from '../../ui/state/notify.tsx';
import { RelativeTime } from '../../ui/text/Text.tsx';
import { Note } from '../records/RecordNotes.tsx';
import { AskDialog, DecideDialog } from './ApprovalDialogs.tsx';
import { reasonWords, type Reason } from './reasonWords.ts';
import styles from './Approvals.module.css';

interface ApprovalNoteProps {
  collection: 'salesDocuments' | 'contracts';
  id: string;
  /** Something typed is not saved yet: what is asked about is what is saved. */
  isChanged?: boolean;
}

type Asked = 'ask' | 'approved' | 'refused';

export function ApprovalNote({ collection, id, isChanged = false }: ApprovalNoteProps) {
  const { t } = useLocale();
  const core = useCore();
  const { data: view } = useLive(core.approvals.of, { collection, id });
  const [asked, setAsked] = useState<Asked | null>(null);
  const mayDecide = view?.mayDecide === true && !isChanged;
  useKeys(
    mayDecide
      ? [
          { keys: ['A'], label: t('approvals.approve'), run: () => setAsked('approved') },
          { keys: ['X'], label: t('approvals.refuse'), run: () => setAsked('refused') },
        ]
      : [],
  );

  async function withdraw(): Promise<void> {
    const withdrawn = await attempt(core.approvals.withdraw, { id });
    if (withdrawn.ok) notify(t('approvals.withdrawn'));
    else notifyFailure(errorToWords(t, withdrawn.error));
  }

  const close = (): void => setAsked(null);
  const target = { collection, id };
  const actions = view && !isChanged && (
    <Group gap="xs">
      {view.mayDecide && (
        <>
          <Button size="compact-sm" onClick={() => setAsked('approved')}>
            {t('approvals.approve')}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => setAsked('refused')}>
            {t('approvals.refuse')}
          </Button>
        </>
      )}
      {view.mayAsk && (
        <Button size="compact-sm" onClick={() => setAsked('ask')}>
          {t('approvals.ask')}
        </Button>
      )}
      {view.state === 'awaiting' && view.request?.isMine && collection === 'salesDocuments' && (
        <Button size="compact-sm" variant="default" onClick={() => void withdraw()}>
          {t('approvals.withdraw')}
        </Button>
      )}
    </Group>
  );
  return (
    <>
      {view && <Standing view={view} collection={collection} actions={actions} />}
      {asked === 'ask' && <AskDialog target={target} onClose={close} />}
      {(asked === 'approved' || asked === 'refused') && (
        <DecideDialog target={target} decision={asked} onClose={close} />
      )}
    </>
  );
}

interface StandingProps {
  view: ApprovalView;
  collection: 'salesDocuments' | 'contracts';
  actions: ReactNode;
}

function Standing({ view, collection, actions }: StandingProps) {
  const { t } = useLocale();
  const { state, needed, request, notHere, firm } = view;
  if (state === 'awaiting' && request) {
    return (
      <Note tone="info" icon={<WaitIcon />} title={t('approvals.note.awaiting.title')} action={actions}>
        <p className={styles.text}>
          <Told words="approvals.note.awaiting.text" name={request.askedByName} at={request.askedAt} />
        </p>
        <Quoted text={request.askedNote} />
        <Reasons reasons={request.reasons} />
        {notHere && <p className={styles.text}>{t(`approvals.note.${notHere}`)}</p>}
      </Note>
    );
  }
  if (state === 'approved' && request) {
    return (
      <Note
        tone="info"
        icon={<StampIcon />}
        title={t('approvals.note.approved.title', { name: request.decidedByName ?? '' })}
      >
        <Quoted text={request.decidedNote} />
        <Reasons reasons={request.reasons} />
      </Note>
    );
  }
  if (state === 'refused' && request) {
    return (
      <Note tone="bad" icon={<StampIcon />} title={t('approvals.note.refused.title')} action={actions}>
        <p className={styles.text}>
          <Told
            words="approvals.note.refused.text"
            name={request.decidedByName ?? ''}
            at={request.decidedAt ?? request.askedAt}
          />
        </p>
        <Quoted text={request.decidedNote} />
        <Reasons reasons={request.reasons} />
      </Note>
    );
  }
  if (firm && state === 'none')
    return (
      <Note tone="info" icon={<FirmIcon />} title={t('approvals.note.firm.title')}>
        <p className={styles.text}>{t('approvals.note.firm.text')}</p>
      </Note>
    );
  // A contract whose terms moved on counts for nothing, whoever looks at it.
  if (needed.length === 0 && !(state === 'outdated' && collection === 'contracts')) return null;
  const title =
    state === 'outdated'
      ? t('approvals.note.outdated.title')
      : t(collection === 'contracts' ? 'approvals.note.neededContract.title' : 'approvals.note.needed.title');
  return (
    <Note tone="warn" icon={<StampIcon />} title={title} action={actions}>
      {state === 'outdated' && <p className={styles.text}>{t('approvals.note.outdated.text')}</p>}
      <Reasons reasons={needed} />
    </Note>
  );
}

const FirmIcon = () => <IconCircleCheck size={16} stroke={1.75} aria-hidden />;
const StampIcon = () => <IconRubberStamp size={16} stroke={1.75} aria-hidden />;
const WaitIcon = () => <IconHourglass size={16} stroke={1.75} aria-hidden />;

interface ToldProps {
  words: 'approvals.note.awaiting.text' | 'approvals.note.refused.text';
  name: string;
  at: string;
}

/** The sentence with the moment in it as an element of its own: it says the exact time when one points at it. */
function Told({ words, name, at }: ToldProps) {
  const { t } = useLocale();
  const [before = '', after = ''] = t(words, { name, when: MARK }).split(MARK);
  return (
    <>
      {before}
      <RelativeTime instant={at} />
      {after}
    </>
  );
}

const MARK = '\uE000';

function Quoted({ text }: { text: string }) {
  const { formats } = useLocale();
  return text === '' ? null : <blockquote className={styles.quote}>{formats.digits(text)}</blockquote>;
}

function Reasons({ reasons }: { reasons: readonly Reason[] }) {
  const locale = useLocale();
  return (
    <ul className={styles.reasons}>
      {reasons.map((reason) => (
        <li key={`${reason.reason} ${reason.lineId ?? ''}`}>{reasonWords(locale, reason)}</li>
      ))}
    </ul>
  );
}
