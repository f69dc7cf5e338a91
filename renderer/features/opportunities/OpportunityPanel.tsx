import { useState } from 'react';
import { Button } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { RecordView } from '../../../shared/contract/records.ts';
import { integerOf, moneyOf, textOf } from '../../../shared/domain/bodyReads.ts';
import { isOpenLead } from '../../../shared/domain/opportunities/leadConversion.ts';
import { isRotting, stageEnteredAt, weightedAmount } from '../../../shared/domain/opportunities/opportunityRules.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLive } from '../../data/useLive.ts';
import { Properties, Property } from '../../ui/layout/Properties.tsx';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { DateText, MoneyText, useNow, WrittenText } from '../../ui/text/Text.tsx';
import { CustomerLink } from '../customers/CustomerLink.tsx';
import { BadgesOfRecord } from '../records/BadgesOfRecord.tsx';
import { GoneRecord } from '../records/GoneRecord.tsx';
import { HistoryButton } from '../records/RecordHistory.tsx';
import { RecordMarks } from '../records/RecordNotes.tsx';
import { useDirectory, type Directory } from '../records/useDirectory.ts';
import { useDiscard } from '../records/useDiscard.ts';
import { useRecordForm } from '../records/useRecordForm.ts';
import { ButtonLink } from '../records/links.tsx';
import { useMayRead } from '../records/useRights.ts';
import { ConvertDialog } from './ConvertDialog.tsx';
import { DealStory } from './DealStory.tsx';
import { OpportunityForm, opportunityDefinition } from './OpportunityForm.tsx';
import { OpportunityStageBadge } from './OpportunityStageBadge.tsx';
import { RottingMark } from './RottingMark.tsx';
import { StageSteps } from './StageSteps.tsx';
import { usePipelines, type Pipelines } from './usePipelines.ts';

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
  const pipelines = usePipelines();
  const mayReadActivities = useMayRead('activities');
  const [converts, setConverts] = useState(false);
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
      subtitle={<Subtitle kind={record.kind} body={body} pipelines={pipelines} />}
      actions={
        <>
          {mayWrite && isOpenLead(record.kind, body) && (
            <Button size="compact-sm" onClick={() => setConverts(true)}>
              {t('opportunities.convert')}
            </Button>
          )}
          <HistoryButton record={record} />
        </>
      }
      onClose={close}
    >
      <RecordMarks record={record} />
      <StageSteps id={id} body={body} pipelines={pipelines} mayMove={mayWrite} />
      <Conversion body={body} />
      {mayWrite ? (
        <EditOpportunity key={id} record={record} directory={directory} onClose={close} />
      ) : (
        <ReadOpportunity body={body} directory={directory} />
      )}
      {mayReadActivities && <DealStory record={record} />}
      {converts && <ConvertDialog record={record} onClose={() => setConverts(false)} />}
    </DetailPanel>
  );
}

function Subtitle({ kind, body, pipelines }: { kind: string; body: RecordBody; pipelines: Pipelines }) {
  const { t } = useLocale();
  const now = useNow(600_000);
  const pipeline = pipelines.of(textOf(body, 'pipelineId'));
  const weighted = weightedAmount(body, pipeline);
  const entered = stageEnteredAt(body);
  return (
    <>
      {kind === 'lead' && <StateBadge tone="info">{t('kind.lead')}</StateBadge>}
      <OpportunityStageBadge stage={textOf(body, 'stage') ?? ''} pipelineId={pipeline.id} />
      {entered !== null && isRotting(body, pipeline, now) && <RottingMark enteredAt={entered} />}
      <CustomerLink id={textOf(body, 'customerId')} />
      {weighted && (
        <span>
          {t('opportunities.weighted')} <MoneyText money={weighted} />
        </span>
      )}
    </>
  );
}

/** From a lead to what it became, and back: the story of one is that of the other. */
function Conversion({ body }: { body: RecordBody }) {
  const { t } = useLocale();
  const [to, from] = [textOf(body, 'convertedToId'), textOf(body, 'convertedFromId')];
  const id = to ?? from;
  if (id === null) return null;
  return (
    <p>
      <ButtonLink to="/opportunities/$id" params={{ id }} variant="subtle" size="compact-sm">
        {t(to === null ? 'opportunities.convert.from' : 'opportunities.convert.open')}
      </ButtonLink>
    </p>
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
  const [nextStep, nextStepOn] = [textOf(body, 'nextStep'), textOf(body, 'nextStepOn')];
  return (
    <Properties>
      <Property label={t('field.amount')}>{amount && <MoneyText money={amount} />}</Property>
      <Property label={t('field.probability')}>{probability !== null && formats.percentage(probability)}</Property>
      <Property label={t('field.expectedCloseOn')}>{expected !== null && <DateText value={expected} />}</Property>
      <Property label={t('field.nextStep')}>
        {nextStep !== null && <WrittenText>{nextStep}</WrittenText>}{' '}
        {nextStepOn !== null && <DateText value={nextStepOn} />}
      </Property>
      <Property label={t('field.ownerId')}>{directory.personName(textOf(body, 'ownerId'))}</Property>
      <Property label={t('field.note')}>{note !== null && <bdi>{formats.digits(note)}</bdi>}</Property>
    </Properties>
  );
}
