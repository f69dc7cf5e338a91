/** Where lines come from: a code, a barcode or a name, perhaps with how much, then Enter. What was typed is kept through a crash, as the order is. */
import { useEffect, useLayoutEffect, useRef, useState, type Ref } from 'react';
import { ActionIcon, Combobox, TextInput, useCombobox } from '@mantine/core';
import { IconBarcode, IconCheck, IconX } from '@tabler/icons-react';
import type { ProductRow } from '../../../../shared/contract/sales.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { documentDay } from '../../../../shared/domain/salesDocuments/documentStates.ts';
import { quantityWords } from '../../../../shared/locale/quantityWords.ts';
import { useCore } from '../../../data/CoreProvider.tsx';
import { useLive } from '../../../data/useLive.ts';
import { useLocale } from '../../../ui/locale/LocaleProvider.tsx';
import { Ltr, WrittenText } from '../../../ui/text/Text.tsx';
import { ProductOption } from '../../products/ProductOption.tsx';
import { useToday } from '../../records/useDirectory.ts';
import styles from './EntryLine.module.css';
import { readingsOf } from './entryText.ts';
import type { Entry } from './findProduct.ts';
import { againOf, ONE_PIECE, quantityOf } from './refusedList.ts';
import type { OrderEntry } from './useOrderEntry.ts';
import type { Outcome } from './useTakingIn.ts';

const OFFERED = 20;
const PAUSE_MILLISECONDS = 60;

export interface EntryLineProps {
  body: RecordBody;
  /** What is typed. */
  text: string;
  onType: (text: string) => void;
  entry: OrderEntry;
  /** Down from here, to the lines. */
  onDown: () => void;
  ref?: Ref<HTMLInputElement>;
}

