/** The entry line of one order: what stands in it, which is kept as the order is, and what becomes of it; and a scanner wherever the cursor is. */
import { useLayoutEffect, useRef, type RefObject } from 'react';
import { useCore } from '../../../data/CoreProvider.tsx';
import { attempt } from '../../../data/useCommand.ts';
import { useDraft } from '../../../data/useDraft.ts';
import type { RecordForm } from '../../records/useRecordForm.ts';
import type { OrderLinesHandle } from '../OrderLines.tsx';
import type { EditedKind } from '../useEditedPaper.ts';
import type { Pricing } from '../usePricing.ts';
import { quantityAlone } from './entryText.ts';
import { useOrderEntry, type OrderEntry } from './useOrderEntry.ts';
import { useScanner } from './useScanner.ts';

export interface EntryLineState {
  readonly text: string;
  type(text: string): void;
  readonly entry: OrderEntry;
  /** The order has become a record: what stands in the line goes along. */
  goAlong(orderId: string): Promise<void>;
  forget(): void;
}

export interface EntryLineOptions {
  readonly kind: EditedKind;
  /** The order's id; of one that was never saved, whose it is. */
  readonly of: { readonly id: string } | { readonly customerId: string };
  readonly form: RecordForm;
  readonly pricing: Pricing;
  readonly input: RefObject<HTMLInputElement | null>;
  readonly lines: RefObject<OrderLinesHandle | null>;
}

export function useEntryLine({ kind, of, form, pricing, input, lines }: EntryLineOptions): EntryLineState {
  const core = useCore();
  const draft = useDraft<string>(keyOf(kind, 'id' in of ? of.id : `new/${of.customerId}`), '');
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
  const entry = useOrderEntry(form, pricing, (lineId) => {
    // Digits that came before the line did are its quantity; what else was typed goes on.
    const quantity = quantityAlone(latest.current);
    if (latest.current !== '' && quantity === null) return;
    if (quantity !== null) type('');
    lines.current?.focusQuantity(lineId, quantity ?? undefined);
  });
  useScanner({
    onScan: (code) => {
      input.current?.focus();
      entry.enter({ text: code, scanned: true });
    },
    focusEntry: () => input.current?.focus(),
    remember: () => {
      const before = form.body;
      return () => form.change(() => before);
    },
  });
  return {
    text,
    type,
    entry,
    async goAlong(orderId) {
      if (latest.current !== '') await attempt(core.drafts.put, { key: keyOf(kind, orderId), value: latest.current });
      draft.drop();
    },
    forget: draft.drop,
  };
}

const keyOf = (kind: EditedKind, of: string): string => `${kind}s/${of}/entry`;
