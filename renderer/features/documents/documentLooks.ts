/** How a document's state is shown. That a quote has run out is told by its last day. */
import type { IsoDate } from '../../../shared/base/clock.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { isQuoteExpired } from '../../../shared/domain/salesDocuments/quote.ts';

export const shownState = (kind: string, body: RecordBody, today: IsoDate): string =>
  kind === 'quote' && isQuoteExpired(body, today) ? 'expired' : (textOf(body, 'state') ?? '');
