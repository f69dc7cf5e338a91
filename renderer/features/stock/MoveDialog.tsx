/** Goods that came or went, or move between places: lines by keyboard alone. A product, Enter, how many, Enter, and the next product. */
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import { ActionIcon, Select, Textarea, VisuallyHidden } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { v7 as uuidv7 } from 'uuid';
import { RECORDED_REASONS } from '../../../shared/contract/stock.ts';
import { QUANTITY_SCALE } from '../../../shared/base/money.ts';
import type { ProductRow } from '../../../shared/contract/sales.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { useLive } from '../../data/useLive.ts';
import { FieldRow, Form } from '../../ui/form/Form.tsx';
import { SearchSelect } from '../../ui/inputs/SearchSelect.tsx';
import { Dialog } from '../../ui/layout/Dialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { WrittenText } from '../../ui/text/Text.tsx';
import { CountInput } from '../products/UnitQuantityInput.tsx';
import { ProductOption } from '../products/ProductOption.tsx';
import { useToday } from '../records/useDirectory.ts';
import styles from './Stock.module.css';
import { useTyped } from './useTyped.ts';

export interface MoveDialogProps {
  act: 'record' | 'transfer';
  /** Where it happens, when that is known already. */
  placeId: string | null;
  /** What was typed before it was closed, taken up again. */
  typed: TypedMove | null;
  onClose: () => void;
  onReopen: (typed: TypedMove) => void;
}

export interface TypedMove {
  /** Of the whole act, kept until there is an answer: asking again moves nothing twice, also from a draft. */
  readonly id: string;
  readonly place: string | null;
  readonly to: string | null;
  readonly reason: Reason;
  readonly lines: readonly Line[];
  readonly note: string;
}

export function MoveDialog(props: MoveDialogProps) {
  const { t } = useLocale();
  const { data: places } = useLive(useCore().stock.places, undefined);
  const draft = useTyped<TypedMove>(`stock/${props.act}`);
  const discard = (): void => {
    const left = draft.latest();
    if (left !== null && left.lines.length > 0)
      notify(t('stock.discarded'), { label: t('action.undo'), run: () => props.onReopen(left) });
    draft.drop();
    props.onClose();
  };
  return (
    <Dialog
      opened
      onClose={discard}
      width={640}
      title={t(props.act === 'record' ? 'stock.record.title' : 'stock.transfer.title')}
    >
      {places && draft.isReady ? (
        <MoveForm
          {...props}
          typed={props.typed ?? draft.restored}
          places={places.map(({ id, name }) => ({ value: id, label: name }))}
          onDiscard={discard}
          onType={draft.keep}
          onSaved={() => {
            draft.drop();
            props.onClose();
          }}
        />
      ) : (
        <RecordSkeleton rows={4} />
      )}
    </Dialog>
  );
}

interface Line {
  readonly product: ProductRow;
  readonly quantity: number | null;
}

type Reason = (typeof RECORDED_REASONS)[number];

function MoveForm(
  props: MoveDialogProps & {
    places: { value: string; label: string }[];
    onDiscard: () => void;
    onType: (move: TypedMove | null) => void;
    onSaved: () => void;
  },
) {
  const { act, placeId, places, typed, onType, onSaved } = props;
  const { t, formats } = useLocale();
  const core = useCore();
  const record = useCommand(core.stock.record);
  const transfer = useCommand(core.stock.transfer);
  const command = act === 'record' ? record : transfer;
  const [id] = useState(() => typed?.id ?? uuidv7());
  const [place, setPlace] = useState<string | null>(
    typed?.place ?? placeId ?? (places.length === 1 ? (places[0]?.value ?? null) : null),
  );
  const [to, setTo] = useState<string | null>(typed?.to ?? null);
  const [reason, setReason] = useState<Reason>(typed?.reason ?? 'receipt');
  const [lines, setLines] = useState<readonly Line[]>(typed?.lines ?? []);
  const [note, setNote] = useState(typed?.note ?? '');
  const [tried, setTried] = useState(false);
  useEffect(
    () => onType(lines.length === 0 ? null : { id, place, to, reason, lines, note }),
    [onType, id, place, to, reason, lines, note],
  );
  const missing = (isMissing: boolean): { error?: string } => (tried && isMissing ? { error: t('stock.missing') } : {});

  async function save(): Promise<void> {
    setTried(true);
    const moved = lines.map(({ product, quantity }) => ({ productId: product.id, quantity: quantity ?? 0 }));
    if (place === null || moved.length === 0 || moved.some(({ quantity }) => quantity <= 0)) return;
    if (act === 'transfer' && (to === null || to === place)) return;
    const shared = { id, lines: moved, ...(note.trim() === '' ? {} : { note }) };
    const saved =
      act === 'record'
        ? await record.run({ ...shared, placeId: place, reason })
        : await transfer.run({ ...shared, fromId: place, toId: to ?? '' });
    if (!saved.ok) return;
    notify(t('stock.recorded', { count: formats.number(moved.length) }));
    onSaved();
  }

  return (
    <Form
      onSubmit={() => void save()}
      onCancel={props.onDiscard}
      busy={command.busy}
      error={command.error}
      submitLabel={t(act === 'record' ? 'stock.record.submit' : 'stock.transfer.submit')}
    >
      <FieldRow>
        <Select
          label={t(act === 'record' ? 'field.stock.placeId' : 'stock.from')}
          withAsterisk
          data={places}
          value={place}
          onChange={setPlace}
          searchable
          {...missing(place === null)}
        />
        {act === 'record' ? (
          <Select
            label={t('field.stock.reason')}
            withAsterisk
            allowDeselect={false}
            data={RECORDED_REASONS.map((known) => ({ value: known, label: t(`value.stock.reason.${known}`) }))}
            value={reason}
            onChange={(chosen) => setReason(RECORDED_REASONS.find((known) => known === chosen) ?? 'receipt')}
          />
        ) : (
          <Select
            label={t('stock.to')}
            withAsterisk
            data={places.filter(({ value }) => value !== place)}
            value={to}
            onChange={setTo}
            searchable
            {...missing(to === null || to === place)}
          />
        )}
      </FieldRow>
      <Lines lines={lines} onChange={setLines} tried={tried} />
      <Textarea
        label={t('field.note')}
        value={note}
        autosize
        minRows={1}
        maxLength={1_000}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </Form>
  );
}

