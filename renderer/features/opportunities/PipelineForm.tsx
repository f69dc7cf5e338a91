/** A pipeline: new, or changed. Stages keep their ids, so that deals stay where they stand whatever the stage is called. */
import { useState } from 'react';
import { ActionIcon, Switch } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { RecordView } from '../../../shared/contract/records.ts';
import { elementsOf, textOf } from '../../../shared/domain/bodyReads.ts';
import { kindOf } from '../../../shared/domain/catalogue.ts';
import type { KindDefinition } from '../../../shared/domain/kind.ts';
import { DEFAULT_PIPELINE_ID } from '../../../shared/domain/opportunities/pipeline.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { orderKeyBetween } from '../../../shared/sync/orderKey.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { FieldRow } from '../../ui/form/Form.tsx';
import { Dialog } from '../../ui/layout/Dialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { PercentageBox, TextBox, WholeNumberBox } from '../records/Fields.tsx';
import { ListEditor } from '../records/ListEditor.tsx';
import { RecordFormFrame } from '../records/RecordFormFrame.tsx';
import { useRecordForm, type RecordForm } from '../records/useRecordForm.ts';
import { useRecordSave } from '../records/useRecordSave.ts';
import styles from './PipelinesPage.module.css';
import { usePipelines, type KnownPipeline, type Pipelines } from './usePipelines.ts';

const KIND = 'pipeline';

export interface PipelineFormProps {
  /** null: a new one. */
  pipeline: KnownPipeline | null;
  record: RecordView | null;
  onClose: () => void;
}

export function PipelineForm(props: PipelineFormProps) {
  const { t } = useLocale();
  const pipelines = usePipelines();
  const { pipeline, onClose } = props;
  const definition = kindOf('organisation', KIND);
  const title = pipeline ? t('pipelines.edit', { name: pipelines.nameOf(pipeline) }) : t('pipelines.new');
  return (
    <Dialog opened onClose={onClose} title={title} width={640}>
      {definition && <Fields {...props} definition={definition} pipelines={pipelines} />}
    </Dialog>
  );
}

function Fields(props: PipelineFormProps & { definition: KindDefinition; pipelines: Pipelines }) {
  const { pipeline, record, onClose, definition, pipelines } = props;
  const { t } = useLocale();
  const core = useCore();
  const [initial] = useState(() =>
    pipeline ? bodyOf(pipeline, pipelines) : { name: '', stages: [], lostReasons: [] },
  );
  const form = useRecordForm({ definition, draftKey: `pipelines/${pipeline?.id ?? 'new'}`, record, initial });
  const save = useRecordSave({
    form,
    record,
    kind: KIND,
    // The first change of the built-in one is the record with its id.
    create: (input) =>
      core.opportunities.createPipeline({ ...input, ...(pipeline ? { id: DEFAULT_PIPELINE_ID } : {}) }),
    edit: core.opportunities.editPipeline,
  });
  if (!form.ready) return <RecordSkeleton rows={4} />;
  return (
    <RecordFormFrame
      form={form}
      save={save}
      onCancel={() => {
        form.discard();
        onClose();
      }}
      onSaved={() => {
        notify(t('notice.saved'));
        onClose();
      }}
    >
      <TextBox form={form} path="name" data-autofocus />
      <ListEditor
        form={form}
        list="stages"
        addLabel={t('pipelines.addStage')}
        removeLabel={t('pipelines.removeStage')}
        blank={{ label: '', probability: 0 }}
      >
        {(path) => (
          <FieldRow>
            <TextBox form={form} path={path('label')} label={t('field.name')} />
            <PercentageBox form={form} path={path('probability')} />
            <WholeNumberBox form={form} path={path('rotDays')} />
            <Places form={form} path={path('order')} />
          </FieldRow>
        )}
      </ListEditor>
      <ListEditor
        form={form}
        list="lostReasons"
        addLabel={t('pipelines.addReason')}
        removeLabel={t('pipelines.removeReason')}
        blank={{ label: '' }}
      >
        {(path) => <TextBox form={form} path={path('label')} label={t('field.name')} />}
      </ListEditor>
      {record !== null && record.id !== DEFAULT_PIPELINE_ID && (
        <Switch
          label={t('field.archived')}
          description={t('pipelines.archivedHint')}
          checked={form.valueAt('archived') === true}
          onChange={(event) => form.set('archived', event.currentTarget.checked ? true : undefined)}
        />
      )}
    </RecordFormFrame>
  );
}

/** One place up or down. */
function Places({ form, path }: { form: RecordForm; path: string }) {
  const { t } = useLocale();
  const stages = elementsOf(form.body, 'stages');
  const place = stages.findIndex((stage) => path.split('/')[1] === textOf(stage, 'id'));

  function move(step: -1 | 1): void {
    form.change((body) => ({ ...body, stages: moved(elementsOf(body, 'stages'), place, place + step) }));
  }

  return (
    <span className={styles.places}>
      <ActionIcon aria-label={t('pipelines.earlier')} disabled={place <= 0} onClick={() => move(-1)}>
        <IconArrowUp size={15} stroke={1.75} aria-hidden />
      </ActionIcon>
      <ActionIcon aria-label={t('pipelines.later')} disabled={place === stages.length - 1} onClick={() => move(1)}>
        <IconArrowDown size={15} stroke={1.75} aria-hidden />
      </ActionIcon>
    </span>
  );
}

/** Only the moved one gets another order: whoever moves another meanwhile is not in the way. */
function moved(stages: readonly RecordBody[], from: number, to: number): RecordBody[] {
  const stage = stages[from];
  if (!stage) return [...stages];
  const others = stages.toSpliced(from, 1);
  const orderOf = (index: number): string | null => textOf(others[index] ?? {}, 'order');
  return others.toSpliced(to, 0, { ...stage, order: orderKeyBetween(orderOf(to - 1), orderOf(to)) });
}

/** The built-in one in the words of whoever changes it first. */
function bodyOf(pipeline: KnownPipeline, pipelines: Pipelines): RecordBody {
  let last: string | null = null;
  const order = (): string => (last = orderKeyBetween(last, null));
  const stages = pipeline.stages.map(({ id, probability, rotDays }) => ({
    id,
    order: order(),
    label: pipelines.stageLabel(id, pipeline),
    probability,
    ...(rotDays === null ? {} : { rotDays }),
  }));
  last = null;
  const lostReasons = pipeline.lostReasons.map(({ id }) => ({
    id,
    order: order(),
    label: pipelines.reasonLabel(id, pipeline),
  }));
  return { name: pipelines.nameOf(pipeline), stages, lostReasons };
}
