import { Button } from '@mantine/core';
import { CUSTOMER_CLASSES, CUSTOMER_KINDS, LIFE_CYCLE_STAGES } from '../../../shared/domain/customers/customer.ts';
import type { Language } from '../../../shared/locale/format.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import type { Translator } from '../../../shared/locale/translator.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { FilterMenu, type FilterOption } from '../../ui/inputs/FilterMenu.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ownFieldName } from './OwnFields.tsx';
import { ownFiltersOf, type OwnFilter } from './ownFilters.ts';
import { CUSTOMER_FILTERS, type CustomerFilter, type CustomerSearch } from './customerSearch.ts';

/** The filters of the list as chips, with how many customers stand behind each choice. */
export function CustomerFilters(props: {
  search: CustomerSearch;
  onChange: (change: Partial<CustomerSearch>) => void;
}) {
  const { search, onChange } = props;
  const { t, formats, language } = useLocale();
  const core = useCore();
  const { data: facets } = useLive(core.customers.facets, undefined);
  const { data: setup } = useLive(core.customers.setup, undefined);
  const countOf = (stage: string): number => facets?.stages.find(({ value }) => value === stage)?.count ?? 0;
  const named = (items: readonly { id: string; name: string }[] | undefined): FilterOption[] =>
    (items ?? []).map(({ id, name }) => ({ value: id, label: name }));

  const optionsByFilter: Readonly<Record<CustomerFilter, readonly FilterOption[]>> = {
    stages: LIFE_CYCLE_STAGES.map((stage) => ({
      value: stage,
      label: valueLabel(t, 'customers', 'stage', stage),
      count: countOf(stage),
    })),
    territories: named(facets?.territories),
    owners: named(facets?.owners),
    cities: (facets?.cities ?? []).map(({ value, count }) => ({ value, label: value, count })),
    kinds: CUSTOMER_KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) })),
    classes: CUSTOMER_CLASSES.map((name) => ({ value: name, label: valueLabel(t, 'customers', 'class', name) })),
    groups: (setup?.groups ?? []).map(({ id, name, customers }) => ({ value: id, label: name, count: customers })),
    own: [],
    tags: (search.tags ?? []).map((tag) => ({ value: tag, label: formats.digits(tag) })),
  };
  const labels = {
    stages: t('customers.filter.stage'),
    territories: t('customers.filter.territory'),
    owners: t('customers.filter.owner'),
    cities: t('customers.filter.city'),
    kinds: t('customers.filter.kind'),
    classes: t('customers.filter.class'),
    groups: t('customers.filter.group'),
    tags: t('customers.filter.tag'),
    own: '',
  };
  const chosen = CUSTOMER_FILTERS.filter((filter) => (search[filter]?.length ?? 0) > 0);
  // Choosing among one is no choice; a tag is chosen on a customer's page.
  const offered = CUSTOMER_FILTERS.filter(
    (filter) => filter !== 'own' && (chosen.includes(filter) || optionsByFilter[filter].length > 1),
  );
  const own = search.own ?? [];
  // Until the fields are here, none of them is lost.
  const ownFilters = setup ? ownFiltersOf(setup.fields, own) : [];

  return (
    <>
      {offered.map((filter) => (
        <FilterMenu
          key={filter}
          label={labels[filter]}
          options={optionsByFilter[filter]}
          value={search[filter] ?? []}
          onChange={(values) => onChange({ [filter]: values.length > 0 ? values : undefined })}
        />
      ))}
      {ownFilters.map((filter) => (
        <FilterMenu
          key={`own ${filter.key}`}
          label={filter.field ? ownFieldName(filter.field, language) : t('customers.filter.removedField')}
          options={filter.offered.map((value) => ownOption(t, language, filter, value))}
          value={filter.value}
          onChange={(values) => {
            const all = [...own.filter((asked) => !filter.value.includes(asked)), ...values];
            onChange({ own: all.length > 0 ? all : undefined });
          }}
        />
      ))}
      {chosen.length > 1 && (
        <Button
          variant="subtle"
          size="compact-sm"
          color="gray"
          onClick={() => onChange(Object.fromEntries(CUSTOMER_FILTERS.map((filter) => [filter, undefined])))}
        >
          {t('filters.clear')}
        </Button>
      )}
    </>
  );
}

/** As people read it; what no field words any more as it is written. */
function ownOption(t: Translator, language: Language, { key, field }: OwnFilter, value: string): FilterOption {
  const written = value.slice(key.length + 1);
  const choice = field?.type === 'choice' ? field.choices.find(({ id }) => id === written) : undefined;
  if (choice) return { value, label: ownFieldName(choice, language) };
  const yesNo = written === 'true' ? t('value.yes') : written === 'false' ? t('value.no') : null;
  return { value, label: yesNo ?? written };
}
