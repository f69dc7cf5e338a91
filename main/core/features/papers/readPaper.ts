/** What a paper says, gathered from what this machine holds. */
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import type { PaperAsk } from '../../../../shared/contract/papers.ts';
import { readSetting } from '../../../../shared/domain/organisation/companySettings.ts';
import type { CollectionName, RecordBody } from '../../../../shared/domain/record.ts';
import { isChainKind } from '../../../../shared/domain/salesDocuments/documentStates.ts';
import { createFormats, type Language } from '../../../../shared/locale/format.ts';
import { createTranslator } from '../../../../shared/locale/translator.ts';
import { dayReceiptPaper } from '../../../../shared/papers/dayReceiptPaper.ts';
import type { Paper, PaperParty } from '../../../../shared/papers/paper.ts';
import type { PaperWords } from '../../../../shared/papers/paperWords.ts';
import { buyerOf, sellerOf } from '../../../../shared/papers/parties.ts';
import { receiptPaper } from '../../../../shared/papers/receiptPaper.ts';
import { salesPaper } from '../../../../shared/papers/salesPaper.ts';
import { servicePaper } from '../../../../shared/papers/servicePaper.ts';
import { statementPaper } from '../../../../shared/papers/statementPaper.ts';
import type { HeldRecord } from '../../store/types.ts';
import { findReceipt } from '../dayEnd/receipts.ts';
import { nowOf, todayOf, type CoreContext, type Work } from '../procedures.ts';
import { readStatement } from '../receipts/account.ts';
import { mayRead } from '../../../../shared/domain/permissions.ts';
import { readFacts } from '../serviceRequests/facts.ts';

type Context = CoreContext & { readonly work: Work };

/** null: it is not here. */
export async function readPaper(
  context: Context,
  ask: PaperAsk,
  language: Language,
  signal: AbortSignal,
): Promise<Paper | null> {
  const { work } = context;
  const words = wordsOf(context, language);
  const customer = (id: string | null, label: 'papers.buyer' | 'papers.customer') => {
    const body = mayRead(work.person().role, 'customers') ? bodyOf(work, 'customers', id) : null;
    if (id === null || body === null) return null;
    // With numbers and address, as on the customer's own page: a stack of papers is a list of customers.
    work.leaver.reading.open(id);
    return buyerOf(words, words.t(label), body);
  };
  switch (ask.of) {
    case 'document': {
      const record = heldOf(work, 'salesDocuments', ask.id);
      return record && documentPaper(work, words, record, customer(textOf(record.body, 'customerId'), 'papers.buyer'));
    }
    case 'statement': {
      const { customerId, currency, from, until } = ask;
      const party = customer(customerId, 'papers.customer');
      if (!party) return null;
      const statement = await readStatement(work, { customerId, currency, from, until }, signal);
      return statementPaper(words, { statement, from, until, customer: party });
    }
    case 'serviceRequest': {
      const record = heldOf(work, 'serviceRequests', ask.id);
      const facts = record && readFacts(context, work, record.id);
      if (!record || !facts) return null;
      return servicePaper(words, {
        kind: record.kind,
        body: record.body,
        customer: customer(textOf(record.body, 'customerId'), 'papers.customer'),
        facts,
        personName: (id) => nameOf(work, id),
        currency: work.settings.defaultCurrency() ?? 'IRR',
      });
    }
    case 'dayReceipt': {
      const { receipt, isGenuine, isReplaced, signed } = findReceipt(work, ask.id);
      return dayReceiptPaper(words, { receipt, isGenuine, isReplaced, signature: signed.signature });
    }
  }
}

/** What a paper that cannot be written would have been, in the window's own language, as far as this machine knew its record; '' where it never did. */
export function nameOfAsked(context: Context, ask: PaperAsk): string {
  if (ask.of !== 'document' && ask.of !== 'serviceRequest') return '';
  const { work, preferences } = context;
  const { t, formats } = wordsOf(context, preferences.read().language);
  const collection = ask.of === 'document' ? 'salesDocuments' : 'serviceRequests';
  const record = work.store.read.record({ collection, id: ask.id });
  if (!record) return '';
  const kind = t.maybe(`kind.${record.kind}`) ?? '';
  const number = textOf(record.body, 'number');
  const customerId = textOf(record.body, 'customerId');
  const customer = mayRead(work.person().role, 'customers') ? bodyOf(work, 'customers', customerId) : null;
  const name = number === null ? kind : t('documents.numbered', { kind, number: formats.code(number) });
  return [name, customer && textOf(customer, 'name')].filter((part) => part).join(' · ');
}

/** The calendar is the person's own in their own language; in the other one it is the one that its readers know. */
function wordsOf(context: Context, language: Language): PaperWords {
  const { work, core } = context;
  const preferences = context.preferences.read();
  const t = createTranslator(language);
  const formats = createFormats({
    language,
    calendar: language === preferences.language ? preferences.calendar : language === 'fa' ? 'persian' : 'gregory',
    moneyUnit: preferences.moneyUnit,
    timeZone: work.settings.timeZone() ?? core.timeZone,
  });
  const person = work.person();
  return {
    t,
    formats,
    language,
    moneyUnit: preferences.moneyUnit,
    seller: sellerOf({ t, formats }, person.company, readSetting(work.settings.all(), 'letterhead')),
    today: todayOf(context, work),
    printedBy: person.name,
    printedAt: nowOf(context),
  };
}

function documentPaper(
  work: Work,
  words: PaperWords,
  { kind, body }: HeldRecord,
  buyer: PaperParty | null,
): Paper | null {
  const ownerName = nameOf(work, textOf(body, 'ownerId'));
  if (kind === 'receipt')
    return receiptPaper(words, {
      body,
      payer: buyer && { ...buyer, label: words.t('receipts.paper.from') },
      collectorName: ownerName,
      documentName: (id) => documentName(work, words, id),
    });
  if (kind !== 'order' && !isChainKind(kind)) return null;
  const order = kind === 'order' ? null : bodyOf(work, 'salesDocuments', textOf(body, 'orderId'));
  const terms = readSetting(work.settings.all(), 'letterhead')?.terms ?? null;
  return salesPaper(words, { kind, body, buyer, ownerName, order, terms });
}

function documentName(work: Work, { t, formats }: PaperWords, id: string): string {
  const record = heldOf(work, 'salesDocuments', id);
  const kind = t.maybe(`kind.${record?.kind ?? 'order'}`) ?? '';
  const number = record ? textOf(record.body, 'number') : null;
  return number === null ? kind : t('documents.numbered', { kind, number: formats.code(number) });
}

function heldOf(work: Work, collection: CollectionName, id: string | null): HeldRecord | null {
  const record = id === null ? null : work.store.read.record({ collection, id });
  return record && !record.deleted ? record : null;
}

const bodyOf = (work: Work, collection: CollectionName, id: string | null): RecordBody | null =>
  heldOf(work, collection, id)?.body ?? null;

const nameOf = (work: Work, id: string | null): string | null => {
  const body = bodyOf(work, 'organisation', id);
  return body && textOf(body, 'name');
};
