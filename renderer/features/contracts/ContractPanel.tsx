import { Tooltip } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { integerOf, moneyOf, textOf, textsOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLive } from '../../data/useLive.ts';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { Properties, Property } from '../../ui/layout/Properties.tsx';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { DateText, Ltr, MoneyText, WrittenText } from '../../ui/text/Text.tsx';
import { CustomerLink } from '../customers/CustomerLink.tsx';
import { BadgesOfRecord } from '../records/BadgesOfRecord.tsx';
import { GoneRecord } from '../records/GoneRecord.tsx';
import { HistoryButton } from '../records/RecordHistory.tsx';
import { RecordMarks } from '../records/RecordNotes.tsx';
import { useDirectory } from '../records/useDirectory.ts';
import { useMaySee } from '../records/useRights.ts';
import styles from './Contracts.module.css';
import { ApprovalNote } from '../approvals/ApprovalNote.tsx';
import { agreedOf, ContractStateBadge } from './ContractStateBadge.tsx';
import { ContractService } from './ContractService.tsx';
import { CoverageChips } from './CoverageChips.tsx';
import { ActionIconLink } from '../records/links.tsx';

const route = getRouteApi('/contracts/$id');

export function ContractPanel() {
  const { t } = useLocale();
  const core = useCore();
  const { id } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const mayWrite = useMay('contracts.write');
  const { data: record, isPrevious } = useLive(core.records.observe, { collection: 'contracts', id });
  const close = (): void => void navigate({ to: '/contracts', search });
  const edit = (): void => void navigate({ to: '/contracts/$id/edit', params: { id }, search });
  useKeys([{ keys: ['E'], label: t('keys.edit'), run: mayWrite ? edit : undefined }]);

  if (record === null || record?.deleted) return <GoneRecord collection="contracts" onClose={close} />;
  if (!record || isPrevious) {
    return (
      <DetailPanel title={t('collection.contracts')} onClose={close}>
        <RecordSkeleton />
      </DetailPanel>
    );
  }
  const body = record.body;
  const [startsOn, endsOn] = [textOf(body, 'startsOn') ?? '', textOf(body, 'endedOn') ?? textOf(body, 'endsOn') ?? ''];
  return (
    <DetailPanel
      title={
        <>
          <WrittenText>{textOf(body, 'title')}</WrittenText> <BadgesOfRecord record={record} />
        </>
      }
      subtitle={
        <>
          <ContractStateBadge contract={{ startsOn, endsOn }} agreed={agreedOf(body)} />
          <CustomerLink id={textOf(body, 'customerId')} />
        </>
      }
      actions={
        <>
          <HistoryButton record={record} />
          {mayWrite && (
            <Tooltip label={`${t('action.edit')} (E)`}>
              <ActionIconLink to="/contracts/$id/edit" params={{ id }} search={search} aria-label={t('action.edit')}>
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
        <ApprovalNote collection="contracts" id={record.id} />
        <Facts body={body} />
        <ContractService id={record.id} body={body} />
      </div>
    </DetailPanel>
  );
}

function Facts({ body }: { body: RecordBody }) {
  const { t, formats } = useLocale();
  const directory = useDirectory();
  const date = (field: string) => {
    const value = textOf(body, field);
    return value === null ? null : <DateText value={value} />;
  };
  const visits = integerOf(body, 'visitsIncluded');
  const hours = integerOf(body, 'responseHours');
  const price = moneyOf(body, 'price');
  const seesPrice = useMaySee('contracts', 'price');
  const number = textOf(body, 'number');
  const note = textOf(body, 'note');
  return (
    <Properties>
      <Property label={t('field.coverage')}>
        <CoverageChips coverage={textsOf(body, 'coverage')} />
      </Property>
      <Property label={t('field.startsOn')}>{date('startsOn')}</Property>
      <Property label={t('field.endsOn')}>{date('endsOn')}</Property>
      {textOf(body, 'endedOn') !== null && <Property label={t('field.endedOn')}>{date('endedOn')}</Property>}
      {number !== null && (
        <Property label={t('field.number')}>
          <Ltr>{number}</Ltr>
        </Property>
      )}
      <Property label={t('field.visitsIncluded')}>{visits !== null && formats.quantity(visits)}</Property>
      <Property label={t('field.responseHours')}>{hours !== null && formats.number(hours)}</Property>
      {seesPrice && <Property label={t('field.price')}>{price && <MoneyText money={price} />}</Property>}
      <Property label={t('field.ownerId')}>{directory.personName(textOf(body, 'ownerId'))}</Property>
      {note !== null && (
        <Property label={t('field.note')}>
          <bdi>{formats.digits(note)}</bdi>
        </Property>
      )}
    </Properties>
  );
}
