/** One machine: where it stands, who pays for it today, and everything that was ever asked about it. */
import { Tooltip } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLive } from '../../data/useLive.ts';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { Properties, Property } from '../../ui/layout/Properties.tsx';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { DateText, Ltr, WrittenText } from '../../ui/text/Text.tsx';
import { AttachmentsSection } from '../attachments/AttachmentsSection.tsx';
import { CustomerLink } from '../customers/CustomerLink.tsx';
import { BadgesOfRecord } from '../records/BadgesOfRecord.tsx';
import { GoneRecord } from '../records/GoneRecord.tsx';
import { ActionIconLink, ButtonLink } from '../records/links.tsx';
import { HistoryButton } from '../records/RecordHistory.tsx';
import { RecordMarks } from '../records/RecordNotes.tsx';
import { CoverageNote } from '../serviceRequests/CoverageNote.tsx';
import { RequestLines } from '../serviceRequests/RequestLines.tsx';
import styles from '../serviceRequests/Service.module.css';
import { WarrantyBadge } from './WarrantyBadge.tsx';

const route = getRouteApi('/equipment/$id');

export function EquipmentPanel() {
  const { t } = useLocale();
  const core = useCore();
  const { id } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const mayWrite = useMay('assets.write');
  const mayRequest = useMay('serviceRequests.write');
  const { data: record, isPrevious } = useLive(core.records.observe, { collection: 'assets', id });
  const { data: coverage } = useLive(core.assets.coverage, { id });
  const close = (): void => void navigate({ to: '/equipment', search });
  const edit = (): void => void navigate({ to: '/equipment/$id/edit', params: { id }, search });
  useKeys([{ keys: ['E'], label: t('keys.edit'), run: mayWrite ? edit : undefined }]);
  if (record === null || record?.deleted) return <GoneRecord collection="assets" onClose={close} />;
  if (!record || isPrevious) {
    return (
      <DetailPanel title={t('collection.assets')} onClose={close}>
        <RecordSkeleton />
      </DetailPanel>
    );
  }
  const body = record.body;
  const customerId = textOf(body, 'customerId') ?? '';
  return (
    <DetailPanel
      title={
        <>
          <WrittenText>{textOf(body, 'name')}</WrittenText> <BadgesOfRecord record={record} />
        </>
      }
      subtitle={
        <>
          <WarrantyBadge until={textOf(body, 'warrantyUntil')} removedOn={textOf(body, 'removedOn')} />
          <CustomerLink id={customerId} />
        </>
      }
      actions={
        <>
          <HistoryButton record={record} />
          {mayWrite && (
            <Tooltip label={`${t('action.edit')} (E)`}>
              <ActionIconLink to="/equipment/$id/edit" params={{ id }} search={search} aria-label={t('action.edit')}>
                <IconPencil size={16} stroke={1.75} aria-hidden />
              </ActionIconLink>
            </Tooltip>
          )}
        </>
      }
      onClose={close}
    >
      <div className={styles.body}>
        <RecordMarks record={record} />
        {mayRequest && (
          <div className={styles.actions}>
            <ButtonLink to="/service/new" search={{ customer: customerId, asset: id }}>
              {t('equipment.request')}
            </ButtonLink>
          </div>
        )}
        {coverage && <CoverageNote coverage={coverage} />}
        <Facts body={body} />
        <section>
          <h3 className={styles.heading}>{t('equipment.requests')}</h3>
          <RequestLines filter={{ customerId, assetId: id }} emptyText={t('equipment.requests.none')} />
        </section>
        <AttachmentsSection attachedCollection="assets" attachedId={id} />
      </div>
    </DetailPanel>
  );
}

function Facts({ body }: { body: RecordBody }) {
  const { t, formats } = useLocale();
  const date = (field: string) => {
    const value = textOf(body, field);
    return value === null ? null : <DateText value={value} />;
  };
  const serial = textOf(body, 'serial');
  const note = textOf(body, 'note');
  return (
    <Properties>
      <Property label={t('field.serial')}>{serial !== null && <Ltr>{serial}</Ltr>}</Property>
      <Property label={t('field.installedOn')}>{date('installedOn')}</Property>
      <Property label={t('field.warrantyUntil')}>{date('warrantyUntil')}</Property>
      <Property label={t('field.place')}>
        {textOf(body, 'place') !== null && <WrittenText>{formats.digits(textOf(body, 'place') ?? '')}</WrittenText>}
      </Property>
      {textOf(body, 'removedOn') !== null && <Property label={t('field.removedOn')}>{date('removedOn')}</Property>}
      {note !== null && (
        <Property label={t('field.note')}>
          <bdi>{formats.digits(note)}</bdi>
        </Property>
      )}
    </Properties>
  );
}
