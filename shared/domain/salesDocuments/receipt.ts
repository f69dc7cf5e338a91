/**
 * Money that a customer hands over: one payment in cash, by card, by transfer or by one cheque. What it pays for is a list of amounts; whatever is left
 * over counts against the oldest that is open (`shared/domain/receivables`). Its life, and a cheque's, is in `receiptStates.ts`.
 */
import { z } from 'zod';
import { isCurrencyCode } from '../../base/currency.ts';
import { joinPath } from '../../base/leafPath.ts';
import { elementsOf, moneyOf, objectOf, textOf } from '../bodyReads.ts';
import {
  commonFields,
  dateField,
  elementFields,
  idField,
  instantField,
  moneyField,
  noteField,
  paperField,
} from '../fields.ts';
import { followCustomer } from '../followCustomer.ts';
import { defineKind, type Violation } from '../kind.ts';
import { violation } from '../reasons.ts';
import type { RecordBody, RecordReference } from '../record.ts';
import { isReceiptStep, RECEIPT_METHODS, RECEIPT_STATES, STATES_OF_CHEQUES } from './receiptStates.ts';

/** The number that the central bank gives each cheque. */
export const SAYAD_ID = /^\d{16}$/;

const chequeFields = z.looseObject({
  number: z.string().trim().max(40).optional(),
  bank: z.string().trim().max(100).optional(),
  branch: z.string().trim().max(100).optional(),
  /** The account that it is drawn on. */
  account: z.string().trim().max(60).optional(),
  /** The day from which the bank pays it. */
  dueOn: dateField.optional(),
  /** Whose cheque it is, where it is not the customer's own. */
  drawer: z.string().trim().max(200).optional(),
  sayadId: z.string().regex(SAYAD_ID).optional(),
});

const allocationElement = z.looseObject({
  ...elementFields,
  /** An order or an invoice of the same customer. */
  documentId: idField,
  amount: moneyField,
});

export const receiptSchema = z.looseObject({
  ...commonFields,
  customerId: idField,
  /** Who took the money in. */
  ownerId: idField.optional(),
  /** `RCT-CODE-nnnn`, taken when the money is taken. */
  number: z.string().max(60).optional(),
  state: z.enum(RECEIPT_STATES),
  method: z.enum(RECEIPT_METHODS),
  receivedOn: dateField,
  currency: z.string().regex(/^[A-Z]{3}$/),
  amount: moneyField,
  /** What the card terminal or the bank calls the payment. */
  reference: z.string().trim().max(60).optional(),
  cheque: chequeFields.optional(),
  allocations: z.array(allocationElement).max(200).optional(),
  note: noteField.optional(),
  /** Entered by somebody else, from what whoever took the money had written on paper. */
  paper: paperField.optional(),
  collectedAt: instantField.optional(),
  collectedBy: idField.optional(),
  /** Somebody else has counted the cash, seen the money at the bank, or holds the cheque. */
  verifiedAt: instantField.optional(),
  verifiedBy: idField.optional(),
  depositedOn: dateField.optional(),
  /** The company's account that it was handed in for. */
  depositedTo: z.string().trim().max(100).optional(),
  clearedOn: dateField.optional(),
  bouncedOn: dateField.optional(),
  bounceReason: z.string().max(500).optional(),
  /** Given back to the customer. */
  returnedOn: dateField.optional(),
  /** The receipt of what came in its place. */
  replacedById: idField.optional(),
  cancelledAt: instantField.optional(),
  cancelReason: z.string().max(500).optional(),
});
export type Receipt = z.infer<typeof receiptSchema>;

export const receiptKind = defineKind({
  collection: 'salesDocuments',
  kind: 'receipt',
  schema: receiptSchema,
  merge: {
    default: 'serverOrder',
    policies: { source: 'locked' },
    groups: {
      // All of it: what was paid, by whom and how, never meets a step that was taken for something else.
      receipt: [
        'state',
        'customerId',
        'ownerId',
        'number',
        'method',
        'receivedOn',
        'currency',
        'amount',
        'reference',
        'cheque',
        'allocations',
        'collectedAt',
        'collectedBy',
        'verifiedAt',
        'verifiedBy',
        'depositedOn',
        'depositedTo',
        'clearedOn',
        'bouncedOn',
        'bounceReason',
        'returnedOn',
        'replacedById',
        'cancelledAt',
        'cancelReason',
        'paper',
      ],
    },
  },
  scope: followCustomer,
  searchText: (body) => {
    const cheque = objectOf(body['cheque']);
    return [
      textOf(body, 'number'),
      textOf(body, 'reference'),
      textOf(objectOf(body['paper']), 'number'),
      textOf(cheque, 'number'),
      textOf(cheque, 'sayadId'),
      textOf(cheque, 'drawer'),
    ].map((text) => text ?? '');
  },
  invariants: receiptViolations,
  isLocked: (body) => body['state'] !== 'draft',
  isTransitionAllowed: isReceiptStep,
  references: receiptReferences,
});

