/** What a customer owes, as far as it is known on this machine: read from their documents each time, for the answer changes with the day. */
import type { IsoDate } from '../../../../shared/base/clock.ts';
import type { CustomerAccount, CustomerCredit, CustomerStatement } from '../../../../shared/contract/receipts.ts';
import { isIsoDate } from '../../../../shared/base/clock.ts';
import { moneyOf, textOf } from '../../../../shared/domain/bodyReads.ts';
import { settingInForce } from '../../../../shared/domain/organisation/companySettings.ts';
import { hiddenFields } from '../../../../shared/domain/permissions.ts';
import { accountOf, statementOf } from '../../../../shared/domain/receivables/account.ts';
import { creditTaken, LIMIT_FIELDS, type CreditSide } from '../../../../shared/domain/receivables/credit.ts';
import type { AccountDocument, Books } from '../../../../shared/domain/receivables/postings.ts';
import { RECEIPTS_FROM_SETTING, receiptsFromOf } from '../../../../shared/domain/receivables/receiptsFrom.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { creditFactsOf } from '../approvals/standing.ts';
import { familyOf } from '../customers/family.ts';
import { todayOf, type CoreContext, type Work } from '../procedures.ts';
import { jsonList } from '../sql.ts';
import { accountDocumentsQuery } from './queries.ts';

export async function readAccount(
  work: Work,
  customerId: string,
  day: IsoDate,
  signal: AbortSignal,
): Promise<CustomerAccount[]> {
  return accountOf(await documentsOf(work, customerId, signal), day, booksOf(work)).map((account) => ({
    currency: account.currency,
    balance: toNumber(account.balance),
    owed: toNumber(account.owed),
    received: toNumber(account.received),
    returned: toNumber(account.returned),
    inFavour: toNumber(account.inFavour),
    unverified: toNumber(account.unverified),
    cheques: { count: account.cheques.count, amount: toNumber(account.cheques.amount) },
    bounced: { count: account.bounced.count, amount: toNumber(account.bounced.amount) },
    ages: {
      notDue: toNumber(account.ages.notDue),
      days30: toNumber(account.ages.days30),
      days60: toNumber(account.ages.days60),
      days90: toNumber(account.ages.days90),
      older: toNumber(account.ages.older),
    },
    open: account.open.map((item) => ({ ...item, total: toNumber(item.total), open: toNumber(item.open) })),
  }));
}

export async function readStatement(
  work: Work,
  { customerId, currency, from, until }: { customerId: string; currency: string; from: IsoDate | null; until: IsoDate },
  signal: AbortSignal,
): Promise<CustomerStatement> {
  const documents = await documentsOf(work, customerId, signal);
  const { opening, closing, lines } = statementOf(documents, currency, from, until, booksOf(work));
  return {
    currency,
    opening: toNumber(opening),
    closing: toNumber(closing),
    lines: lines.map((line) => ({ ...line, amount: toNumber(line.amount), balance: toNumber(line.balance) })),
  };
}

/** As the person at work would be judged by. null where they may not see the limits, and for a customer that is not here. */
export function readCredit(
  context: CoreContext,
  work: Work,
  { customerId, currency, orderId = '' }: { customerId: string; currency: string; orderId?: string | undefined },
): CustomerCredit | null {
  const hidden = hiddenFields(work.person().role, 'customers');
  if (Object.values(LIMIT_FIELDS).some((field) => hidden.includes(field))) return null;
  const customer = work.store.read.record({ collection: 'customers', id: customerId });
  if (!customer || customer.deleted) return null;
  const today = todayOf(context, work);
  const held = orderId === '' ? null : work.store.read.record({ collection: 'salesDocuments', id: orderId });
  const orderedOn = held === null ? null : textOf(held.body, 'orderedOn');
  const taken = creditTaken({
    ...creditFactsOf(work, customerId, orderId),
    order: null,
    customer: customer.body,
    currency,
    today,
    day: isIsoDate(orderedOn) && orderedOn < today ? orderedOn : today,
  });
  const standing = (side: CreditSide): CustomerCredit['account'] => {
    const limit = moneyOf(customer.body, LIMIT_FIELDS[side]);
    return limit === null || limit.currency !== currency ? null : { limit: limit.amount, taken: toNumber(taken[side]) };
  };
  return { currency, account: standing('account'), cheque: standing('cheque') };
}

async function documentsOf(work: Work, customerId: string, signal: AbortSignal): Promise<AccountDocument[]> {
  const rows = await work.store.readInWorker<{ id: string; kind: string; body: string }>(
    accountDocumentsQuery,
    { customerIds: jsonList(familyOf(work, customerId)) },
    signal,
  );
  return rows.map(({ id, kind, body }) => ({ id, kind, body: JSON.parse(body) as RecordBody }));
}

function booksOf({ settings }: Work): Books {
  const all = settings.all();
  return {
    invoicedBy: settingInForce(all, 'invoicedBy') ?? 'order',
    since: receiptsFromOf(all[RECEIPTS_FROM_SETTING]),
  };
}

const MOST = BigInt(Number.MAX_SAFE_INTEGER);
const toNumber = (amount: bigint): number => Number(amount > MOST ? MOST : amount < -MOST ? -MOST : amount);
