/** Mutants of what people owe each other: somebody else's word, papers of orders, money, legal numbers. */
import type { Edit, Mutant } from './mutant.ts';

/** Windows that somebody has changed are met more often than elsewhere. */
const CHANGED_PROGRAMS: readonly Edit[] = [
  {
    file: 'simulation/acts/approvals.ts',
    passage: `const CHANGED_PROGRAM = 0.12;`,
    replacement: `const CHANGED_PROGRAM = 0.6;`,
  },
];

/** What sellers ask for, a manager sells. */
const ASKED_FOR_A_MANAGER: readonly Edit[] = [
  {
    file: 'simulation/companyMoney.ts',
    passage: `  const body = order(customer, seller, [`,
    replacement: `  const body = order(customer, 'reza', [`,
  },
];

/** What somebody asked for is changed meanwhile, and a window decides about what stands there. */
const CHANGED_TERMS: readonly Edit[] = [
  {
    file: 'simulation/acts/approvals.ts',
    passage: `isChanged && actor.choice.chance(0.3) ? { terms`,
    replacement: `isChanged && actor.choice.chance(0.9) ? { terms`,
  },
  {
    file: 'simulation/acts/records.ts',
    passage: `    collection: 'salesDocuments',
    weight: 8,`,
    replacement: `    collection: 'salesDocuments',
    weight: 80,`,
  },
];

/** Orders go their way more often than elsewhere. */
const MANY_SALES: readonly Edit[] = [
  {
    file: 'simulation/acts/index.ts',
    passage: `  { weight: 8, act: followSome },`,
    replacement: `  { weight: 80, act: followSome },`,
  },
  {
    file: 'simulation/acts/index.ts',
    passage: `  { weight: 7, act: stepPaper },`,
    replacement: `  { weight: 30, act: stepPaper },`,
  },
];

/** The invoice is the company's paper from the beginning. */
const BY_INVOICE: readonly Edit[] = [
  {
    file: 'simulation/companyMoney.ts',
    passage: `seed % 2 === 0 ? 'order' : 'invoice'`,
    replacement: `'invoice'`,
  },
];

/** Head office goes back to a backup more often than elsewhere. */
const MANY_RESTORES: readonly Edit[] = [
  {
    file: 'simulation/steps.ts',
    passage: `  { weight: 2, step: (world) => world.restoreServer() },`,
    replacement: `  { weight: 12, step: (world) => world.restoreServer() },`,
  },
  {
    file: 'simulation/steps.ts',
    passage: `  { weight: 3, step: (world) => world.backUpServer() },`,
    replacement: `  { weight: 6, step: (world) => world.backUpServer() },`,
  },
  {
    file: 'simulation/steps.ts',
    passage: `  { weight: 4, step: (world) => world.post() },`,
    replacement: `  { weight: 20, step: (world) => world.post() },`,
  },
];