/** A draft may lack what is not known yet; nothing in it may contradict itself. A cancelled receipt is kept as it was, with the reason. */
export function receiptViolations(receipt: RecordBody): Violation[] {
  const state = textOf(receipt, 'state') ?? '';
  if (state === 'cancelled')
    return textOf(receipt, 'cancelReason') === null ? [violation('cancelReason', 'receipt.cancelReasonMissing')] : [];
  const consistency = consistencyOf(receipt);
  return state === 'draft' ? consistency : [...consistency, ...completenessOf(receipt)];
}

/** Everything that stands in the way of taking this money in, whatever the state is now; for the button as for the command. */
export const collectionViolations = (receipt: RecordBody): Violation[] => [
  ...consistencyOf(receipt),
  ...completenessOf(receipt),
];

function consistencyOf(receipt: RecordBody): Violation[] {
  const currency = textOf(receipt, 'currency');
  if (!isCurrencyCode(currency)) return [violation('currency', 'order.currencyUnknown')];
  const amount = moneyOf(receipt, 'amount');
  const violations: Violation[] = [];
  if (amount && amount.currency !== currency) violations.push(violation('amount', 'receipt.currencyDiffers'));
  if (amount && amount.amount < 0) violations.push(violation('amount', 'receipt.amountNotPositive'));
  let allocated = 0n;
  const documents = new Set<string>();
  for (const allocation of elementsOf(receipt, 'allocations')) {
    const path = joinPath('allocations', textOf(allocation, 'id') ?? '', 'amount');
    const part = moneyOf(allocation, 'amount');
    const documentId = textOf(allocation, 'documentId') ?? '';
    if (!part || !Number.isSafeInteger(part.amount) || part.amount <= 0)
      violations.push(violation(path, 'receipt.amountNotPositive'));
    else if (part.currency !== currency) violations.push(violation(path, 'receipt.currencyDiffers'));
    else allocated += BigInt(part.amount);
    if (documents.has(documentId)) violations.push(violation(path, 'receipt.allocatedTwice'));
    documents.add(documentId);
  }
  if (amount && Number.isSafeInteger(amount.amount) && allocated > BigInt(amount.amount))
    violations.push(violation('allocations', 'receipt.allocatedTooMuch'));
  return violations;
}

function completenessOf(receipt: RecordBody): Violation[] {
  const violations: Violation[] = [];
  const amount = moneyOf(receipt, 'amount')?.amount ?? 0;
  if (!Number.isSafeInteger(amount) || amount <= 0) violations.push(violation('amount', 'receipt.amountNotPositive'));
  const isCheque = receipt['method'] === 'cheque';
  const cheque = objectOf(receipt['cheque']);
  if (isCheque)
    for (const field of ['number', 'bank', 'dueOn'] as const)
      if (textOf(cheque, field) === null) violations.push(violation(joinPath('cheque', field), CHEQUE_REASONS[field]));
  if (!isCheque && STATES_OF_CHEQUES.some((state) => state === receipt['state']))
    violations.push(violation('state', 'receipt.notACheque'));
  return violations;
}

const CHEQUE_REASONS = {
  number: 'receipt.chequeNumberMissing',
  bank: 'receipt.bankMissing',
  dueOn: 'receipt.dueMissing',
} as const;

function receiptReferences(body: RecordBody): RecordReference[] {
  const customerId = textOf(body, 'customerId');
  const replacedById = textOf(body, 'replacedById');
  const documents = elementsOf(body, 'allocations').flatMap((allocation) => textOf(allocation, 'documentId') ?? []);
  return [
    ...(customerId ? [{ collection: 'customers' as const, id: customerId }] : []),
    ...[...documents, ...(replacedById ? [replacedById] : [])].map((id) => ({
      collection: 'salesDocuments' as const,
      id,
    })),
  ];
}
