/** Who may take how much of a customer's limits without a line. */
import { Text } from '@mantine/core';
import { addDays } from '../../../shared/base/clock.ts';
import { elementsOf } from '../../../shared/domain/bodyReads.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { FieldRow } from '../../ui/form/Form.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ChoiceBox, DateBox, MoneyBox } from '../records/Fields.tsx';
import { ListEditor } from '../records/ListEditor.tsx';
import { useToday, type Directory } from '../records/useDirectory.ts';
import type { RecordForm } from '../records/useRecordForm.ts';

const PERIOD_DAYS = 30;

export function CreditSlicesEditor({ form, directory }: { form: RecordForm; directory: Directory }) {
  const { t } = useLocale();
  const today = useToday();
  const hasSlices = elementsOf(form.body, 'creditSlices').length > 0;
  return (
    <>
      <ListEditor
        form={form}
        list="creditSlices"
        blank={{ side: 'account', from: today, to: addDays(today, PERIOD_DAYS) }}
        addLabel={t('customers.form.addSlice')}
        removeLabel={t('customers.form.removeSlice')}
      >
        {(path) => (
          <>
            <FieldRow>
              <ChoiceBox form={form} path={path('holderId')} options={directory.people} searchable />
              <ChoiceBox
                form={form}
                path={path('side')}
                wordOf={(side) => valueLabel(t, 'customers', 'creditSlices', side)}
              />
            </FieldRow>
            <FieldRow>
              <MoneyBox form={form} path={path('amount')} currency={directory.currency} />
              <DateBox form={form} path={path('from')} />
              <DateBox form={form} path={path('to')} />
            </FieldRow>
          </>
        )}
      </ListEditor>
      {hasSlices && (
        <Text size="xs" c="dimmed">
          {t('customers.form.slicesHint')}
        </Text>
      )}
    </>
  );
}