const OFFERED = 20;

function Lines(props: { lines: readonly Line[]; onChange: (lines: readonly Line[]) => void; tried: boolean }) {
  const { lines, onChange, tried } = props;
  const { t } = useLocale();
  const core = useCore();
  const today = useToday();
  const search = useRef<HTMLInputElement>(null);
  const table = useRef<HTMLTableElement>(null);
  /** The product whose quantity gets the cursor as soon as it is drawn. */
  const wanted = useRef<string | null>(null);
  const [text, setText] = useState<string | null>(null);
  const { data: found, isPrevious } = useLive(
    core.products.search,
    {
      text: text ?? '',
      on: today,
      offset: 0,
      limit: OFFERED,
      kinds: ['equipment', 'sparePart', 'consumable', 'upgradeKit'],
    },
    { enabled: text !== null },
  );
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    const line = `[data-line="${CSS.escape(wanted.current)}"] input`;
    const input = table.current?.querySelector<HTMLInputElement>(line);
    if (!input) return;
    wanted.current = null;
    input.focus();
    input.select();
  });

  function add(product: ProductRow): void {
    wanted.current = product.id;
    if (lines.some((line) => line.product.id === product.id)) onChange([...lines]);
    else onChange([...lines, { product, quantity: QUANTITY_SCALE }]);
  }

  function handleKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement) || event.ctrlKey || event.metaKey) return;
    // On to the next product; the form is saved by its button, or by Mod+S.
    event.preventDefault();
    search.current?.focus();
  }

  return (
    <>
      <SearchSelect<ProductRow>
        inputRef={search}
        label={t('stock.addProduct')}
        placeholder={t('orders.addProductHint')}
        keepsAdding
        chosen={null}
        options={found?.rows}
        isStale={isPrevious}
        onSearch={setText}
        onChoose={add}
        renderOption={(product) => <ProductOption product={product} />}
        {...(tried && lines.length === 0 ? { error: t('stock.linesMissing') } : {})}
        data-autofocus
      />
      {lines.length > 0 && (
        <div className={styles.lines}>
          <table ref={table} className={styles.table} aria-label={t('stock.lines')} onKeyDown={handleKey}>
            <thead>
              <tr>
                <th scope="col">{t('field.productId')}</th>
                <th scope="col" className={styles.number}>
                  {t('field.quantity')}
                </th>
                <th scope="col" className={styles.act}>
                  <VisuallyHidden>{t('action.remove')}</VisuallyHidden>
                </th>
              </tr>
            </thead>
            <tbody>
              {lines.map(({ product, quantity }) => (
                <tr key={product.id} data-line={product.id}>
                  <td>
                    <WrittenText>{product.name}</WrittenText>
                  </td>
                  <td className={styles.number}>
                    <CountInput
                      aria-label={t('stock.quantityOf', { name: product.name })}
                      unit={product.unit}
                      // A draft of an earlier version has none.
                      units={(product as Partial<ProductRow>).units ?? []}
                      value={quantity}
                      align="end"
                      onChange={(next) =>
                        onChange(lines.map((line) => (line.product === product ? { product, quantity: next } : line)))
                      }
                      {...(tried && (quantity ?? 0) <= 0 ? { error: t('reason.stock.quantityMissing') } : {})}
                    />
                  </td>
                  <td className={styles.act}>
                    <ActionIcon
                      aria-label={t('stock.removeLine', { name: product.name })}
                      onClick={() => onChange(lines.filter((line) => line.product !== product))}
                    >
                      <IconTrash size={15} stroke={1.75} aria-hidden />
                    </ActionIcon>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
