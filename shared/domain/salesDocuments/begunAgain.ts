/** The way back of a draft that was removed. Pure. */
import type { Role } from '../organisation/organisation.ts';
import { mayWrite } from '../permissions.ts';
import type { RecordBody } from '../record.ts';

/**
 * As it is begun again: with all that was typed. That it came of a quote, and what somebody was asked about it, is the steps' to write and stays behind.
 */
export function begunAgain(body: RecordBody): RecordBody {
  const { quoteId: _quote, approval: _asked, ...draft } = body;
  return draft;
}

/** As the role may write it: where a draft was imported, or stood on paper, that it was stays behind for whoever may not say so; nothing that was typed into it does. */
export function begunAgainBy(role: Role, body: RecordBody): RecordBody {
  return Object.fromEntries(
    Object.entries(begunAgain(body)).filter(([field]) => mayWrite(role, 'salesDocuments', field, 'new')),
  );
}
