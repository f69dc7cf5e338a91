/** For whom: everyone, or some customers, groups, classes, territories or roles in the channel. */
import { MultiSelect, Select } from '@mantine/core';
import { textsOf } from '../../../shared/domain/bodyReads.ts';
import { CHANNEL_ROLES, CUSTOMER_CLASSES } from '../../../shared/domain/customers/customer.ts';
import { PRICE_SCOPES, scopeOf, type PriceScope } from '../../../shared/domain/products/priceScope.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { useBoundField } from '../records/Fields.tsx';
import type { Directory } from '../records/useDirectory.ts';
import type { RecordForm } from '../records/useRecordForm.ts';
import { ChosenRecords } from './ChosenRecords.tsx';

export function ScopeFields({ form, directory }: { form: RecordForm; directory: Directory }) {
  const { t } = useLocale();
  const { label, required } = useBoundField({ form, path: 'scope' });
  const scope = scopeOf(form.body) ?? 'everyone';
  return (
    <>
      <Select
        label={label}
        withAsterisk={required}
        value={scope}
        allowDeselect={false}
        data={PRICE_SCOPES.toReversed().map((value) => ({ value, label: t(`value.products.scope.${value}`) }))}
        onChange={(chosen) => {
          // Ids of customers are no territories.
          if (chosen !== null && chosen !== scope)
            form.change(({ scopeIds: _ids, ...body }) => ({ ...body, scope: chosen }));
        }}
      />
      <ScopeIds form={form} scope={scope} directory={directory} />
    </>
  );
}

function ScopeIds({ form, scope, directory }: { form: RecordForm; scope: PriceScope; directory: Directory }) {
  const { t } = useLocale();
  const core = useCore();
  const { error } = useBoundField({ form, path: 'scopeIds' });
  const { data: groups } = useLive(core.pricing.groups, undefined, { enabled: scope === 'groups' });
  if (scope === 'everyone') return null;
  if (scope === 'customers') return <ChosenRecords form={form} path="scopeIds" collection="customers" />;
  const options = {
    groups: (groups ?? []).map(({ id, name }) => ({ value: id, label: name })),
    territories: [...directory.territories],
    classes: CUSTOMER_CLASSES.map((value) => ({ value, label: valueLabel(t, 'customers', 'class', value) })),
    channelRoles: CHANNEL_ROLES.map((value) => ({ value, label: valueLabel(t, 'customers', 'channelRole', value) })),
  }[scope];
  const chosen = textsOf(form.body, 'scopeIds');
  // One that is not offered (of another branch, or gone) is kept and can be taken out.
  const unknown = chosen.filter((value) => !options.some((option) => option.value === value));
  return (
    <MultiSelect
      label={t(`value.products.scope.${scope}`)}
      withAsterisk
      error={error}
      searchable
      clearable
      data={[...options, ...unknown.map((value) => ({ value, label: t('pricing.unknown') }))]}
      value={chosen}
      onChange={(values) => form.set('scopeIds', values)}
      nothingFoundMessage={t('palette.nothing')}
    />
  );
}
