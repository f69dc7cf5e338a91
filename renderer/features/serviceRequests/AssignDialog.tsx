/** Whom to send: everybody who could go, the best first, each with what speaks for and against them. */
import { useEffect, useState } from 'react';
import { Button, Select } from '@mantine/core';
import type { IsoDate } from '../../../shared/base/clock.ts';
import type { ProposalView } from '../../../shared/contract/service.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { attempt, useCommand } from '../../data/useCommand.ts';
import { toMessage } from './reasonWords.ts';
import { DateField } from '../../ui/inputs/DateField.tsx';
import { Dialog } from '../../ui/layout/Dialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { ErrorNote, RecordSkeleton } from '../../ui/state/States.tsx';
import { useDirectory } from '../records/useDirectory.ts';
import styles from './Service.module.css';

interface AssignDialogProps {
  id: string;
  assigneeId: string | null;
  plannedOn: string | null;
  onClose: () => void;
}

export function AssignDialog({ id, assigneeId, plannedOn, onClose }: AssignDialogProps) {
  const { t } = useLocale();
  const core = useCore();
  const directory = useDirectory();
  const assign = useCommand(core.serviceRequests.assign);
  const [day, setDay] = useState(plannedOn);
  const { proposals, error } = useProposals(id, day);
  const [other, setOther] = useState<string | null>(null);

  async function send(personId: string): Promise<void> {
    const sent = await assign.run({ id, personId, plannedOn: day });
    if (!sent.ok) return;
    notify(t('service.assign.sent', { name: directory.personName(personId) ?? '' }));
    onClose();
  }

  return (
    <Dialog opened onClose={onClose} title={t('service.assign.title')} width={560}>
      <div className={styles.signing}>
        <DateField label={t('service.assign.plannedOn')} value={day} onChange={setDay} />
        {proposals === null && error === null && <RecordSkeleton rows={3} />}
        {proposals !== null && (
          <p className={styles.dim}>{t(proposals.length === 0 ? 'service.assign.none' : 'service.assign.text')}</p>
        )}
        <ol className={styles.proposals}>
          {(proposals ?? []).map((proposal) => (
            <ProposalLine
              key={proposal.personId}
              proposal={proposal}
              isSent={proposal.personId === assigneeId}
              busy={assign.busy}
              onSend={() => void send(proposal.personId)}
            />
          ))}
        </ol>
        <div className={styles.adding}>
          <Select
            label={t('service.assign.other')}
            searchable
            data={[...directory.people]}
            value={other}
            onChange={setOther}
            nothingFoundMessage={t('palette.nothing')}
            placeholder={t('action.choose')}
          />
          <Button variant="default" disabled={other === null} onClick={() => other !== null && void send(other)}>
            {t('service.step.assign')}
          </Button>
        </div>
        <ErrorNote error={assign.error ?? error} />
      </div>
    </Dialog>
  );
}

interface ProposalLineProps {
  proposal: ProposalView;
  isSent: boolean;
  busy: boolean;
  onSend: () => void;
}

function ProposalLine({ proposal, isSent, busy, onSend }: ProposalLineProps) {
  const { t, formats, language } = useLocale();
  return (
    <li className={styles.proposal}>
      <div>
        <bdi className={styles.proposalName}>{proposal.name}</bdi>
        <ul className={styles.reasons}>
          {proposal.reasons.map((reason) => (
            <li key={reason.reason} data-tone={toneOf(reason.reason, reason.points)}>
              {toMessage(t, formats, language, reason)}
            </li>
          ))}
        </ul>
        {proposal.shares && <p className={styles.dim}>{t('service.assign.shares', { name: proposal.name })}</p>}
      </div>
      <Button
        size="compact-sm"
        variant={isSent ? 'default' : 'filled'}
        aria-disabled={busy || undefined}
        onClick={onSend}
      >
        {t('service.assign.send', { name: proposal.name })}
      </Button>
    </li>
  );
}

function toneOf(reason: string, points: number): 'good' | 'warn' | undefined {
  if (reason === 'skillsMissing' || reason === 'unavailable') return 'warn';
  return points >= GOOD_FROM ? 'good' : undefined;
}

/** What weighs this much speaks clearly for somebody. */
const GOOD_FROM = 10;

/** Asked when the dialog opens, and when another day is chosen; not in between: the order must not change under somebody's finger. */
function useProposals(id: string, on: IsoDate | null) {
  const core = useCore();
  const [state, setState] = useState<{
    proposals: readonly ProposalView[] | null;
    error: Parameters<typeof ErrorNote>[0]['error'];
  }>({ proposals: null, error: null });
  useEffect(() => {
    let isWanted = true;
    void attempt(core.serviceRequests.propose, { id, ...(on === null ? {} : { on }) }).then((asked) => {
      if (isWanted)
        setState(asked.ok ? { proposals: asked.value, error: null } : { proposals: null, error: asked.error });
    });
    return () => {
      isWanted = false;
    };
  }, [core, id, on]);
  return state;
}
