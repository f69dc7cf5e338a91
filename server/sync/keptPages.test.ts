import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createKeptPages, type PageKey } from './keptPages.ts';
import { pageToJson, type Page } from './pages.ts';

const KEY: PageKey = { epoch: 'one', view: 'view', scope: 'territory/north', after: 0, head: 9, limit: 500 };
const pageOf = (texts: readonly string[], token = 'token'): Page => ({
  type: 'page',
  token,
  scope: KEY.scope,
  rows: texts.map((note, index) => ({
    opening: `{"seq":${index + 1},"type":"put","record":`,
    record: Buffer.from(JSON.stringify({ note })),
  })),
  next: 9,
  done: true,
});

test('whatever is in a page and whoever asks, gzip of it is the page with their token at its end', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'binary', maxLength: 400 }), { maxLength: 60 }),
      fc.array(fc.stringMatching(/^[\w.-]{1,300}$/), { minLength: 1, maxLength: 3 }),
      async (texts, tokens) => {
        const pages = createKeptPages();
        for (const token of tokens) {
          const bytes = await pages.gzip(KEY, token, () => Promise.resolve(pageOf(texts, 'of whoever came first')));
          expect(gunzipSync(bytes).equals(pageToJson(pageOf(texts, token)))).toBe(true);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('a page is read once for all who ask at the same moment or later, and anew for another key', async () => {
  const pages = createKeptPages();
  let reads = 0;
  const ask = async (change: Partial<PageKey>, token: string): Promise<string> => {
    const bytes = await pages.gzip({ ...KEY, ...change }, token, async () => {
      reads += 1;
      return Promise.resolve(pageOf([JSON.stringify(change)], 'nobody’s'));
    });
    return (JSON.parse(gunzipSync(bytes).toString()) as { token: string }).token;
  };
  expect(await Promise.all([ask({}, 'a'), ask({}, 'b'), ask({}, 'c')])).toEqual(['a', 'b', 'c']);
  expect(await ask({}, 'd')).toBe('d');
  expect(reads).toBe(1);
  for (const change of [{ view: 'other' }, { scope: 'company' }, { after: 1 }, { head: 10 }, { limit: 2 }])
    await ask(change, 'a');
  expect(reads).toBe(6);
  await ask({ epoch: 'two' }, 'a');
  await ask({}, 'a');
  expect(reads).toBe(8);
});

test('a page that could not be read is read again for the next', async () => {
  const pages = createKeptPages();
  const failing = () => Promise.reject(new Error('the line to the database broke'));
  await expect(Promise.all([pages.gzip(KEY, 'a', failing), pages.gzip(KEY, 'b', failing)])).rejects.toThrow('broke');
  expect(gunzipSync(await pages.gzip(KEY, 'a', () => Promise.resolve(pageOf(['x'])))).toString()).toContain('"x"');
});
