/**
 * The lines of a draft. Enter in a cell goes back to the entry line, and so does a letter in a quantity, unless a blank before it says that a unit follows; arrows go to the line above or below; Delete in a quantity
 * takes the line away.
 */
import { useCallback, useImperativeHandle, useLayoutEffect, useRef, type KeyboardEvent, type Ref } from 'react';
import { ActionIcon } from '@mantine/core';
import { IconStar, IconStarFilled, IconTrash } from '@tabler/icons-react';
import { digitsToLatin } from '../../../shared/base/digits.ts';
import { joinPath } from '../../../shared/base/leafPath.ts';
import { isCurrencyCode, type Money } from '../../../shared/base/money.ts';
import type { LineStock } from '../../../shared/contract/sales.ts';
import { elementsOf, integerOf, moneyOf, textOf } from '../../../shared/domain/bodyReads.ts';
import type { Violation } from '../../../shared/domain/kind.ts';
import type { PricedDocument } from '../../../shared/domain/pricing/pricing.ts';
import { saidInOf } from '../../../shared/domain/products/units.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import type { OrderLineTotals, OrderTotals } from '../../../shared/domain/salesDocuments/orderTotals.ts';
import { MoneyInput, PercentageInput } from '../../ui/inputs/NumberInputs.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { MoneyText, WrittenText } from '../../ui/text/Text.tsx';
import { idOf, withElementBack } from '../records/bodyEdits.ts';
import type { RecordForm } from '../records/useRecordForm.ts';
import { PriceNote, StockNote, UnitPriceNote } from './entry/LineNotes.tsx';
import { LineQuantity } from './LineQuantity.tsx';
import {
  proposedFor,
  withCount,
  withNextUnit,
  withoutLine,
  withQuantity,
  withTyped,
  type Terms,
} from './orderEdits.ts';
import styles from './OrderLines.module.css';

export interface OrderLinesHandle {
  /** With `typed` (× 1,000), the digits that were meant for it are in it already; they are of the unit in which the line is said. */
  focusQuantity(lineId: string, typed?: number): void;
  focusFirst(): void;
}

export interface OrderLinesProps {
  form: RecordForm;
  totals: OrderTotals;
  /** What stands in the way of confirming, once somebody tried. */
  obstacles: readonly Violation[];
  /** null while prices are not known. */
  terms: Terms | null;
  /** Why that line costs what it costs. */
  onAsk: (lineId: string) => void;
  /** What is proposed for the order; null while prices are not known. */
  proposal: PricedDocument | null;
  stock: ReadonlyMap<string, LineStock>;
  /** Products that this person keeps at hand. */
  favourites: ReadonlySet<string>;
  onFavourite: (productId: string, favourite: boolean) => void;
  /** The line is done: on to the next product. */
  onDone: () => void;
  ref?: Ref<OrderLinesHandle>;
}

