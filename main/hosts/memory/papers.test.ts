/** Papers through the core's API: from records to words, and to a PDF that another's reader understands. */
import { getDocumentProxy } from 'unpdf';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeDirectionMarks } from '../../../shared/base/direction.ts';
import type { PaperAsk } from '../../../shared/contract/papers.ts';
import type { Language } from '../../../shared/locale/format.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import type { PaperBlock } from '../../../shared/papers/paper.ts';
import { createTestCompany, failure, pumpOrder, signIn, TODAY, type TestCompany } from './company.ts';
import { idOf } from './memoryServer.ts';

const [CUSTOMER, MACHINE, CONTRACT, JOB] = [idOf('mehr'), idOf('machine'), idOf('gold'), idOf('job')];

let company: TestCompany;
let window: CoreClient;
beforeEach(async () => {
  company = await createTestCompany();
  const { server } = company;
  server.put('organisation', 'setting', idOf('letterhead'), {
    key: 'letterhead',
    value: { name: 'شرکت نمونه', economicCode: '411111111111', terms: 'تسویه تا 7 روز' },
  });
  server.put('customers', 'company', CUSTOMER, {
    name: 'بیمارستان مهر',
    stage: 'active',
    territoryId: idOf('north'),
    nationalId: '10320145678',
  });
  server.put('products', 'sparePart', idOf('seal'), {
    name: 'کاسه‌نمد',
    unit: 'عدد',
    taxPercentage: 0,
    prices: [{ id: 'p', order: 'a0', price: { amount: 500_000, currency: 'IRR' }, from: '2026-01-01' }],
  });
  server.put('assets', 'equipment', MACHINE, { name: 'دستگاه دیالیز', customerId: CUSTOMER, serial: 'SN-7' });
  server.put('contracts', 'serviceContract', CONTRACT, {
    title: 'طلایی',
    customerId: CUSTOMER,
    startsOn: '2026-03-21',
    endsOn: '2027-03-20',
    coverage: ['parts'],
    visitsIncluded: 4_000,
  });
  server.put('serviceRequests', 'job', JOB, {
    customerId: CUSTOMER,
    subject: 'نشت آب',
    channel: 'phone',
    priority: 'normal',
    receivedAt: '2026-11-20T06:00:00.000Z',
    assetIds: [MACHINE],
    state: 'inProgress',
    workMinutes: 95,
    causes: ['wear'],
    partsUsed: [
      { id: 'seal', order: 'a0', productId: idOf('seal'), productName: 'کاسه‌نمد', unit: 'عدد', quantity: 2_000 },
    ],
    checklist: [{ id: 'c', order: 'a0', name: 'آزمون فشار', done: true }],
    signature: { name: 'خانم مدیری', at: '2026-11-20T09:00:00.000Z', drawn: '0101202040' },
  });
  window = await signIn(company, 'hamid');
  await window.sync.now();
});
afterEach(() => company.close());

async function sell(quantity = 1_000): Promise<string> {
  const { kind, body } = pumpOrder('mehr', TODAY, [[quantity, 2_000_000]]);
  return (await window.orders.create({ kind, body: { ...body, customerId: CUSTOMER } })).id;
}
const plain = (text: string | undefined): string => removeDirectionMarks(text ?? '');
const ask = async (paper: PaperAsk, language: Language = 'fa') => {
  const read = await window.papers.read({ paper, language });
  if (!read) throw new Error('no paper');
  return read;
};
const blocksOf = <Name extends PaperBlock['block']>(blocks: readonly PaperBlock[], name: Name) =>
  blocks.filter((block): block is Extract<PaperBlock, { block: Name }> => block.block === name);

async function pagesOf(pieces: readonly string[]): Promise<string[]> {
  const bytes = Uint8Array.from(Buffer.concat(pieces.map((piece) => Buffer.from(piece, 'base64'))));
  const document = await getDocumentProxy(bytes);
  const pages: string[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const { items } = await (await document.getPage(number)).getTextContent();
    pages.push(items.map((item) => ('str' in item ? item.str : '')).join('\n'));
  }
  return pages;
}

describe('the paper of an order', () => {
  it('names both parties with the numbers of the law, and stands across itself as a draft', async () => {
    const paper = await ask({ of: 'document', id: await sell() });
    expect(paper).toMatchObject({ language: 'fa', title: 'سفارش فروش', mark: 'پیش‌نویس' });
    expect(paper.seller).toMatchObject({ name: 'شرکت نمونه' });
    expect(paper.seller.lines.map(plain)).toEqual(['کد اقتصادی: ۴۱۱۱۱۱۱۱۱۱۱۱']);
    expect(paper.buyer?.lines.map(plain)).toEqual(['شناسهٔ ملی: ۱۰۳۲۰۱۴۵۶۷۸']);
    expect(blocksOf(paper.blocks, 'text').map(({ text }) => text)).toEqual(['تسویه تا ۷ روز']);
    expect(plain(paper.foot)).toMatch(/^چاپ: .+ ۱۴۰۵/u);
  });

  it('is written in the language that is asked for, with its own calendar, whatever the window speaks', async () => {
    const paper = await ask({ of: 'document', id: await sell() }, 'en');
    expect(paper).toMatchObject({ language: 'en', title: 'Sales order', mark: 'DRAFT' });
    expect(paper.facts.map(({ value }) => value)).toContain('21 Nov 2026');
    const [sums] = blocksOf(paper.blocks, 'sums');
    expect(sums?.inWords?.value).toMatch(/^two hundred .+ tomans$/);
  });

  it('is told from what is not there', async () => {
    expect(await window.papers.read({ paper: { of: 'document', id: idOf('nobody') }, language: 'fa' })).toBeNull();
    const papers: PaperAsk[] = [{ of: 'document', id: idOf('nobody') }];
    expect((await failure(window.papers.write({ papers, language: 'fa' }))).code).toBe('not_found');
  });
});

