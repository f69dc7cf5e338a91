/** Keeps a part of a place's stock for one person, or changes or lets go what is kept. */
import { useState } from 'react';
import { Button, Select } from '@mantine/core';
import { v7 as uuidv7 } from 'uuid';
import { addDays } from '../../../shared/base/clock.ts';
import type { AllotmentRow, StockPlaceRow } from '../../../shared/contract/stock.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { useLive } from '../../data/useLive.ts';
import { FieldRow, Form } from '../../ui/form/Form.tsx';
import { DateField } from '../../ui/inputs/DateField.tsx';
import { QuantityInput } from '../../ui/inputs/NumberInputs.tsx';
import { Dialog } from '../../ui/layout/Dialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { useToday } from '../records/useDirectory.ts';

export interface GrantDialogProps {
  productId: string;
  unit: string;
  /** null: a new one. */
  allotment: AllotmentRow | null;
  onClose: () => void;
}

const PERIOD_DAYS = 30;

export function GrantDialog(props: GrantDialogProps) {
  const { t } = useLocale();
  const { allotment } = props;
  const { data: places } = useLive(useCore().stock.places, undefined);
  const title = allotment ? t('stock.grant.edit', { name: allotment.holderName }) : t('stock.grant.title');
  return (
    <Dialog opened onClose={props.onClose} width={480} title={title}>
      {places ? <GrantForm {...props} places={places} /> : <RecordSkeleton rows={4} />}
    </Dialog>
  );
}

function GrantForm(props: GrantDialogProps & { places: readonly StockPlaceRow[] }) {
  const { productId, unit, allotment, places, onClose } = props;
  const { t } = useLocale();
  const core = useCore();
  const today = useToday();
  const grant = useCommand(core.stock.grant);
  const change = useCommand(core.stock.changeGrant);
  const withdraw = useCommand(core.stock.withdrawGrant);
  const [id] = useState(() => uuidv7());
  const [placeId, setPlace] = useState(allotment?.placeId ?? places[0]?.id ?? null);
  const [holderId, setHolder] = useState(allotment?.holderId ?? null);
  const [quantity, setQuantity] = useState(allotment?.granted ?? null);
  const [from, setFrom] = useState<string | null>(allotment?.from ?? today);
  const [to, setTo] = useState<string | null>(allotment?.to ?? addDays(today, PERIOD_DAYS));
  const [tried, setTried] = useState(false);
  const missing = (isMissing: boolean): { error?: string } => (tried && isMissing ? { error: t('stock.missing') } : {});

  async function save(): Promise<void> {
    setTried(true);
    if (placeId === null || holderId === null || quantity === null || from === null || to === null) return;
    if (quantity <= 0 || to < from) return;
    const done = allotment
      ? await changed(allotment, { quantity, from, to })
      : await grant.run({ id, productId, placeId, holderId, quantity, from, to });
    if (!done.ok) return;
    notify(t('notice.saved'));
    onClose();
  }

  async function changed(before: AllotmentRow, after: { quantity: number; from: string; to: string }) {
    const seen = { quantity: before.granted, from: before.from, to: before.to };
    const changes = (['quantity', 'from', 'to'] as const).flatMap((path) =>
      seen[path] === after[path] ? [] : [{ do: 'set' as const, path, value: after[path], seen: seen[path] }],
    );
    return changes.length === 0 ? { ok: true as const } : change.run({ id: before.id, changes });
  }

  async function letGo(before: AllotmentRow): Promise<void> {
    const done = await withdraw.run({ id: before.id });
    if (!done.ok) return;
    const { placeId: place, holderId: holder, granted, from: first, to: last } = before;
    notify(t('stock.withdrawn', { name: before.holderName }), {
      label: t('action.undo'),
      run: () =>
        void core.stock.grant({
          productId,
          placeId: place,
          holderId: holder,
          quantity: granted,
          from: first,
          to: last,
        }),
    });
    onClose();
  }

  return (
    <Form
      onSubmit={() => void save()}
      onCancel={onClose}
      busy={grant.busy || change.busy}
      error={grant.error ?? change.error ?? withdraw.error}
      {...(allotment ? {} : { submitLabel: t('stock.grant.submit') })}
      extra={
        allotment && (
          <Button variant="subtle" color="red" onClick={() => void letGo(allotment)}>
            {t('stock.withdraw')}
          </Button>
        )
      }
    >
      {!allotment && (
        <FieldRow>
          <Select
            label={t('field.stock.placeId')}
            withAsterisk
            allowDeselect={false}
            data={places.map(toOption)}
            value={placeId}
            onChange={(chosen) => {
              setPlace(chosen);
              setHolder(null);
            }}
            {...missing(placeId === null)}
          />
          <Select
            label={t('field.stock.holderId')}
            withAsterisk
            data={(places.find(({ id: place }) => place === placeId)?.people ?? []).map(toOption)}
            value={holderId}
            onChange={setHolder}
            searchable
            data-autofocus
            {...missing(holderId === null)}
          />
        </FieldRow>
      )}
      <QuantityInput
        label={t('field.stock.quantity')}
        required
        unit={unit}
        value={quantity}
        onChange={setQuantity}
        {...(tried && (quantity ?? 0) <= 0 ? { error: t('stock.missing') } : {})}
      />
      <FieldRow>
        <DateField label={t('field.from')} required value={from} onChange={setFrom} />
        <DateField
          label={t('field.to')}
          required
          value={to}
          onChange={setTo}
          {...(from !== null && to !== null && to < from ? { error: t('reason.stock.periodReversed') } : {})}
        />
      </FieldRow>
    </Form>
  );
}

const toOption = ({ id, name }: { readonly id: string; readonly name: string }) => ({ value: id, label: name });
