/** The entry line of one order: what stands in it, which is kept as the order is, and what becomes of it; and a scanner wherever the cursor is. */
import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import { useCore } from '../../../data/CoreProvider.tsx';
import { attempt } from '../../../data/useCommand.ts';
import { useDraft } from '../../../data/useDraft.ts';
import { useLocale } from '../../../ui/locale/LocaleProvider.tsx';
import { notifyFailure } from '../../../ui/state/notify.tsx';
import type { RecordForm } from '../../records/useRecordForm.ts';
import type { OrderLinesHandle } from '../OrderLines.tsx';
import type { EditedKind } from '../useEditedPaper.ts';
import type { Pricing } from '../usePricing.ts';
import { quantityAlone } from './entryText.ts';
import { useOrderEntry, type OrderEntry } from './useOrderEntry.ts';
import { useRefused } from './useRefused.ts';
import { useScanner } from './useScanner.ts';
import { useWaiting } from './useWaiting.ts';
import { textOfWaiting } from './waitingList.ts';

export interface EntryLineState {
  readonly text: string;
  type(text: string): void;
  readonly entry: OrderEntry;
  /** Nothing stands in the line. What does is told of, and has the cursor. */
  isEmpty(): boolean;
  /** The order has become a record: what stands in the line, what waits for an answer, and what could not be entered, goes along. */
  goAlong(orderId: string): Promise<void>;
  /** The order is finished: says what came too late for it, and forgets the rest. */
  finish(): void;
  /** What comes back brings all of it back, where the order came back as another one to that. */
  forget(): (orderId?: string) => Promise<void>;
}

export interface EntryLineOptions {
  readonly kind: EditedKind;
  /** The order's id; of one that was never saved, whose it is. */
  readonly of: { readonly id: string } | { readonly customerId: string };
  readonly form: RecordForm;
  readonly pricing: Pricing;
  readonly input: RefObject<HTMLInputElement | null>;
  readonly lines: RefObject<OrderLinesHandle | null>;
  /** The order is saved under an address of its own: nothing more is taken in here. */
  readonly hasMoved: () => boolean;
  readonly isFinished: () => boolean;
  /** Hands over what was scanned before this editor stood here, once. */
  readonly takeScanned: () => readonly string[];
}

export function useEntryLine(options: EntryLineOptions): EntryLineState {
  const { kind, of, form, pricing, input, lines, hasMoved, isFinished, takeScanned } = options;
  const { t } = useLocale();
  const core = useCore();
  const address = 'id' in of ? of.id : `new/${of.customerId}`;
  const draft = useDraft<string>(keyOf(kind, address), '');
  const kept = useRefused(refusedKeyOf(kind, address));
  const waiting = useWaiting(waitingKeyOf(kind, address));
  const text = draft.value ?? '';
  const latest = useRef(text);
  useLayoutEffect(() => {
    latest.current = text;
  });
  const type = (next: string): void => {
    latest.current = next;
    if (next === '') draft.drop();
    else draft.set(next);
  };
  const onLate = (late: string): void =>
    notifyFailure({
      title: t('orders.entry.late.title', { text: `\u2068${late}\u2069` }),
      help: t('orders.entry.late.help'),
    });
  const entry = useOrderEntry(form, pricing, {
    waiting,
    kept,
    onAdded(lineId) {
      // Digits that came before the line did are its quantity; what else was typed goes on.
      const quantity = quantityAlone(latest.current);
      if (latest.current !== '' && quantity === null) return;
      if (quantity !== null) type('');
      lines.current?.focusQuantity(lineId, quantity ?? undefined);
    },
    hasMoved,
    isFinished,
    onLate,
  });
  const { enter } = entry;
  const taking = useRef(takeScanned);
  useEffect(() => {
    for (const code of taking.current()) enter({ text: code, scanned: true });
  }, [enter]);
  useScanner({
    onScan: (code) => {
      input.current?.focus();
      enter({ text: code, scanned: true });
    },
    focusEntry: () => input.current?.focus(),
    remember: () => {
      const before = form.body;
      return () => form.change(() => before);
    },
  });
  const forget = (): ((orderId?: string) => Promise<void>) => {
    const forgotten = { text: latest.current, refused: kept.list, waiting: waiting.all() };
    draft.drop();
    kept.forget();
    waiting.forget();
    return async (orderId = address) => {
      const put = (key: string, value: object | string) => attempt(core.drafts.put, { key, value: value as never });
      if (forgotten.text !== '') await put(keyOf(kind, orderId), forgotten.text);
      if (forgotten.refused.length > 0) await put(refusedKeyOf(kind, orderId), forgotten.refused);
      if (forgotten.waiting.length > 0) await put(waitingKeyOf(kind, orderId), forgotten.waiting);
    };
  };
  return {
    text,
    type,
    entry,
    isEmpty() {
      const standing = latest.current.trim();
      if (standing === '') return true;
      entry.tellStanding(standing);
      input.current?.focus();
      return false;
    },
    async goAlong(orderId) {
      if (latest.current !== '') await attempt(core.drafts.put, { key: keyOf(kind, orderId), value: latest.current });
      draft.drop();
      await kept.goAlong(refusedKeyOf(kind, orderId));
      await waiting.goAlong(waitingKeyOf(kind, orderId));
    },
    finish() {
      for (const late of waiting.all()) onLate(textOfWaiting(late));
      forget();
    },
    forget,
  };
}

const keyOf = (kind: EditedKind, of: string): string => `${kind}s/${of}/entry`;
const refusedKeyOf = (kind: EditedKind, of: string): string => `${kind}s/${of}/refused`;
const waitingKeyOf = (kind: EditedKind, of: string): string => `${kind}s/${of}/waiting`;
