/** Orders and quotes are edited alike. What differs stands here: their commands, their words, and where they live. */
import type { ErrorCode } from '../../../shared/base/errors.ts';
import { ok, type Result } from '../../../shared/base/result.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import type { Violation } from '../../../shared/domain/kind.ts';
import { begunAgain, begunAgainBy } from '../../../shared/domain/salesDocuments/begunAgain.ts';
import { orderKind } from '../../../shared/domain/salesDocuments/order.ts';
import { confirmationViolations } from '../../../shared/domain/salesDocuments/orderRules.ts';
import { quoteKind, sendingViolations } from '../../../shared/domain/salesDocuments/quote.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { attempt, useCommand } from '../../data/useCommand.ts';
import { useRole } from '../records/useRights.ts';

export type EditedKind = 'order' | 'quote';

/** Where what is typed into a saved one is kept. */
export const draftKeyOf = (id: string): string => `orders/${id}`;

/** The quote does not hold any more: what came of it comes back as one of its own. Of anything else nobody knows what became of it. */
const QUOTE_IS_OVER: ReadonlySet<ErrorCode> = new Set([
  'illegal_transition',
  'not_found',
  'permission_denied',
  'quote_expired',
]);

export const definitionOfEdited = { order: orderKind, quote: quoteKind } as const;

/** Everything that stands in the way of confirming the order, or of sending the quote. */
const OBSTACLES: Readonly<Record<EditedKind, (body: RecordBody) => Violation[]>> = {
  order: confirmationViolations,
  quote: sendingViolations,
};

const WORDS = {
  order: {
    fresh: 'orders.new',
    draft: 'orders.draft',
    finish: 'orders.confirm',
    finished: 'orders.confirmed',
    removeDraft: 'orders.removeDraft',
  },
  quote: {
    fresh: 'quotes.new',
    draft: 'quotes.draft',
    finish: 'quotes.send',
    finished: 'quotes.sent',
    removeDraft: 'orders.removeDraft',
  },
} as const;

const HOMES = {
  order: { list: { to: '/orders' }, fresh: '/orders/new' },
  quote: { list: { to: '/documents', search: { kind: 'quote' } }, fresh: '/quotes/new' },
} as const;

export type EditedPaper = ReturnType<typeof useEditedPaper>;

export function useEditedPaper(kind: EditedKind) {
  const core = useCore();
  const mayConfirm = useMay('orders.confirm');
  const mayWrite = useMay('orders.write');
  const role = useRole();
  const confirming = useCommand(core.orders.confirm);
  const sending = useCommand(core.salesDocuments.sendQuote);
  const { create, edit, removeDraft } =
    kind === 'order'
      ? core.orders
      : {
          create: core.salesDocuments.createQuote,
          edit: core.salesDocuments.editDraft,
          removeDraft: core.salesDocuments.removeDraft,
        };
  return {
    create,
    edit,
    removeDraft,
    /**
     * One that was removed comes back: of the quote that it came of, while that still holds, else as one of its own.
     * @param id What it is called now. Asked again with the same, after an answer that was lost, it comes back once.
     */
    async beginAgain(id: string, body: RecordBody): Promise<Result<{ id: string }>> {
      const quoteId = textOf(body, 'quoteId');
      const { state, ...draft } = role === null ? begunAgain(body) : begunAgainBy(role, body);
      if (quoteId !== null) {
        const of = { id: quoteId, orderId: id, draft: draft as never };
        const accepted = await attempt(core.salesDocuments.acceptQuote, of);
        if (accepted.ok) return ok({ id: accepted.value.orderId });
        if (!QUOTE_IS_OVER.has(accepted.error.code)) return accepted;
      }
      return attempt(create, { id, kind, body: { ...draft, ...(state === undefined ? {} : { state }) } as never });
    },
    /** draft → confirmed, or → sent. */
    finishing: kind === 'order' ? confirming : sending,
    mayFinish: kind === 'order' ? mayConfirm : mayWrite,
    obstaclesOf: OBSTACLES[kind],
    words: WORDS[kind],
    home: HOMES[kind],
  };
}
