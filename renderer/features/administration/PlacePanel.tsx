/** One branch, territory or place of stock beside the list, with what changed in it. */
import { useState } from 'react';
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLive } from '../../data/useLive.ts';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { Properties, Property } from '../../ui/layout/Properties.tsx';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { WrittenText } from '../../ui/text/Text.tsx';
import { BadgesOfRecord } from '../records/BadgesOfRecord.tsx';
import { GoneRecord } from '../records/GoneRecord.tsx';
import { HistoryButton } from '../records/RecordHistory.tsx';
import { RecordMarks } from '../records/RecordNotes.tsx';
import styles from './Administration.module.css';
import { isPlaceKind, PlaceForm } from './PlaceForm.tsx';

export function PlacePanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { t, formats } = useLocale();
  const core = useCore();
  const managesPeople = useMay('people.manage');
  const [editing, setEditing] = useState(false);
  const { data: record, isPrevious } = useLive(core.records.observe, { collection: 'organisation', id });
  const { data: places } = useLive(core.organisation.places, undefined);
  useKeys([{ keys: ['E'], label: t('keys.edit'), run: () => setEditing(true) }]);
  if (record === null || record?.deleted) return <GoneRecord collection="organisation" onClose={onClose} />;
  if (!record || isPrevious || !isPlaceKind(record.kind))
    return (
      <DetailPanel title={t('nav.places')} onClose={onClose}>
        <RecordSkeleton />
      </DetailPanel>
    );
  const { kind, body } = record;
  const name = textOf(body, 'name') ?? '';
  const row = places?.find((place) => place.id === id);
  return (
    <DetailPanel
      title={
        <>
          <WrittenText>{name}</WrittenText> <BadgesOfRecord record={record} />
        </>
      }
      subtitle={t(`kind.${kind}`)}
      actions={<HistoryButton record={record} />}
      onClose={onClose}
      footer={
        <Button variant="default" onClick={() => setEditing(true)}>
          {t('people.edit')}
        </Button>
      }
    >
      <RecordMarks record={record} />
      <Properties>
        {kind !== 'branch' && (
          <Property label={t('places.branch')}>{row?.branchName ? <bdi>{row.branchName}</bdi> : null}</Property>
        )}
        {kind === 'branch' && (
          <Property label={t('places.manager')}>{row?.managerName ? <bdi>{row.managerName}</bdi> : null}</Property>
        )}
        {kind === 'territory' && (
          <Property label={t('field.region')}>
            <bdi>{textOf(body, 'region')}</bdi>
          </Property>
        )}
        {kind !== 'stockPlace' && <Property label={t('places.people')}>{row && formats.number(row.people)}</Property>}
      </Properties>
      {managesPeople && kind !== 'stockPlace' && (
        <p>
          <Link to="/people" className={styles.link}>
            {t('nav.people')}
          </Link>
        </p>
      )}
      {editing && (
        <PlaceForm kind={kind} record={record} onClose={() => setEditing(false)} onSaved={() => setEditing(false)} />
      )}
    </DetailPanel>
  );
}
