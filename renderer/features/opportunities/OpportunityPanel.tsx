import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { RecordView } from '../../../shared/contract/records.ts';
import { integerOf, moneyOf, textOf } from '../../../shared/domain/bodyReads.ts';
import { weightedAmount } from '../../../shared/domain/opportunities/opportunityRules.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLive } from '../../data/useLive.ts';
import { Properties, Property } from '../../ui/layout/Properties.tsx';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { DateText, MoneyText, WrittenText } from '../../ui/text/Text.tsx';
import { CustomerLink } from '../customers/CustomerLink.tsx';
import { BadgesOfRecord } from '../records/BadgesOfRecord.tsx';
import { GoneRecord } from '../records/GoneRecord.tsx';
import { HistoryButton } from '../records/RecordHistory.tsx';
import { RecordMarks } from '../records/RecordNotes.tsx';
import { useDirectory, type Directory } from '../records/useDirectory.ts';
import { useDiscard } from '../records/useDiscard.ts';
import { useRecordForm } from '../records/useRecordForm.ts';
import { OpportunityForm, opportunityDefinition } from './OpportunityForm.tsx';
import { OpportunityStageBadge } from './OpportunityStageBadge.tsx';

const route = getRouteApi('/opportunities/$id');
const NOTHING = {};

/** One opportunity: to read, and to change for those who may. */
export function OpportunityPanel() {
  const { t } = useLocale();
  const core = useCore();
  const { id } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const directory = useDirectory();
  const mayWrite = useMay('opportunities.write');
  const { data: record, isPrevious } = useLive(core.records.observe, { collection: 'opportunities', id });
  const close = (): void => void navigate({ to: '/opportunities', search });
  if (record === null || record?.deleted) return <GoneRecord collection="opportunities" onClose={close} />;
  if (!record || isPrevious || !directory.ready) {
    return (
      <DetailPanel title={t('collection.opportunities')} onClose={close}>
        <RecordSkeleton />
      </DetailPanel>
    );
  }
  const body = record.body;
  return (
    <DetailPanel
      title={
        <>
          <WrittenText>{textOf(body, 'name')}</WrittenText> <BadgesOfRecord record={record} />
        </>
      }
      subtitle={<Subtitle body={body} />}
      actions={<HistoryButton record={record} />}
      onClose={close}
    >
      <RecordMarks record={record} />
      {mayWrite ? (
        <EditOpportunity key={id} record={record} directory={directory} onClose={close} />
      ) : (
        <ReadOpportunity body={body} directory={directory} />
      )}
    </DetailPanel>
  );
}

function Subtitle({ body }: { body: RecordBody }) {
  const { t } = useLocale();
  const weighted = weightedAmount(body);
  return (
    <>
      <OpportunityStageBadge stage={textOf(body, 'stage') ?? ''} />
      <CustomerLink id={textOf(body, 'customerId')} />
      {weighted && (
        <span>
          {t('opportunities.weighted')} <MoneyText money={weighted} />
        </span>
      )}
    </>
  );
}

function EditOpportunity(props: { record: RecordView; directory: Directory; onClose: () => void }) {
  const { record, directory, onClose } = props;
  const { t } = useLocale();
  const search = route.useSearch();
  const navigate = useNavigate();
  const form = useRecordForm({
    definition: opportunityDefinition(record.kind),
    draftKey: `opportunities/${record.id}`,
    record,
    initial: NOTHING,
  });
  const discard = useDiscard(
    form,
    onClose,
    () => void navigate({ to: '/opportunities/$id', params: { id: record.id }, search }),
  );
  if (!form.ready) return <RecordSkeleton />;
  return (
    <OpportunityForm
      form={form}
      record={record}
      kind={record.kind}
      directory={directory}
      onCancel={discard}
      onSaved={() => notify(t('notice.saved'))}
    />
  );
}

function ReadOpportunity({ body, directory }: { body: RecordBody; directory: Directory }) {
  const { t, formats } = useLocale();
  const amount = moneyOf(body, 'amount');
  const probability = integerOf(body, 'probability');
  const expected = textOf(body, 'expectedCloseOn');
  const note = textOf(body, 'note');
  return (
    <Properties>
      <Property label={t('field.amount')}>{amount && <MoneyText money={amount} />}</Property>
      <Property label={t('field.probability')}>{probability !== null && formats.percentage(probability)}</Property>
      <Property label={t('field.expectedCloseOn')}>{expected !== null && <DateText value={expected} />}</Property>
      <Property label={t('field.ownerId')}>{directory.personName(textOf(body, 'ownerId'))}</Property>
      <Property label={t('field.note')}>{note !== null && <bdi>{formats.digits(note)}</bdi>}</Property>
    </Properties>
  );
}
