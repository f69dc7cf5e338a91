/** Which of the facts that a device brings this server has signed. Each kind of text has a shape of its own, so none passes for another. */
import { verify } from 'node:crypto';
import type { RecordId } from '../../shared/base/id.ts';
import { invoiceText } from '../../shared/domain/salesDocuments/invoiceNumber.ts';
import { compareText } from '../../shared/sync/jsonValues.ts';
import { readReceipt, type Receipt } from '../../shared/sync/receipt.ts';
import { readBooksMark, type BooksMark, type ServerFact, type SignedText } from '../../shared/sync/serverFacts.ts';
import { readSigningKey } from '../auth/devices.ts';
import type { ServerKeys } from '../auth/serverKeys.ts';
import { readDecisionStatement, type DecisionStatement } from './decisionStatement.ts';
import { isSound, type BroughtInvoice } from './takeInvoices.ts';

export interface GenuineFacts {
  /** In the order of the books. */
  readonly invoices: readonly BroughtInvoice[];
  readonly marks: readonly BooksMark[];
  readonly receipts: readonly { readonly signed: SignedText; readonly receipt: Receipt }[];
  /** In the order in which they were made: one may rest on another. */
  readonly decisions: readonly { readonly signed: SignedText; readonly decision: DecisionStatement }[];
  /** Forged, altered, of another company or of a form that this version does not know. */
  readonly refused: number;
}

export function readGenuine(keys: ServerKeys, company: RecordId, facts: readonly ServerFact[]): GenuineFacts {
  const key = readSigningKey(keys.publicKeys.signing);
  const isGenuine = ({ text, signature }: SignedText): boolean =>
    verify(null, Buffer.from(text, 'utf8'), key, Buffer.from(signature, 'base64url'));
  const invoices: BroughtInvoice[] = [];
  const marks: BooksMark[] = [];
  const receipts: { signed: SignedText; receipt: Receipt }[] = [];
  const decisions: { signed: SignedText; decision: DecisionStatement }[] = [];
  for (const fact of facts) {
    if (fact.kind === 'invoice') {
      const { order, invoice } = fact;
      const { signature, ...unsigned } = invoice;
      if (isSound(invoice) && isGenuine({ text: invoiceText(company, order, unsigned), signature }))
        invoices.push({ order, invoice });
      continue;
    }
    const signed = { text: fact.text, signature: fact.signature };
    if (!isGenuine(signed)) continue;
    if (fact.kind === 'mark') {
      const mark = readBooksMark(signed.text);
      if (mark?.company === company) marks.push(mark);
    } else if (fact.kind === 'receipt') {
      const receipt = readReceipt(signed.text);
      if (receipt?.company.id === company) receipts.push({ signed, receipt });
    } else {
      const decision = readDecisionStatement(signed.text);
      if (decision) decisions.push({ signed, decision });
    }
  }
  const taken = invoices.length + marks.length + receipts.length + decisions.length;
  return {
    invoices: invoices.toSorted(({ invoice: a }, { invoice: b }) => a.year - b.year || a.serial - b.serial),
    marks,
    receipts,
    decisions: decisions.toSorted(
      ({ decision: a }, { decision: b }) => compareText(a.decidedAt, b.decidedAt) || compareText(a.id, b.id),
    ),
    refused: facts.length - taken,
  };
}
