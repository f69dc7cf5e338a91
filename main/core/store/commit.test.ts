import { afterEach, describe, expect, it } from 'vitest';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { GROUP_BYTES_MAXIMUM, RECORD_BYTES_MAXIMUM } from '../../../shared/sync/operation.ts';
import { bodyOf, companyBody, createCompany, setLeaf, testStoreOpener } from './testing/testStore.ts';

const open = testStoreOpener(afterEach);

/** What no message, no database and no other device could take is refused while its author is still there. */
describe('a commit that could not travel', () => {
  const attempt = (...bodies: RecordBody[]) => {
    const test = open();
    const operations = bodies.map((more) => createCompany(test.newId(), 'c', more));
    return { test, commit: test.store.commit({ author: test.person, operations }) };
  };
  const nothingWritten = ({ store }: ReturnType<typeof open>): void => {
    expect(store.sync.lastGroup()).toBeNull();
    expect(store.sync.counts().pending).toBe(0);
    expect(store.read.get('SELECT count(*) AS count FROM customers')).toEqual({ count: 0 });
  };

  it('SYNC-11: a record larger than any page carries is refused before anything is written, also one that an edit makes so', async () => {
    const { test, commit } = attempt({ unknown: 'ک'.repeat(RECORD_BYTES_MAXIMUM / 2) });
    await expect(commit).rejects.toMatchObject({ code: 'message_too_large', facts: { maximum: RECORD_BYTES_MAXIMUM } });
    nothingWritten(test);
    const id = test.newId();
    const half = 'c'.repeat(RECORD_BYTES_MAXIMUM * 0.6);
    await test.store.commit({ author: test.person, operations: [createCompany(id, 'c', { unknown: half })] });
    await expect(
      test.store.commit({ author: test.person, operations: [setLeaf(id, 'another', half)] }),
    ).rejects.toMatchObject({ code: 'message_too_large', facts: { id } });
    expect(bodyOf(test.store, id)).toEqual(companyBody('c', { unknown: half }));
    expect(test.store.sync.lastGroup()?.n).toBe(1);
  });

  it('SYNC-11: a commit larger than a group is refused before anything is written, however small its records', async () => {
    const { test, commit } = attempt(...Array.from({ length: 3 }, () => ({ unknown: 'c'.repeat(2_500_000) })));
    await expect(commit).rejects.toMatchObject({ code: 'message_too_large', facts: { maximum: GROUP_BYTES_MAXIMUM } });
    nothingWritten(test);
  });

  it.each([
    ['the character that no database keeps', 'a\u0000b'],
    ['half of a pair, as a cut emoji leaves it', 'a\ud83d'],
  ])('SYNC-1: a text with %s is refused as text, and nothing is written', async (_name, text) => {
    for (const more of [{ note: text }, { unknown: { [text]: 1 } }]) {
      const { test, commit } = attempt(more);
      await expect(commit).rejects.toMatchObject({ code: 'invalid_input', facts: { reason: 'text' } });
      nothingWritten(test);
    }
  });

  it('SYNC-7: what only looks like such a text is kept as it was typed, Arabic letters and joiners included', async () => {
    const note = String.raw`\u0000 \\u0000 ` + 'كتاب يك می‌خواهم';
    const { test, commit } = attempt({ note });
    const { references } = await commit;
    expect(bodyOf(test.store, references[0]?.id ?? '')?.['note']).toBe(note);
    const store = await test.reopen();
    expect(bodyOf(store, references[0]?.id ?? '')?.['note']).toBe(note);
  });
});
