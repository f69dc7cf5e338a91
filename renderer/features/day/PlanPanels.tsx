/** One visit plan beside the list: a new one, or one to read and change. */
import { useState } from 'react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { RecordView } from '../../../shared/contract/records.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { visitPlanKind } from '../../../shared/domain/activities/visitPlan.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useSession } from '../../data/session.tsx';
import { useLive } from '../../data/useLive.ts';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { BadgesOfRecord } from '../records/BadgesOfRecord.tsx';
import { GoneRecord } from '../records/GoneRecord.tsx';
import { HistoryButton } from '../records/RecordHistory.tsx';
import { useDirectory, useToday, type Directory } from '../records/useDirectory.ts';
import { useDiscard } from '../records/useDiscard.ts';
import { useRecordForm } from '../records/useRecordForm.ts';
import { PlanForm } from './PlanForm.tsx';

const route = getRouteApi('/visit-plans/$id');
const NOTHING = {};
/** A week of work in Iran, and rhythms that most begin with. */
const USUAL = {
  weekdays: ['sat', 'sun', 'mon', 'tue', 'wed'],
  everyDays: { A: 7, B: 14, C: 30 },
  startMinute: 9 * 60,
  visitMinutes: 45,
  visitsPerDay: 10,
};

export function NewPlanPanel() {
  const { t } = useLocale();
  const navigate = useNavigate();
  const directory = useDirectory();
  const close = (): void => void navigate({ to: '/visit-plans' });
  return (
    <DetailPanel title={t('plans.new')} onClose={close}>
      {directory.ready ? <NewPlan directory={directory} onClose={close} /> : <RecordSkeleton />}
    </DetailPanel>
  );
}

function NewPlan({ directory, onClose }: { directory: Directory; onClose: () => void }) {
  const { t } = useLocale();
  const navigate = useNavigate();
  const today = useToday();
  const { person } = useSession();
  const [initial] = useState(() => ({
    ...USUAL,
    ownerId: person.id,
    subject: t('plans.usualName', { name: person.name }),
    startsOn: today,
  }));
  const form = useRecordForm({ definition: visitPlanKind, draftKey: 'visit-plans/new', record: null, initial });
  const discard = useDiscard(form, onClose, () => void navigate({ to: '/visit-plans/new' }));
  if (!form.ready) return <RecordSkeleton />;
  return (
    <PlanForm
      form={form}
      record={null}
      directory={directory}
      onCancel={discard}
      onSaved={() => {
        notify(t('notice.saved'));
        onClose();
      }}
    />
  );
}

export function PlanPanel() {
  const { t } = useLocale();
  const core = useCore();
  const { id } = route.useParams();
  const navigate = useNavigate();
  const directory = useDirectory();
  const { data: record, isPrevious } = useLive(core.records.observe, { collection: 'activities', id });
  const close = (): void => void navigate({ to: '/visit-plans' });
  if (record === null || record?.deleted) return <GoneRecord collection="activities" onClose={close} />;
  if (!record || isPrevious || !directory.ready)
    return (
      <DetailPanel title={t('kind.visitPlan')} onClose={close}>
        <RecordSkeleton />
      </DetailPanel>
    );
  return (
    <DetailPanel
      title={
        <>
          <bdi>{textOf(record.body, 'subject')}</bdi> <BadgesOfRecord record={record} />
        </>
      }
      subtitle={directory.personName(textOf(record.body, 'ownerId'))}
      actions={<HistoryButton record={record} />}
      onClose={close}
    >
      <EditPlan key={id} record={record} directory={directory} onClose={close} />
    </DetailPanel>
  );
}

function EditPlan({ record, directory, onClose }: { record: RecordView; directory: Directory; onClose: () => void }) {
  const { t } = useLocale();
  const navigate = useNavigate();
  const form = useRecordForm({
    definition: visitPlanKind,
    draftKey: `visit-plans/${record.id}`,
    record,
    initial: NOTHING,
  });
  const discard = useDiscard(form, onClose, () => void navigate({ to: '/visit-plans/$id', params: { id: record.id } }));
  if (!form.ready) return <RecordSkeleton />;
  return (
    <PlanForm
      form={form}
      record={record}
      directory={directory}
      onCancel={discard}
      onSaved={() => {
        notify(t('notice.saved'));
        onClose();
      }}
    />
  );
}
