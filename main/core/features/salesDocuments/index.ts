/** Quotes, deliveries, invoices and returns: lists, the chain of an order, and each step as a command of its own. */
import { createError } from '../../../../shared/base/errors.ts';
import { splitPath } from '../../../../shared/base/leafPath.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import { isDocumentEditable } from '../../../../shared/domain/salesDocuments/documentStates.ts';
import { createRecord, editRecord } from '../commands.ts';
import { liveQuery, readWindow } from '../live.ts';
import { atWork } from '../procedures.ts';
import { readChain, toDocumentRows } from './chain.ts';
import { stockPlaceOf } from '../stock/paperStock.ts';
import { readExceeding } from './exceeding.ts';
import { refuseFieldOfStep } from './fieldsOfSteps.ts';
import { changeLines, follow } from './following.ts';
import { documentListQuery, type DocumentListRow } from './queries.ts';
import { acceptQuote, declineQuote, prolongQuote, sendQuote } from './quotes.ts';
import { cancel, issue, receive, refuse, removeDraft, requireDocument } from './steps.ts';

export const salesDocuments = {
  list: atWork.salesDocuments.list.handler(({ input, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['salesDocuments'],
      dependencies: ['salesDocuments', 'customers', 'reviews'],
      run: async (ends) => {
        const query = documentListQuery(input);
        if (query === null) return { total: 0, rows: [] };
        const { total, rows } = await readWindow<DocumentListRow>(work, query, ends);
        return { total, rows: await toDocumentRows(work, rows, ends) };
      },
    }),
  ),
  usualPlace: atWork.salesDocuments.usualPlace.handler(({ context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['salesDocuments', 'stock'],
      dependencies: ['organisation'],
      run: () => {
        const id = stockPlaceOf(work, undefined);
        return id === null ? null : { id };
      },
    }),
  ),
  exceeding: atWork.salesDocuments.exceeding.handler(({ context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['salesDocuments'],
      dependencies: ['salesDocuments', 'customers'],
      run: (ends) => readExceeding(work, ends),
    }),
  ),
  chain: atWork.salesDocuments.chain.handler(({ input, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['salesDocuments'],
      dependencies: ['salesDocuments', 'customers', 'reviews'],
      run: (ends) => readChain(work, input.orderId, ends),
    }),
  ),

  createQuote: atWork.salesDocuments.createQuote.handler(({ input: { id, kind, body }, context }) => {
    if (kind !== 'quote') throw createError('invalid_input', { reason: 'unknown_kind', kind });
    const { state = 'draft', ...fields } = body;
    if (state !== 'draft') throw createError('illegal_transition', { from: '', to: textOf(body, 'state') ?? '' });
    for (const field of Object.keys(fields)) refuseFieldOfStep(field);
    return createRecord(context.work, 'salesDocuments', context.nextId(), { id, kind, body: { ...fields, state } });
  }),
  editDraft: atWork.salesDocuments.editDraft.handler(({ input, context: { work } }) => {
    const record = requireDocument(work, input.id);
    for (const { path } of input.changes) refuseFieldOfStep(splitPath(path)[0] ?? '');
    if (!isDocumentEditable(record.body)) throw createError('locked', { reason: 'record', id: input.id });
    return editRecord(work, 'salesDocuments', input);
  }),
  changeLines: atWork.salesDocuments.changeLines.handler(({ input, context }) => changeLines(context, input)),
  removeDraft: atWork.salesDocuments.removeDraft.handler(async ({ input, context: { work } }) =>
    removeDraft(work, input.id),
  ),
  sendQuote: atWork.salesDocuments.sendQuote.handler(({ input, context }) => sendQuote(context, input.id)),
  prolongQuote: atWork.salesDocuments.prolongQuote.handler(({ input, context }) => prolongQuote(context, input)),
  declineQuote: atWork.salesDocuments.declineQuote.handler(({ input, context }) => declineQuote(context, input)),
  acceptQuote: atWork.salesDocuments.acceptQuote.handler(({ input, context }) => acceptQuote(context, input)),

  deliver: atWork.salesDocuments.deliver.handler(({ input: { receivedBy, ...request }, context }) =>
    follow(context, 'delivery', request, null, receivedBy === undefined || receivedBy === '' ? {} : { receivedBy }),
  ),
  invoice: atWork.salesDocuments.invoice.handler(({ input: { deliveryId, ...request }, context }) =>
    follow(context, 'invoice', request, deliveryId === undefined ? null : { field: 'deliveryId', id: deliveryId }),
  ),
  takeBack: atWork.salesDocuments.takeBack.handler(
    ({ input: { deliveryId, invoiceId, remedy, reason, ...request }, context }) => {
      const source =
        invoiceId !== undefined
          ? ({ field: 'invoiceId', id: invoiceId } as const)
          : deliveryId !== undefined
            ? ({ field: 'deliveryId', id: deliveryId } as const)
            : null;
      return follow(context, 'return', request, source, { remedy, ...(reason === undefined ? {} : { reason }) });
    },
  ),

  issue: atWork.salesDocuments.issue.handler(async ({ input, context }) => {
    return issue(context, input);
  }),
  receive: atWork.salesDocuments.receive.handler(async ({ input, context }) => receive(context, input)),
  refuse: atWork.salesDocuments.refuse.handler(async ({ input, context }) => refuse(context, input)),
  cancel: atWork.salesDocuments.cancel.handler(async ({ input, context }) => cancel(context, input)),
};