export function EntryLine({ body, text, onType, entry, onDown, ref }: EntryLineProps) {
  const { t, formats } = useLocale();
  const [asked, setAsked] = useState<string | null>(null);
  /** Moved to with the arrows: Enter takes it, whatever the text by itself would find. */
  const [moved, setMoved] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const { found, isStale } = useOffered(body, asked);
  const ids = isStale ? undefined : found?.map(({ id }) => id).join();
  const latest = useRef(combobox);
  useLayoutEffect(() => {
    latest.current = combobox;
  });
  useEffect(() => {
    setMoved(false);
    if (ids !== undefined && ids !== '') latest.current.selectFirstOption();
  }, [ids]);
  useEffect(() => () => clearTimeout(timer.current), []);

  function askSoon(next: string): void {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setAsked(next), PAUSE_MILLISECONDS);
  }

  function close(): void {
    clearTimeout(timer.current);
    combobox.closeDropdown();
    setAsked(null);
    setMoved(false);
  }

  function send(given: Entry): void {
    onType('');
    close();
    entry.enter(given);
  }

  return (
    <div className={styles.entry}>
      <Combobox
        store={combobox}
        shadow="md"
        transitionProps={{ duration: 0 }}
        position="bottom-start"
        width="max-content"
        onOptionSubmit={(id) => {
          const chosen = found?.find((product) => product.id === id);
          if (chosen) send({ text, chosen, scanned: false });
        }}
      >
        <Combobox.Target withKeyboardNavigation withExpandedAttribute>
          <TextInput
            ref={ref}
            aria-label={t('orders.addProduct')}
            placeholder={t('orders.addProductHint')}
            autoComplete="off"
            spellCheck={false}
            value={text}
            data-busy={entry.busy || undefined}
            leftSection={<IconBarcode size={17} stroke={1.75} aria-hidden />}
            classNames={{ input: styles.input ?? '' }}
            onChange={(event) => {
              onType(event.currentTarget.value);
              setMoved(false);
              if (event.currentTarget.value.trim() === '') return close();
              combobox.openDropdown();
              askSoon(event.currentTarget.value);
            }}
            onBlur={close}
            onKeyDown={(event) => {
              if (event.key === 'Escape' && combobox.dropdownOpened) {
                event.preventDefault();
                close();
              }
              if (event.key === 'ArrowDown' && !combobox.dropdownOpened && text.trim() === '') {
                event.preventDefault();
                onDown();
              }
              if (event.key === 'ArrowDown' || event.key === 'ArrowUp') setMoved(combobox.dropdownOpened);
              if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
              // The list may take it only where somebody went to one of its products; nor does Enter save the order.
              if (moved && combobox.dropdownOpened && !isStale) return;
              event.preventDefault();
              event.stopPropagation();
              if (text.trim() === '') entry.leaveAtOne();
              else send({ text: text.trim(), scanned: false });
            }}
          />
        </Combobox.Target>
        <Combobox.Dropdown className={styles.dropdown ?? ''} hidden={found === undefined || text.trim() === ''}>
          <Combobox.Options className={styles.options ?? ''} aria-label={t('action.choose')}>
            {found?.length === 0 && <Combobox.Empty>{t('empty.noMatch.title')}</Combobox.Empty>}
            {found?.map((product) => (
              <Combobox.Option key={product.id} value={product.id} className={styles.option ?? ''}>
                <ProductOption product={product} />
              </Combobox.Option>
            ))}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      <EntryOutcome outcome={entry.last} />
      {entry.refused.length > 0 && (
        <ul className={styles.refused} aria-label={t('orders.entry.refused')}>
          {entry.refused.map((one) => (
            <li key={one.text}>
              <button
                type="button"
                className={styles.again}
                title={t('orders.entry.again')}
                onClick={() => {
                  const again = againOf(one);
                  onType(again.text);
                  entry.dismiss(one.text, again.quantity);
                  setAsked(again.text);
                  combobox.openDropdown();
                }}
              >
                <Ltr>{one.text}</Ltr>
                {quantityOf(one) !== ONE_PIECE && (
                  <span className={styles.times}>
                    <Ltr>{`×${formats.quantity(quantityOf(one))}`}</Ltr>
                  </span>
                )}
              </button>
              <ActionIcon
                size={20}
                aria-label={t('orders.entry.dismiss', { text: one.text })}
                onClick={() => entry.dismiss(one.text)}
              >
                <IconX size={12} stroke={1.75} aria-hidden />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Said aloud by a screen reader too, and never takes the cursor. */
function EntryOutcome({ outcome }: { outcome: Outcome | null }) {
  const { t, formats, direction } = useLocale();
  const wordsOf = (quantity: number): string =>
    outcome?.is === 'added' ? quantityWords({ formats }, quantity, outcome.unit, outcome.saidIn) : '';
  const quantity = outcome?.is === 'added' ? wordsOf(outcome.quantity) : '';
  return (
    <p className={styles.outcome} role="status" data-is={outcome?.is}>
      {outcome?.is === 'added' && (
        // Anew for each, so that the same product twice is seen twice.
        <span key={`${outcome.lineId} ${String(outcome.quantity)}`} className={styles.flash}>
          <IconCheck size={15} stroke={2} aria-hidden />
          <WrittenText>{outcome.name}</WrittenText>
          <bdi dir={direction}>
            {outcome.before > 0 ? t('orders.entry.more', { before: wordsOf(outcome.before), quantity }) : quantity}
          </bdi>
          {outcome.namesake !== undefined && (
            <WrittenText>{t('orders.entry.namesake', { quantity, name: outcome.namesake })}</WrittenText>
          )}
        </span>
      )}
      {outcome?.is === 'refused' && (
        <span>
          {t(`orders.entry.${outcome.why}`, { text: `\u2068${outcome.text}\u2069`, name: outcome.name ?? '' })}
        </span>
      )}
    </p>
  );
}

/** What is offered for the text: found by the likeliest reading of it that finds anything. */
function useOffered(
  body: RecordBody,
  asked: string | null,
): { found: readonly ProductRow[] | undefined; isStale: boolean } {
  const core = useCore();
  const today = useToday();
  const [likeliest, other] = readingsOf(asked ?? '');
  const currency = textOf(body, 'currency');
  const customerId = textOf(body, 'customerId');
  const common = {
    on: documentDay(body) ?? today,
    offset: 0,
    limit: OFFERED,
    ...(currency === null ? {} : { currency }),
    ...(customerId === null ? {} : { customerId }),
  };
  const first = useLive(
    core.products.search,
    { text: (likeliest?.find ?? '').slice(0, 200), ...common },
    { enabled: likeliest !== undefined },
  );
  const isEmpty = likeliest !== undefined && !first.isPrevious && first.data?.total === 0;
  const second = useLive(
    core.products.search,
    { text: (other?.find ?? '').slice(0, 200), ...common },
    { enabled: isEmpty && other !== undefined },
  );
  if (asked === null || likeliest === undefined) return { found: undefined, isStale: true };
  const answer = isEmpty && other ? second : first;
  return { found: answer.data?.rows, isStale: answer.isPrevious || answer.data === undefined };
}
