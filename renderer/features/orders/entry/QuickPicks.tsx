/** What an order may begin with, by line or as a whole: the customer's last order, what they usually buy, and what this person keeps at hand. At today's prices. */
import { useRef, useState, type KeyboardEvent } from 'react';
import { Button, SegmentedControl } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { OrderSuggestions, SuggestedLine } from '../../../../shared/contract/sales.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { useKeys } from '../../../ui/keyboard/Keys.tsx';
import { useLocale } from '../../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../../ui/state/notify.tsx';
import { Kbd } from '../../../ui/text/Kbd.tsx';
import { DateText, MoneyText, WrittenText } from '../../../ui/text/Text.tsx';
import { QuantityInWords } from '../../products/QuantityTexts.tsx';
import { lineOf } from '../orderEdits.ts';
import styles from './QuickPicks.module.css';
import type { OrderEntry } from './useOrderEntry.ts';

const SHELVES = ['lastOrder', 'usual', 'favourites'] as const;
type Shelf = (typeof SHELVES)[number];

export interface QuickPicksProps {
  body: RecordBody;
  suggestions: OrderSuggestions | undefined;
  entry: OrderEntry;
}

export function QuickPicks({ body, suggestions, entry }: QuickPicksProps) {
  const { t, formats } = useLocale();
  const [chosen, setChosen] = useState<Shelf | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const shelf = chosen ?? firstFull(suggestions);
  const lines = linesOn(shelf, suggestions);
  const missing = lines.filter(({ productId, gone }) => gone === null && lineOf(body, productId) === null);

  function open(next: Shelf): void {
    setChosen(next);
    requestAnimationFrame(() => list.current?.querySelector('button')?.focus());
  }

  async function addAll(): Promise<void> {
    if (missing.length === 0) return;
    const { added, undo } = await entry.enterAll(missing);
    if (added > 0) notify(t('orders.picks.added', { count: added }), { label: t('action.undo'), run: undo });
  }

  useKeys([
    ...SHELVES.map((name, index) => ({
      keys: ['Alt', String(index + 1)],
      label: t(`orders.picks.${name}`),
      run: () => open(name),
      inFields: true,
    })),
    { keys: ['Alt', 'A'], label: t('orders.picks.keys.all'), run: () => void addAll(), inFields: true },
  ]);

  if (!suggestions) return null;
  return (
    <section className={styles.picks} aria-label={t('orders.picks.title')}>
      <header className={styles.head}>
        <SegmentedControl
          size="xs"
          aria-label={t('orders.picks.title')}
          value={shelf}
          onChange={(value) => setChosen(SHELVES.find((name) => name === value) ?? null)}
          data={SHELVES.map((name) => ({
            value: name,
            label: t('orders.picks.counted', {
              name: t(`orders.picks.${name}`),
              count: formats.number(linesOn(name, suggestions).length),
            }),
          }))}
        />
        {shelf === 'lastOrder' && suggestions.lastOrder && (
          <span className={styles.dim}>
            {formats.code(suggestions.lastOrder.number)} · <DateText value={suggestions.lastOrder.orderedOn} />
          </span>
        )}
        {missing.length > 0 && (
          <Button
            size="compact-sm"
            variant="default"
            className={styles.all ?? ''}
            rightSection={<Kbd keys={['Alt', 'A']} />}
            onClick={() => void addAll()}
          >
            {t('orders.picks.all', { count: missing.length })}
          </Button>
        )}
      </header>
      {lines.length === 0 ? (
        <p className={styles.nothing}>{t(`orders.picks.${shelf}.nothing`)}</p>
      ) : (
        <ul ref={list} className={styles.list} onKeyDown={moveWithArrows}>
          {lines.map((line) => (
            <Pick
              key={line.productId}
              line={line}
              isIn={lineOf(body, line.productId) !== null}
              onTake={() => void entry.enterOne(line)}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

function Pick({ line, isIn, onTake }: { line: SuggestedLine; isIn: boolean; onTake: () => void }) {
  const { t } = useLocale();
  const { name, unit, quantity, saidIn, price, gone, orderCount } = line;
  return (
    <li>
      <button
        type="button"
        className={styles.pick}
        data-gone={gone !== null || undefined}
        // Said, and reached by the arrows like the others.
        aria-disabled={gone !== null || undefined}
        onClick={() => gone === null && onTake()}
      >
        <IconPlus size={14} stroke={1.75} aria-hidden className={styles.plus} />
        <span className={styles.name}>
          <WrittenText>{name}</WrittenText>
          {gone !== null && <span className={styles.warn}>{t(`orders.picks.gone.${gone}`)}</span>}
          {isIn && <span className={styles.dim}>{t('orders.picks.in')}</span>}
        </span>
        <span className={styles.dim}>{orderCount !== undefined && t('orders.picks.times', { count: orderCount })}</span>
        <span className={styles.quantity}>
          <QuantityInWords quantity={quantity} unit={unit} saidIn={saidIn} />
        </span>
        <span className={styles.price}>
          {price ? (
            <MoneyText money={price} />
          ) : (
            gone === null && <span className={styles.warn}>{t('products.noPrice')}</span>
          )}
        </span>
      </button>
    </li>
  );
}

/** The first that has anything. */
const firstFull = (suggestions: OrderSuggestions | undefined): Shelf =>
  SHELVES.find((name) => linesOn(name, suggestions).length > 0) ?? 'lastOrder';

function linesOn(shelf: Shelf, suggestions: OrderSuggestions | undefined): readonly SuggestedLine[] {
  if (!suggestions) return [];
  return shelf === 'lastOrder' ? (suggestions.lastOrder?.lines ?? []) : suggestions[shelf];
}

function moveWithArrows(event: KeyboardEvent<HTMLUListElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const here = buttons.indexOf(document.activeElement as HTMLButtonElement);
  event.preventDefault();
  buttons[here + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
}