describe('a PDF', () => {
  it('is made beside the core: meanwhile others are answered', async () => {
    const id = await sell();
    let isDone = false;
    const writing = window.papers.write({ papers: [{ of: 'document', id }], language: 'fa' }).then((written) => {
      isDone = true;
      return written;
    });
    await window.papers.read({ paper: { of: 'document', id }, language: 'en' });
    expect(isDone).toBe(false);
    const { fileName, pieces } = await writing;
    expect(fileName).toMatch(/^سفارش فروش - .* - بیمارستان مهر\.pdf$/u);
    const [page = ''] = await pagesOf(pieces);
    expect(page).toContain('بیمارستان مهر');
  });

  it('holds several papers, each counting its own pages', async () => {
    const papers: PaperAsk[] = [
      { of: 'document', id: await sell() },
      { of: 'document', id: await sell(2_000) },
    ];
    const { fileName, pieces } = await window.papers.write({ papers, language: 'en' });
    expect(fileName).toMatch(/\+1\.pdf$/);
    const pages = await pagesOf(pieces);
    expect(pages.map((page) => /Page 1 of 1/.test(page.replaceAll('\n', ' ').replaceAll(/ +/g, ' ')))).toEqual([
      true,
      true,
    ]);
  });

  it('leaves out what was removed meanwhile, and names it', async () => {
    const removed = await sell();
    const papers: PaperAsk[] = [
      { of: 'document', id: removed },
      { of: 'document', id: await sell(2_000) },
      { of: 'document', id: idOf('nobody') },
    ];
    await window.orders.removeDraft({ id: removed });
    const { fileName, pieces, leftOut } = await window.papers.write({ papers, language: 'en' });
    expect(fileName).not.toMatch(/\+\d/);
    expect(await pagesOf(pieces)).toHaveLength(1);
    expect(leftOut.map(plain)).toEqual(['سفارش · بیمارستان مهر', '']);
  });

  it('counts each customer as read: a stack of papers is a list of customers', async () => {
    const before = (await readingOf()).pages;
    await window.papers.write({ papers: [{ of: 'document', id: await sell() }], language: 'fa' });
    expect((await readingOf()).pages).toBe(before + 1);
  });
});

async function readingOf(): Promise<{ pages: number }> {
  const stream = await window.watch.reading();
  const { value } = await stream.next();
  await stream.return?.();
  return value as { pages: number };
}

describe('the report of a service job', () => {
  it('says what was covered, with nothing to pay for it, how long it took, and who signed', async () => {
    const paper = await ask({ of: 'serviceRequest', id: JOB }, 'en');
    const [machines, checklist, parts] = blocksOf(paper.blocks, 'table');
    expect(machines?.rows[0]?.cells.map(({ text }) => plain(text))).toEqual(['دستگاه دیالیز', 'SN-7', 'contract طلایی']);
    expect(checklist?.rows[0]?.cells[1]?.text).toBe('Done');
    expect(plain(parts?.rows[0]?.cells[1]?.note)).toBe('Covered by contract طلایی');
    expect(parts?.rows[0]?.cells.at(-1)?.text).toBe('0');
    const facts = blocksOf(paper.blocks, 'facts').flatMap(({ facts: all }) => all.map(({ value }) => value));
    expect(facts).toContain('1 h 35 min');
    expect(facts).toContain('Worn out');
    const [signatures] = blocksOf(paper.blocks, 'signatures');
    expect(signatures?.boxes[1]).toMatchObject({ drawn: '0101202040' });
    const { pieces } = await window.papers.write({ papers: [{ of: 'serviceRequest', id: JOB }], language: 'fa' });
    expect((await pagesOf(pieces))[0]).toContain('نشت آب');
  });
});

describe('a statement', () => {
  it('goes from its first day to its last', async () => {
    const id = await sell();
    await window.orders.confirm({ id });
    const paper = await ask({ of: 'statement', customerId: CUSTOMER, currency: 'IRR', from: null, until: TODAY });
    expect(paper.title).toBe('صورت‌حساب');
    expect(blocksOf(paper.blocks, 'table')[0]?.rows).toHaveLength(1);
    expect(blocksOf(paper.blocks, 'sums')[0]?.inWords?.value).toMatch(/تومان$/u);
  });
});
