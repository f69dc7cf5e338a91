/** The company's pipelines, for administrators: their stages with chances and limits of standing still, and the reasons for loss. */
import { useState } from 'react';
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { createError } from '../../../shared/base/errors.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLive } from '../../data/useLive.ts';
import { Page, PageBody } from '../../ui/layout/Page.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ErrorState } from '../../ui/state/States.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';
import { PipelineForm } from './PipelineForm.tsx';
import styles from './PipelinesPage.module.css';
import { usePipelines, type KnownPipeline, type Pipelines } from './usePipelines.ts';

export function PipelinesPage() {
  const { t } = useLocale();
  const may = useMay('organisation.write');
  if (may) return <Known />;
  return (
    <Page title={t('nav.pipelines')}>
      <ErrorState error={createError('permission_denied')} />
    </Page>
  );
}

function Known() {
  const { t } = useLocale();
  const pipelines = usePipelines();
  const [editing, setEditing] = useState<KnownPipeline | 'new' | null>(null);
  return (
    <Page
      title={t('nav.pipelines')}
      count={pipelines.all.length}
      actions={
        <Button leftSection={<IconPlus size={15} stroke={2} aria-hidden />} onClick={() => setEditing('new')}>
          {t('pipelines.new')}
        </Button>
      }
    >
      <PageBody>
        <p className={styles.text}>{t('pipelines.text')}</p>
        {pipelines.all.map((pipeline) => (
          <Shown key={pipeline.id} pipeline={pipeline} pipelines={pipelines} onEdit={() => setEditing(pipeline)} />
        ))}
      </PageBody>
      {editing === 'new' && <PipelineForm pipeline={null} record={null} onClose={() => setEditing(null)} />}
      {editing !== null && editing !== 'new' && <Editing pipeline={editing} onClose={() => setEditing(null)} />}
    </Page>
  );
}

/** With the record that is changed; the built-in one has none until it is changed for the first time. */
function Editing({ pipeline, onClose }: { pipeline: KnownPipeline; onClose: () => void }) {
  const core = useCore();
  const { data: record } = useLive(
    core.records.observe,
    { collection: 'organisation', id: pipeline.id },
    { enabled: pipeline.isRecord },
  );
  if (pipeline.isRecord && !record) return null;
  return <PipelineForm pipeline={pipeline} record={record ?? null} onClose={onClose} />;
}

function Shown(props: { pipeline: KnownPipeline; pipelines: Pipelines; onEdit: () => void }) {
  const { pipeline, pipelines, onEdit } = props;
  const { t, formats } = useLocale();
  const name = pipelines.nameOf(pipeline);
  return (
    <section className={styles.pipeline} aria-label={name}>
      <header className={styles.head}>
        <h2 className={styles.name}>
          <bdi>{name}</bdi> {pipeline.archived && <StateBadge tone="neutral">{t('field.archived')}</StateBadge>}
        </h2>
        <Button size="compact-sm" variant="default" onClick={onEdit}>
          {t('pipelines.edit', { name })}
        </Button>
      </header>
      <ol className={styles.stages}>
        {pipeline.stages.map(({ id, probability, rotDays }) => (
          <li key={id} className={styles.stage}>
            <bdi>{pipelines.stageLabel(id, pipeline)}</bdi>
            <span className={styles.dim}>{formats.percentage(probability)}</span>
            {rotDays !== null && <span className={styles.dim}>{t('pipelines.rots', { count: rotDays })}</span>}
          </li>
        ))}
      </ol>
      <p className={styles.dim}>
        {t('field.lostReasons')}:{' '}
        {pipeline.lostReasons.map(({ id }) => pipelines.reasonLabel(id, pipeline)).join(t('pipelines.separator'))}
      </p>
    </section>
  );
}
