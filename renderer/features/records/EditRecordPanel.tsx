/** A record being edited beside its list: what is read before its form stands, and where its form leads. */
import type { ReactNode } from 'react';
import type { RecordView } from '../../../shared/contract/records.ts';
import type { KindDefinition } from '../../../shared/domain/kind.ts';
import type { CollectionName } from '../../../shared/domain/record.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { DetailPanel } from '../../ui/layout/SplitView.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { GoneRecord } from './GoneRecord.tsx';
import { useDiscard } from './useDiscard.ts';
import { useRecordForm, type RecordForm } from './useRecordForm.ts';

/** What a form takes beside what is its own. */
export interface EditedRecord {
  readonly form: RecordForm;
  readonly record: RecordView;
  onCancel(): void;
  onSaved(): void;
}

interface EditRecordPanelProps {
  collection: CollectionName;
  id: string;
  /** Its drafts are kept under this word and its id. */
  draftArea: string;
  /** null for a kind that this version does not know: shown as one that is gone. */
  definitionOf: (record: RecordView) => KindDefinition | null;
  /** undefined while it is read. */
  titleOf: (record: RecordView | undefined) => string;
  toList: () => void;
  toRecord: () => void;
  /** Back into this form, once more. */
  toForm: () => void;
  children: (edited: EditedRecord) => ReactNode;
}

export function EditRecordPanel(props: EditRecordPanelProps) {
  const { collection, id, definitionOf, titleOf, toList, toRecord } = props;
  const core = useCore();
  const { data: record, isPrevious } = useLive(core.records.observe, { collection, id });
  const definition = record ? definitionOf(record) : undefined;
  if (record === null || record?.deleted || definition === null)
    return <GoneRecord collection={collection} onClose={toList} />;
  return (
    <DetailPanel title={titleOf(record)} onClose={toRecord}>
      {record && definition && !isPrevious ? (
        <EditRecord key={id} {...props} record={record} definition={definition} />
      ) : (
        <RecordSkeleton />
      )}
    </DetailPanel>
  );
}

interface EditRecordProps extends EditRecordPanelProps {
  record: RecordView;
  definition: KindDefinition;
}

function EditRecord({ record, definition, draftArea, toRecord, toForm, children }: EditRecordProps) {
  const { t } = useLocale();
  const form = useRecordForm({ definition, draftKey: `${draftArea}/${record.id}/edit`, record, initial: NOTHING });
  const onCancel = useDiscard(form, toRecord, toForm);
  if (!form.ready) return <RecordSkeleton />;
  const onSaved = (): void => {
    notify(t('notice.saved'));
    toRecord();
  };
  return children({ form, record, onCancel, onSaved });
}

const NOTHING = {};