export const MONEY_MUTANTS: readonly Mutant[] = [
  {
    name: 'nobody-asked',
    breaks: 'the server confirms what is beyond its author’s limits without anybody’s word',
    arena: 'simulation',
    prepares: CHANGED_PROGRAMS,
    edits: [
      {
        file: 'shared/domain/approvals/judge.ts',
        passage: `  return judgeSeller(step) ?? judgeRequest(step) ?? judgeNeed(step);`,
        replacement: `  return judgeSeller(step) ?? judgeRequest(step);`,
      },
    ],
  },
  {
    name: 'word-for-other-terms',
    breaks: 'somebody’s word on one price counts for any other',
    arena: 'simulation',
    prepares: [...CHANGED_PROGRAMS, ...CHANGED_TERMS],
    edits: [
      {
        file: 'shared/domain/approvals/judge.ts',
        passage: `  one.terms === other.terms &&
`,
        replacement: ``,
      },
    ],
  },
  {
    name: 'own-word-counts',
    breaks: 'whoever asks, or sells, may agree to it themselves',
    arena: 'simulation',
    prepares: [...CHANGED_PROGRAMS, ...ASKED_FOR_A_MANAGER],
    edits: [
      {
        file: 'shared/domain/approvals/judge.ts',
        passage: `  approval.askedBy === person || textOf(body, 'ownerId') === person;`,
        replacement: `  approval.askedBy === '' && textOf(body, 'ownerId') === person;`,
      },
    ],
  },
  {
    name: 'anybody-decides',
    breaks: 'whoever may not go so far either lets others go so far',
    arena: 'simulation',
    prepares: CHANGED_PROGRAMS,
    edits: [
      {
        file: 'shared/domain/approvals/judge.ts',
        passage: `  return beyond.length > 0 ? refuse('approval_beyond', beyond) : null;`,
        replacement: `  return null;`,
      },
    ],
  },
  {
    name: 'sale-priced-twice',
    breaks: 'an invoice or a return may say another price than its order',
    arena: 'simulation',
    prepares: MANY_SALES,
    edits: [
      {
        file: 'server/sync/push/papers.ts',
        passage: `  return paperViolations(kind, after, orderOf(orders, workspace, work, orderId))[0] ?? null;`,
        replacement: `  return paperViolations(kind, after, orderOf(orders, workspace, work, orderId)).find(({ reason }) => reason !== 'document.differsFromOrder') ?? null;`,
      },
    ],
  },
  {
    name: 'invoiced-again',
    breaks: 'what was invoiced counts as still to be invoiced',
    arena: 'simulation',
    prepares: MANY_SALES,
    edits: [
      {
        file: 'shared/domain/salesDocuments/orderProgress.ts',
        passage: `      toInvoice: Math.max(0, ordered - returnedUninvoiced - invoiced),`,
        replacement: `      toInvoice: Math.max(0, ordered - returnedUninvoiced),`,
      },
    ],
  },
  {
    name: 'brought-back-again',
    breaks: 'what came back once may come back again',
    arena: 'simulation',
    prepares: MANY_SALES,
    edits: [
      {
        file: 'shared/domain/salesDocuments/orderProgress.ts',
        passage: `      returnable: Math.max(0, Math.max(delivered, invoiced) - returned),`,
        replacement: `      returnable: Math.max(delivered, invoiced),`,
      },
    ],
  },
  {
    name: 'cancelled-invoice-counts',
    breaks: 'an invoice that was cancelled is still counted',
    arena: 'simulation',
    prepares: MANY_SALES,
    edits: [
      {
        file: 'shared/domain/salesDocuments/chainTally.ts',
        passage: `  (kind === 'invoice' && body['state'] === 'issued') ||`,
        replacement: `  (kind === 'invoice' && body['state'] !== 'draft') ||`,
      },
    ],
  },
  {
    name: 'bounced-cheque-pays',
    breaks: 'a cheque that the bank did not pay stays a payment',
    arena: 'simulation',
    prepares: MANY_SALES,
    edits: [
      {
        file: 'shared/domain/receivables/postings.ts',
        passage: `new Set(['collected', 'verified', 'deposited', 'cleared']);`,
        replacement: `new Set(['collected', 'verified', 'deposited', 'cleared', 'bounced']);`,
      },
    ],
  },
  {
    name: 'returns-left-out-here',
    breaks: 'a machine does not count what came back',
    arena: 'simulation',
    prepares: MANY_SALES,
    edits: [
      {
        file: 'main/core/features/receipts/queries.ts',
        passage: `kind IN ('order', 'delivery', 'invoice', 'receipt', 'return') AND state <> 'draft'\``,
        replacement: `kind IN ('order', 'delivery', 'invoice', 'receipt') AND state <> 'draft'\``,
      },
    ],
  },
  {
    name: 'own-money-verified',
    breaks: 'whoever took money in vouches for it',
    arena: 'simulation',
    prepares: MANY_SALES,
    edits: [
      {
        file: 'shared/domain/salesDocuments/receiptStates.ts',
        passage: `  return (to === 'verified' || to === 'cleared') && hands.includes(author) ? 'receipt_own' : null;`,
        replacement: `  return to === 'cleared' && hands.includes(author) ? 'receipt_own' : null;`,
      },
    ],
  },
  {
    name: 'legal-number-left-out',
    breaks: 'the books leave out a number whenever they go on',
    arena: 'simulation',
    edits: [
      {
        file: 'server/jobs/postOrders.ts',
        passage: `  let serial = series?.serial ?? 0;`,
        replacement: `  let serial = series ? series.serial + Math.min(1, series.serial) : 0;`,
      },
    ],
  },
  {
    name: 'numbered-on-both',
    breaks: 'an order bears a legal number beside its invoices',
    arena: 'simulation',
    prepares: [...MANY_SALES, ...BY_INVOICE],
    edits: [
      {
        file: 'server/jobs/posting.ts',
        passage: `    AND EXISTS (SELECT 1 FROM posting_sales s WHERE s.order_id = r.id AND s.invoiced_by = 'order')))\`,`,
        replacement: `    ))\`,`,
      },
      {
        file: 'server/jobs/posting.ts',
        passage: `(\${IS_NUMBERED} OR (NOT \${HAS_POSTED_INVOICE}`,
        replacement: `(\${IS_NUMBERED} OR (true`,
      },
      {
        file: 'server/jobs/sales.ts',
        passage: `  OR EXISTS (SELECT 1 FROM posting_sales s WHERE s.invoiced_by = r.kind
    AND`,
        replacement: `  OR EXISTS (SELECT 1 FROM posting_sales s WHERE`,
      },
    ],
  },
  {
    name: 'invoiced-twice-in-the-books',
    breaks: 'the books take invoices beyond what was ordered',
    arena: 'simulation',
    prepares: [...MANY_SALES, ...BY_INVOICE],
    edits: [
      {
        file: 'server/jobs/invoicedTwice.ts',
        passage: `    if (!isThere && order && isTooMuch(order, [...inBooks, invoice])) continue;`,
        replacement: `    if (!isThere && !order && isTooMuch({}, [...inBooks, invoice])) continue;`,
      },
    ],
  },
  {
    name: 'posting-opened-blindly',
    breaks: 'behind a restore posting is opened without knowing which numbers are on paper',
    arena: 'simulation',
    prepares: MANY_RESTORES,
    edits: [
      {
        file: 'server/jobs/openPosting.ts',
        passage: `  if (years.length === 0) return null;`,
        replacement: `  if (years.length >= 0) return null;`,
      },
    ],
  },
  {
    name: 'nothing-comes-back',
    breaks: 'what the books had is written into none of the papers that come back',
    arena: 'simulation',
    prepares: MANY_RESTORES,
    edits: [
      {
        file: 'server/facts/takeInvoices.ts',
        passage: `    const state = await takeOne(transaction, books, item, by.epoch);`,
        replacement: `    const state: FactState = books.numberByOrder.size < 0 ? await takeOne(transaction, books, item, by.epoch) : 'taken';`,
      },
    ],
  },
];
