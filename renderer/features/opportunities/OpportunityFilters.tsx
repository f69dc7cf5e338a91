/** What is left of the deals, as chips; and which pipeline is looked at, where there are several. */
import { Chip, Select } from '@mantine/core';
import { FilterMenu } from '../../ui/inputs/FilterMenu.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { useDirectory } from '../records/useDirectory.ts';
import styles from './Opportunities.module.css';
import type { OpportunitySearch } from './opportunitySearch.ts';
import type { Pipelines } from './usePipelines.ts';

export interface OpportunityFiltersProps {
  search: OpportunitySearch;
  pipelines: Pipelines;
  onChange: (change: Partial<OpportunitySearch>) => void;
}

export function OpportunityFilters({ search, pipelines, onChange }: OpportunityFiltersProps) {
  const { t } = useLocale();
  const directory = useDirectory();
  const many = (values: string[]): string[] | undefined => (values.length > 0 ? values : undefined);
  return (
    <>
      {pipelines.all.length > 1 && (
        <Select
          aria-label={t('opportunities.pipelineChoice')}
          size="xs"
          className={styles.pipeline ?? ''}
          allowDeselect={false}
          value={pipelines.of(search.pipeline).id}
          data={pipelines.all.map((pipeline) => ({ value: pipeline.id, label: pipelines.nameOf(pipeline) }))}
          onChange={(chosen) =>
            onChange({
              pipeline: chosen === pipelines.all[0]?.id ? undefined : (chosen ?? undefined),
              stages: undefined,
            })
          }
        />
      )}
      {directory.people.length > 1 && (
        <FilterMenu
          label={t('opportunities.filter.owner')}
          options={directory.people}
          value={search.owners ?? []}
          onChange={(owners) => onChange({ owners: many(owners) })}
        />
      )}
      {directory.territories.length > 1 && (
        <FilterMenu
          label={t('opportunities.filter.territory')}
          options={directory.territories}
          value={search.territories ?? []}
          onChange={(territories) => onChange({ territories: many(territories) })}
        />
      )}
      <Chip
        size="xs"
        checked={search.kind === 'lead'}
        onChange={(isOn) => onChange({ kind: isOn ? 'lead' : undefined })}
      >
        {t('kind.lead')}
      </Chip>
      <Chip
        size="xs"
        checked={search.closing === true}
        onChange={(isOn) => onChange({ closing: isOn ? true : undefined })}
      >
        {t('opportunities.filter.closing')}
      </Chip>
      <Chip
        size="xs"
        checked={search.rotting === true}
        onChange={(isOn) => onChange({ rotting: isOn ? true : undefined })}
      >
        {t('opportunities.filter.rotting')}
      </Chip>
    </>
  );
}
