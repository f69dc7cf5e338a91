/** The way back of a draft that was removed. Pure. */
import type { RecordBody } from '../record.ts';

/**
 * As it is begun again: with all that was typed. That it came of a quote, and what somebody was asked about it, is the steps' to write and stays behind.
 */
export function begunAgain(body: RecordBody): RecordBody {
  const { quoteId: _quote, approval: _asked, ...draft } = body;
  return draft;
}