export function OrderLines(props: OrderLinesProps) {
  const { form, totals, terms, onDone, ref } = props;
  const { t, formats } = useLocale();
  const table = useRef<HTMLTableElement>(null);
  /** The line whose quantity gets the cursor as soon as it is drawn. */
  const wanted = useRef<string | null>(null);
  /** The quantity behind which a word is begun. */
  const wordIn = useRef<HTMLInputElement | null>(null);
  const lines = elementsOf(form.body, 'lines');
  const totalsById = new Map(totals.lines.map((line) => [line.id, line]));
  const focusWanted = useCallback(() => {
    if (wanted.current === null) return;
    const cell = `[data-line="${CSS.escape(wanted.current)}"] [data-cell="quantity"] input`;
    const input = table.current?.querySelector<HTMLInputElement>(cell);
    if (!input) return;
    wanted.current = null;
    input.focus();
    input.closest('tr')?.scrollIntoView({ block: 'nearest' });
  }, []);
  useImperativeHandle(
    ref,
    () => ({
      focusQuantity(lineId, typed) {
        if (typed !== undefined) form.change((body) => withCount(body, lineId, typed, terms));
        wanted.current = lineId;
        focusWanted();
      },
      focusFirst() {
        table.current?.querySelector<HTMLInputElement>('[data-cell="quantity"] input')?.focus();
      },
    }),
    [focusWanted, form, terms],
  );
  useLayoutEffect(focusWanted);

  if (lines.length === 0) return <p className={styles.nothing}>{t('orders.noLines')}</p>;
  return (
    <table ref={table} className={styles.lines} aria-label={t('field.lines')} onKeyDown={handleKey}>
      <thead>
        <tr>
          <th scope="col" className={styles.index}>
            <span className={styles.hidden}>{t('orders.column.index')}</span>
          </th>
          <th scope="col">{t('field.productId')}</th>
          <th scope="col" className={styles.quantity}>
            {t('field.quantity')}
          </th>
          <th scope="col" className={styles.price}>
            {t('field.unitPrice')}
          </th>
          <th scope="col" className={styles.share}>
            {t('field.discountPercentage')}
          </th>
          <th scope="col" className={styles.tax}>
            {t('field.taxPercentage')}
          </th>
          <th scope="col" className={styles.net}>
            {t('orders.column.net')}
          </th>
          <th scope="col" className={styles.remove}>
            <span className={styles.hidden}>{t('action.remove')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line, index) => (
          <Line
            key={idOf(line)}
            {...props}
            index={formats.number(index + 1)}
            line={line}
            own={totalsById.get(idOf(line))}
          />
        ))}
      </tbody>
    </table>
  );

  function handleKey(event: KeyboardEvent<HTMLTableElement>): void {
    const input = event.target instanceof HTMLInputElement ? event.target : null;
    const cell = input?.closest<HTMLElement>('[data-cell]')?.dataset['cell'];
    if (!input || cell === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    // Behind a number and a blank a word says of what it is: «۲ کارتن».
    if (event.key === ' ' && /\d/.test(digitsToLatin(input.value))) wordIn.current = input;
    else if (event.key.length > 1 && event.key !== 'Backspace') wordIn.current = null;
    const isWord = wordIn.current === input || /\p{L}/u.test(input.value);
    // The next product: its first letter goes where the cursor goes.
    if (cell === 'quantity' && /^\p{L}$/u.test(event.key) && !isWord) onDone();
    const isWhole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    if (event.key === 'Delete' && cell === 'quantity' && isWhole) {
      event.preventDefault();
      const row = input.closest('tr');
      const next = row?.nextElementSibling ?? row?.previousElementSibling;
      row?.querySelector<HTMLButtonElement>('[data-removes]')?.click();
      const other = next?.querySelector<HTMLInputElement>('[data-cell="quantity"] input');
      if (other) other.focus();
      else onDone();
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      onDone();
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const inputs = [...(table.current?.querySelectorAll<HTMLInputElement>(`[data-cell="${cell}"] input`) ?? [])];
    const next = inputs[inputs.indexOf(input) + (event.key === 'ArrowDown' ? 1 : -1)];
    event.preventDefault();
    if (next) next.focus();
    else if (event.key === 'ArrowUp') onDone();
  }
}

interface LineProps extends OrderLinesProps {
  index: string;
  line: RecordBody;
  own: OrderLineTotals | undefined;
}

function Line({
  index,
  line,
  form,
  own,
  obstacles,
  terms,
  proposal,
  stock,
  favourites,
  onFavourite,
  onAsk,
}: LineProps) {
  const { t, formats, direction } = useLocale();
  // Units under units: the end of a figure is its right in both languages.
  const figuresAlign = direction === 'rtl' ? 'start' : 'end';
  const { change } = form;
  const id = idOf(line);
  const name = textOf(line, 'productName') ?? '';
  const currency = textOf(form.body, 'currency');
  const wordsAt = (field: string): string | undefined => {
    const obstacle = obstacles.find(({ path }) => path === joinPath('lines', id, field));
    return obstacle && (t.maybe(`reason.${obstacle.reason}`) ?? t('field.error.other'));
  };
  const price = moneyOf(line, 'unitPrice');

  const isFree = textOf(line, 'freeBy') !== null;
  const isTyped = line['typedPrice'] === true || line['typedDiscount'] === true;
  const productId = textOf(line, 'productId') ?? '';
  const isFavourite = favourites.has(productId);

  function remove(): void {
    change((body) => withoutLine(body, id, terms));
    notify(t('orders.lineRemoved', { name }), {
      label: t('action.undo'),
      run: () => change((body) => withElementBack(body, 'lines', line)),
    });
  }

  return (
    <tr data-line={id}>
      <td className={styles.index}>{index}</td>
      <th scope="row" className={styles.product}>
        <WrittenText>{name}</WrittenText>
        {(isFree || isTyped) && (
          <span className={styles.how}>{t(isFree ? 'pricing.line.free' : 'pricing.line.typed')}</span>
        )}
      </th>
      <td className={styles.quantity} data-cell="quantity">
        <LineQuantity
          line={line}
          terms={terms}
          align={figuresAlign}
          onChange={({ quantity, saidIn }) => change((body) => withQuantity(body, id, quantity, terms, saidIn))}
          onSwitch={() => terms && change((body) => withNextUnit(body, id, terms))}
          error={wordsAt('quantity')}
        />
        <StockNote stock={stock.get(productId)} quantity={integerOf(line, 'quantity') ?? 0} />
      </td>
      <td className={styles.price} data-cell="price">
        {isCurrencyCode(currency) && (
          <MoneyInput
            aria-label={t('orders.cell.price', { name })}
            required
            align={figuresAlign}
            currency={currency}
            value={readMoney(price)}
            onChange={(money) =>
              change((body) =>
                withTyped(
                  body,
                  id,
                  'unitPrice',
                  money ? { amount: money.amount, currency: money.currency } : undefined,
                  terms,
                ),
              )
            }
            error={price === null ? t('reason.order.priceMissing') : wordsAt('unitPrice')}
          />
        )}
        <PriceNote proposed={proposedFor(proposal, line)} isTyped={isTyped} />
        <UnitPriceNote price={readMoney(price)} saidIn={saidInOf(line)} />
      </td>
      <td className={styles.share} data-cell="discount">
        <PercentageInput
          aria-label={t('orders.cell.discount', { name })}
          align={figuresAlign}
          value={integerOf(line, 'discountPercentage')}
          onChange={(percentage) => change((body) => withTyped(body, id, 'discountPercentage', percentage ?? 0, terms))}
          error={wordsAt('discountPercentage')}
        />
      </td>
      <td className={styles.tax}>{formats.percentage(integerOf(line, 'taxPercentage') ?? 0)}</td>
      <td className={styles.net}>
        {own && (
          <button
            type="button"
            className={styles.why}
            title={t('pricing.why')}
            // Speech control takes what is read on it, so that its name holds it.
            aria-label={`${t('pricing.why.of', { name })} ${formats.amount(own.net)}`}
            onClick={() => onAsk(id)}
          >
            <MoneyText money={own.net} withoutUnit />
          </button>
        )}
      </td>
      <td className={styles.remove}>
        <ActionIcon
          size={26}
          aria-label={t('orders.favourite', { name })}
          aria-pressed={isFavourite}
          onClick={() => onFavourite(productId, !isFavourite)}
        >
          {isFavourite ? <IconStarFilled size={15} aria-hidden /> : <IconStar size={15} stroke={1.75} aria-hidden />}
        </ActionIcon>
        <ActionIcon size={26} data-removes aria-label={t('orders.removeLine', { name })} onClick={remove}>
          <IconTrash size={15} stroke={1.75} aria-hidden />
        </ActionIcon>
      </td>
    </tr>
  );
}

const readMoney = (money: { amount: number; currency: string } | null): Money | null =>
  money && isCurrencyCode(money.currency) ? { amount: money.amount, currency: money.currency } : null;
