import type { SaidIn } from '../../../../shared/domain/products/units.ts';
import type { Entry } from './findProduct.ts';
import { timesText } from './refusedList.ts';

/** A product to take in. */
export interface WantedLine {
  readonly productId: string;
  readonly name: string;
  /** × 1,000, of its own unit. */
  readonly quantity: number;
  /** In which unit it is offered; left out by what waited in an earlier version. */
  readonly saidIn?: SaidIn | null | undefined;
}

/** What was entered and is not in the order yet. */
export type Waiting = { readonly id: string } & (
  | {
      readonly is: 'entry';
      readonly entry: Entry;
      /** A number by itself, typed right after that entry: how much of it, if that asked how much. */
      readonly follows?: string;
    }
  /** More of one product. */
  | { readonly is: 'one'; readonly line: WantedLine }
  /** Those that the order does not have yet, together. */
  | { readonly is: 'all'; readonly lines: readonly WantedLine[] }
);

/** As somebody would say it who has to enter it again. */
export function textOfWaiting(waiting: Waiting): string {
  switch (waiting.is) {
    case 'entry':
      return waiting.entry.text;
    case 'one':
      return timesText(waiting.line.name, waiting.line.quantity);
    case 'all':
      return waiting.lines.map(({ name }) => name).join(', ');
  }
}
