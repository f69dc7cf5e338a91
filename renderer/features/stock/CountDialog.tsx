/** Counts a place: its products by name, what the books say beside them, and a field for what lies there. What is left empty was not counted. */
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { Select } from '@mantine/core';
import { v7 as uuidv7 } from 'uuid';
import { useCore } from '../../data/CoreProvider.tsx';
import { useCommand } from '../../data/useCommand.ts';
import { useLive } from '../../data/useLive.ts';
import { Form } from '../../ui/form/Form.tsx';
import { SearchField } from '../../ui/inputs/SearchField.tsx';
import { Dialog } from '../../ui/layout/Dialog.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { RecordSkeleton } from '../../ui/state/States.tsx';
import { WrittenText } from '../../ui/text/Text.tsx';
import { ShelfText } from '../products/QuantityTexts.tsx';
import { CountInput } from '../products/UnitQuantityInput.tsx';
import styles from './Stock.module.css';
import { QuantityText } from './StockFigure.tsx';
import { useTyped } from './useTyped.ts';

const SHOWN = 200;

export interface CountDialogProps {
  placeId: string | null;
  /** What was counted before it was closed, taken up again. */
  typed: TypedCount | null;
  onClose: () => void;
  onReopen: (typed: TypedCount) => void;
}

export interface TypedCount {
  /** Of the whole count, kept until there is an answer: asking again counts nothing twice, also from a draft. */
  readonly id: string;
  readonly place: string | null;
  /** By product. */
  readonly counted: Readonly<Record<string, number | null>>;
}

export function CountDialog(props: CountDialogProps) {
  const { t } = useLocale();
  const { data: places } = useLive(useCore().stock.places, undefined);
  const draft = useTyped<TypedCount>('stock/count');
  const discard = (): void => {
    const left = draft.latest();
    if (left !== null) notify(t('stock.discarded'), { label: t('action.undo'), run: () => props.onReopen(left) });
    draft.drop();
    props.onClose();
  };
  return (
    <Dialog opened onClose={discard} width={640} title={t('stock.count.title')}>
      {places && draft.isReady ? (
        <CountForm
          {...props}
          typed={props.typed ?? draft.restored}
          placeId={props.placeId ?? (places.length === 1 ? (places[0]?.id ?? null) : null)}
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

function CountForm(
  props: CountDialogProps & {
    places: { value: string; label: string }[];
    onDiscard: () => void;
    onType: (count: TypedCount | null) => void;
    onSaved: () => void;
  },
) {
  const { onType } = props;
  const { t, formats } = useLocale();
  const core = useCore();
  const count = useCommand(core.stock.count);
  const [id] = useState(() => props.typed?.id ?? uuidv7());
  const [place, setPlace] = useState(props.typed?.place ?? props.placeId);
  const [text, setText] = useState('');
  const [counted, setCounted] = useState<TypedCount['counted']>(props.typed?.counted ?? {});
  useEffect(() => {
    const isTyped = Object.values(counted).some((quantity) => quantity !== null);
    onType(isTyped ? { id, place, counted } : null);
  }, [onType, id, place, counted]);
  const table = useRef<HTMLTableElement>(null);
  const { data: found } = useLive(
    core.stock.list,
    { offset: 0, limit: SHOWN, ...(text === '' ? {} : { text }), ...(place === null ? {} : { placeId: place }) },
    { enabled: place !== null },
  );
  const lines = Object.entries(counted).flatMap(([productId, quantity]) =>
    quantity === null ? [] : [{ productId, counted: quantity }],
  );

  async function save(): Promise<void> {
    if (place === null || lines.length === 0) return;
    const saved = await count.run({ id, placeId: place, lines });
    if (!saved.ok) return;
    notify(
      t('stock.counted', {
        count: formats.number(lines.length),
        corrected: formats.number(saved.value.corrected),
      }),
    );
    props.onSaved();
  }

  function handleKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || !['Enter', 'ArrowDown', 'ArrowUp'].includes(event.key)) return;
    const inputs = [...(table.current?.querySelectorAll('input') ?? [])];
    const here = inputs.findIndex((input) => input === event.target);
    event.preventDefault();
    const next = inputs[here + (event.key === 'ArrowUp' ? -1 : 1)];
    next?.focus();
    next?.select();
  }

  return (
    <Form
      onSubmit={() => void save()}
      onCancel={props.onDiscard}
      busy={count.busy}
      error={count.error}
      submitLabel={
        lines.length === 0
          ? t('stock.count.submit')
          : t('stock.count.submitOf', { count: formats.number(lines.length) })
      }
    >
      <Select
        label={t('field.stock.placeId')}
        description={t('stock.count.help')}
        withAsterisk
        data={props.places}
        value={place}
        searchable
        allowDeselect={false}
        onChange={(chosen) => {
          setPlace(chosen);
          setCounted({});
        }}
      />
      {place !== null && (
        <>
          <SearchField value={text} onChange={setText} label={t('stock.search')} />
          <div className={styles.lines}>
            <table ref={table} className={styles.table} aria-label={t('stock.count.title')} onKeyDown={handleKey}>
              <thead>
                <tr>
                  <th scope="col">{t('field.productId')}</th>
                  <th scope="col">{t('stock.column.books')}</th>
                  <th scope="col" className={styles.number}>
                    {t('field.stock.counted')}
                  </th>
                </tr>
              </thead>
              <tbody>
                {(found?.rows ?? []).map(({ id: productId, name, unit, units, quantity }) => (
                  <tr key={productId}>
                    <td>
                      <WrittenText>{name}</WrittenText>
                    </td>
                    <td className={styles.dim}>
                      <QuantityText quantity={quantity} unit={unit} />
                      <ShelfText quantity={quantity} unit={unit} units={units} />
                    </td>
                    <td className={styles.number}>
                      <CountInput
                        aria-label={t('stock.countOf', { name })}
                        unit={unit}
                        units={units}
                        value={counted[productId] ?? null}
                        align="end"
                        onChange={(next) => setCounted((before) => ({ ...before, [productId]: next }))}
                      />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            {found && found.total > found.rows.length && <p className={styles.dim}>{t('stock.count.more')}</p>}
            {found?.total === 0 && <p className={styles.dim}>{t('empty.noMatch.title')}</p>}
          </div>
        </>
      )}
    </Form>
  );
}
