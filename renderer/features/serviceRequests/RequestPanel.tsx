/** One request: how it stands, who pays today, what to do next, and what was done. */
import { Tooltip } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { RecordView } from '../../../shared/contract/records.ts';
import type { RequestFactsView } from '../../../shared/contract/service.ts';
import { elementsOf, objectOf, textOf, textsOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { isRequestLocked, isRequestOpen } from '../../../shared/domain/serviceRequests/requestRules.ts';
import { responseInstant } from '../../../shared/domain/serviceRequests/serviceClock.ts';
import { fieldLabel, valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLive } from '../../data/useLive.ts';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { Properties, Property } from '../../ui/layout/Properties.tsx';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { DateText, PhoneText, WrittenText } from '../../ui/text/Text.tsx';
import { AttachmentsSection } from '../attachments/AttachmentsSection.tsx';
import { CustomerLink } from '../customers/CustomerLink.tsx';
import { PaperActions } from '../papers/PaperActions.tsx';
import { BadgesOfRecord } from '../records/BadgesOfRecord.tsx';
import { idOf } from '../records/bodyEdits.ts';
import { GoneRecord } from '../records/GoneRecord.tsx';
import { ActionIconLink } from '../records/links.tsx';
import { HistoryButton } from '../records/RecordHistory.tsx';
import { RecordMarks } from '../records/RecordNotes.tsx';
import { useDirectory, type Directory } from '../records/useDirectory.ts';
import { CoverageNote } from './CoverageNote.tsx';
import { PartsSection } from './PartsSection.tsx';
import { ClockBadge, PriorityBadge, RequestStateBadge } from './RequestBadges.tsx';
import { RequestPapers } from './RequestPapers.tsx';
import { RequestSteps } from './RequestSteps.tsx';
import styles from './Service.module.css';
import { SignaturePicture } from './SignaturePad.tsx';
import { useRequestEdit } from './useRequestEdit.ts';
import { ChecklistSection, TimeSection } from './WorkSections.tsx';

const route = getRouteApi('/service/$id');

export function RequestPanel() {
  const { t } = useLocale();
  const core = useCore();
  const { id } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const { data: record, isPrevious } = useLive(core.records.observe, { collection: 'serviceRequests', id });
  const close = (): void => void navigate({ to: '/service', search });
  if (record === null || record?.deleted) return <GoneRecord collection="serviceRequests" onClose={close} />;
  if (!record || isPrevious) {
    return (
      <DetailPanel title={t('collection.serviceRequests')} onClose={close}>
        <RecordSkeleton />
      </DetailPanel>
    );
  }
  return <Request key={id} record={record} onClose={close} />;
}

function Request({ record, onClose }: { record: RecordView; onClose: () => void }) {
  const { t, formats } = useLocale();
  const core = useCore();
  const search = route.useSearch();
  const navigate = useNavigate();
  const directory = useDirectory();
  const mayWrite = useMay('serviceRequests.write');
  const { data, isPrevious } = useLive(core.serviceRequests.facts, { id: record.id });
  const facts = isPrevious ? undefined : (data ?? undefined);
  const change = useRequestEdit(record);
  const { body, id } = record;
  const isOpen = mayWrite && !isRequestLocked(body);
  const edit = (): void => void navigate({ to: '/service/$id/edit', params: { id }, search });
  useKeys([{ keys: ['E'], label: t('keys.edit'), run: isOpen ? edit : undefined }]);
  return (
    <DetailPanel
      title={
        <>
          <WrittenText>{formats.digits(textOf(body, 'subject') ?? '')}</WrittenText> <BadgesOfRecord record={record} />
        </>
      }
      subtitle={
        <>
          <RequestStateBadge state={textOf(body, 'state') ?? ''} />
          <PriorityBadge priority={textOf(body, 'priority') ?? ''} />
          <ClockBadge
            request={{
              state: textOf(body, 'state') ?? '',
              receivedAt: textOf(body, 'receivedAt') ?? '',
              dueAt: textOf(body, 'dueAt'),
              respondedAt: responseInstant(body),
            }}
          />
          <CustomerLink id={textOf(body, 'customerId')} />
          {textOf(body, 'number') !== null && (
            <span className={styles.dim}>{formats.code(textOf(body, 'number') ?? '')}</span>
          )}
        </>
      }
      actions={
        <>
          <HistoryButton record={record} />
          {isOpen && (
            <Tooltip label={`${t('action.edit')} (E)`}>
              <ActionIconLink to="/service/$id/edit" params={{ id }} search={search} aria-label={t('action.edit')}>
                <IconPencil size={16} stroke={1.75} aria-hidden />
              </ActionIconLink>
            </Tooltip>
          )}
        </>
      }
      onClose={onClose}
    >
      <div className={styles.body}>
        <RecordMarks record={record} />
        {isRequestOpen(body) && <CoverageNotes facts={facts} />}
        <RequestSteps record={record} facts={facts} />
        <RequestPapers state={textOf(body, 'state') ?? ''} facts={facts} />
        <Signature body={body} />
        <PaperActions of={{ of: 'serviceRequest', id }} />
        <Facts body={body} kind={record.kind} directory={directory} facts={facts} />
        <TimeSection record={record} minutes={facts?.workedMinutes ?? 0} directory={directory} />
        <PartsSection record={record} facts={facts} edit={change} isOpen={isOpen} />
        <ChecklistSection record={record} edit={change} isOpen={isOpen} />
        <AttachmentsSection attachedCollection="serviceRequests" attachedId={id} />
        <StepsSoFar body={body} directory={directory} />
      </div>
    </DetailPanel>
  );
}

function CoverageNotes({ facts }: { facts: RequestFactsView | undefined }) {
  if (!facts) return null;
  return facts.coverage.map(({ assetId, name, serial, coverage }) => (
    <CoverageNote
      key={assetId ?? ''}
      coverage={coverage}
      {...(assetId === null ? {} : { title: serial === null ? name : `${name} · ${serial}` })}
    />
  ));
}

interface FactsProps {
  body: RecordBody;
  kind: string;
  directory: Directory;
  facts: RequestFactsView | undefined;
}

function Facts({ body, kind, directory, facts }: FactsProps) {
  const { t, formats, language } = useLocale();
  const written = (field: string) => {
    const text = textOf(body, field);
    return text === null ? null : <WrittenText>{formats.digits(text)}</WrittenText>;
  };
  const instant = (field: string) => {
    const value = textOf(body, field);
    return value === null ? null : <DateText value={value} withTime />;
  };
  const optional = (field: string, value: ReturnType<typeof written>) =>
    value !== null && <Property label={fieldLabel(t, 'serviceRequests', field)}>{value}</Property>;
  const plannedOn = textOf(body, 'plannedOn');
  const phone = textOf(body, 'contactPhone');
  const causes = textsOf(body, 'causes').map((cause) => valueLabel(t, 'serviceRequests', 'causes', cause));
  const outcome = textOf(body, 'outcome');
  const shared = facts?.sharedWithId ?? null;
  return (
    <Properties>
      <Property label={t('service.kind')}>{t.maybe(`kind.${kind}`)}</Property>
      <Property label={t('field.assigneeId')}>
        {directory.personName(textOf(body, 'assigneeId')) ?? t('service.unassigned')}
        {shared !== null && (
          <p className={styles.dim}>{t('service.shared', { name: directory.personName(shared) ?? '' })}</p>
        )}
      </Property>
      {optional('plannedOn', plannedOn === null ? null : <DateText value={plannedOn} />)}
      {optional('description', written('description'))}
      <Property label={t('field.receivedAt')}>{instant('receivedAt')}</Property>
      {optional('dueAt', instant('dueAt'))}
      <Property label={t('field.channel')}>
        {valueLabel(t, 'serviceRequests', 'channel', textOf(body, 'channel') ?? '')}
      </Property>
      {optional('contactName', written('contactName'))}
      {optional('contactPhone', phone === null ? null : <PhoneText>{phone}</PhoneText>)}
      <EquipmentLinks facts={facts} />
      {outcome !== null && (
        <Property label={t('field.serviceRequests.outcome')}>
          {valueLabel(t, 'serviceRequests', 'outcome', outcome)}
        </Property>
      )}
      {optional('workDone', written('workDone'))}
      {causes.length > 0 && (
        <Property label={t('field.causes')}>{new Intl.ListFormat(language).format(causes)}</Property>
      )}
      {optional('causeNote', written('causeNote'))}
      {optional('cancelReason', written('cancelReason'))}
      {optional('note', written('note'))}
    </Properties>
  );
}

function EquipmentLinks({ facts }: { facts: RequestFactsView | undefined }) {
  const { t, formats } = useLocale();
  const assets = facts?.coverage.filter(({ assetId }) => assetId !== null) ?? [];
  if (assets.length === 0) return null;
  return (
    <Property label={t('field.assetIds')}>
      {assets.map(({ assetId, name }) => (
        <div key={assetId}>
          <Link to="/equipment/$id" params={{ id: assetId ?? '' }} className={styles.link ?? ''}>
            <WrittenText>{formats.digits(name)}</WrittenText>
          </Link>
        </div>
      ))}
    </Property>
  );
}

function Signature({ body }: { body: RecordBody }) {
  const { t } = useLocale();
  const signature = objectOf(body['signature']);
  const name = textOf(signature, 'name');
  const drawn = textOf(signature, 'drawn');
  const at = textOf(signature, 'at');
  if (name === null) return null;
  return (
    <section>
      <h3 className={styles.heading}>{t('service.section.signature')}</h3>
      <p className={styles.dim}>
        {t('service.signedBy', { name })} {at !== null && <DateText value={at} withTime />}
      </p>
      {drawn === null ? (
        <p className={styles.dim}>{t('service.signedWithoutDrawing')}</p>
      ) : (
        <SignaturePicture drawn={drawn} label={t('service.signedBy', { name })} />
      )}
    </section>
  );
}

function StepsSoFar({ body, directory }: { body: RecordBody; directory: Directory }) {
  const { t, formats } = useLocale();
  return (
    <section>
      <h3 className={styles.heading}>{t('service.section.steps')}</h3>
      <ol className={styles.steps}>
        {elementsOf(body, 'stateHistory').map((step) => (
          <li key={idOf(step)} className={styles.line}>
            <RequestStateBadge state={textOf(step, 'state') ?? ''} />
            <bdi>{directory.personName(textOf(step, 'assigneeId'))}</bdi>
            {textOf(step, 'note') !== null && <WrittenText>{formats.digits(textOf(step, 'note') ?? '')}</WrittenText>}
            <span className={styles.lineEnd}>
              <bdi className={styles.dim}>{directory.personName(textOf(step, 'personId'))}</bdi>
              <DateText value={textOf(step, 'at') ?? ''} withTime />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
