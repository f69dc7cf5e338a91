import { getRouteApi, Navigate, useNavigate } from '@tanstack/react-router';
import type { RecordView } from '../../../shared/contract/records.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLive } from '../../data/useLive.ts';
import { Properties, Property } from '../../ui/layout/Properties.tsx';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { DateText } from '../../ui/text/Text.tsx';
import { CustomerLink } from '../customers/CustomerLink.tsx';
import { BadgesOfRecord } from '../records/BadgesOfRecord.tsx';
import { GoneRecord } from '../records/GoneRecord.tsx';
import { HistoryButton } from '../records/RecordHistory.tsx';
import { RecordMarks } from '../records/RecordNotes.tsx';
import { useDiscard } from '../records/useDiscard.ts';
import { useDirectory } from '../records/useDirectory.ts';
import { useRecordForm } from '../records/useRecordForm.ts';
import { ActivityForm, activityDefinition } from './ActivityForm.tsx';

const route = getRouteApi('/activities/$id');
const NOTHING = {};

/** One activity: to read, and to change for those who may. */
export function ActivityPanel() {
  const { t } = useLocale();
  const core = useCore();
  const { id } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const mayWrite = useMay('activities.write');
  const { data: record, isPrevious } = useLive(core.records.observe, { collection: 'activities', id });
  const close = (): void => void navigate({ to: '/activities', search });
  if (record === null || record?.deleted) return <GoneRecord collection="activities" onClose={close} />;
  if (!record || isPrevious) {
    return (
      <DetailPanel title={t('collection.activities')} onClose={close}>
        <RecordSkeleton />
      </DetailPanel>
    );
  }
  // Found by its name, or named in a review: a plan has a page of its own.
  if (record.kind === 'visitPlan') return <Navigate to="/visit-plans/$id" params={{ id }} replace />;
  const body = record.body;
  return (
    <DetailPanel
      title={
        <>
          <bdi>{textOf(body, 'subject')}</bdi> <BadgesOfRecord record={record} />
        </>
      }
      subtitle={<Subtitle record={record} />}
      actions={<HistoryButton record={record} />}
      onClose={close}
    >
      <RecordMarks record={record} />
      {mayWrite ? <EditActivity key={id} record={record} onClose={close} /> : <ReadActivity body={body} />}
    </DetailPanel>
  );
}

function Subtitle({ record }: { record: RecordView }) {
  const { t } = useLocale();
  const directory = useDirectory();
  const body = record.body;
  const owner = directory.personName(textOf(body, 'ownerId'));
  return (
    <>
      <span>{t.maybe(`kind.${record.kind}`)}</span>
      <CustomerLink id={textOf(body, 'customerId')} />
      {owner !== null && <bdi>{owner}</bdi>}
    </>
  );
}

function EditActivity({ record, onClose }: { record: RecordView; onClose: () => void }) {
  const { t } = useLocale();
  const search = route.useSearch();
  const navigate = useNavigate();
  const form = useRecordForm({
    definition: activityDefinition(record.kind),
    draftKey: `activities/${record.id}`,
    record,
    initial: NOTHING,
  });
  const discard = useDiscard(
    form,
    onClose,
    () => void navigate({ to: '/activities/$id', params: { id: record.id }, search }),
  );
  if (!form.ready) return <RecordSkeleton />;
  return (
    <ActivityForm
      form={form}
      record={record}
      kind={record.kind}
      choosesCustomer={textOf(record.body, 'customerId') === null}
      onCancel={discard}
      onSaved={() => {
        notify(t('notice.saved'));
        onClose();
      }}
    />
  );
}

function ReadActivity({ body }: { body: RecordBody }) {
  const { t, formats } = useLocale();
  const happenedAt = textOf(body, 'happenedAt');
  const plannedAt = textOf(body, 'plannedAt');
  const outcome = textOf(body, 'outcome');
  const note = textOf(body, 'note');
  return (
    <Properties>
      {happenedAt !== null && (
        <Property label={t('field.happenedAt')}>
          <DateText value={happenedAt} withTime />
        </Property>
      )}
      {happenedAt === null && plannedAt !== null && (
        <Property label={t('field.plannedAt')}>
          <DateText value={plannedAt} withTime />
        </Property>
      )}
      {outcome !== null && (
        <Property label={t('field.outcome')}>{valueLabel(t, 'activities', 'outcome', outcome)}</Property>
      )}
      {note !== null && (
        <Property label={t('field.note')}>
          <bdi>{formats.digits(note)}</bdi>
        </Property>
      )}
    </Properties>
  );
}
