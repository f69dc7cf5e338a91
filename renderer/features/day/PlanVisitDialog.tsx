/** Puts a customer on the route of a day, at any time or at an hour that was agreed. */
import { useState } from 'react';
import { v7 as uuidv7 } from 'uuid';
import type { IsoDate } from '../../../shared/base/clock.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { Form } from '../../ui/form/Form.tsx';
import { DateTimeField } from '../../ui/inputs/DateField.tsx';
import { Dialog } from '../../ui/layout/Dialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { CustomerPicker } from '../customers/CustomerPicker.tsx';

export function PlanVisitDialog({ on, onClose }: { on: IsoDate; onClose: () => void }) {
  const { t, formats } = useLocale();
  return (
    <Dialog opened onClose={onClose} width={480} title={t('day.plan.title', { date: formats.date(on) })}>
      <PlanVisitForm on={on} onClose={onClose} />
    </Dialog>
  );
}

function PlanVisitForm({ on, onClose }: { on: IsoDate; onClose: () => void }) {
  const { t } = useLocale();
  const plan = useCommand(useCore().day.planVisit);
  const [id] = useState(() => uuidv7());
  const [customer, setCustomer] = useState<{ id: string; name: string } | null>(null);
  const [at, setAt] = useState<string | null>(null);

  async function save(): Promise<void> {
    if (!customer) return;
    const saved = await plan.run({
      id,
      customerId: customer.id,
      on,
      subject: t('kind.visit'),
      ...(at === null ? {} : { at }),
    });
    if (!saved.ok) return;
    notify(t('day.planned', { name: customer.name }));
    onClose();
  }

  return (
    <Form
      onSubmit={() => void save()}
      onCancel={onClose}
      busy={plan.busy}
      error={plan.error}
      submitLabel={t('day.plan.submit')}
    >
      <CustomerPicker
        label={t('field.customerId')}
        required
        value={customer?.id ?? null}
        onChange={setCustomer}
        data-autofocus
      />
      <DateTimeField label={t('day.plan.at')} description={t('day.plan.atHint')} value={at} onChange={setAt} />
    </Form>
  );
}
