import { afterEach, expect, it } from 'vitest';
import { createTestFeed, stage, pull } from './testing/testFeed.ts';
import { bodyOf, companyBody, testStoreOpener } from './testing/testStore.ts';

/** Small writes that come while a checkpoint holds its transaction open. */
const HERE = 'territory/here';
const open = testStoreOpener(afterEach);

/** A checkpoint of many steps that stands still in the middle until it is told to go on. */
async function applying() {
  let goOn: () => void = () => {};
  let isHeld = false;
  const test = open({
    pacing: {
      startSlice: () => () => true,
      rest: () => (isHeld ? new Promise<void>((resolve) => (goOn = resolve)) : Promise.resolve()),
    },
  });
  const feed = createTestFeed();
  const ids = Array.from({ length: 8 }, () => test.newId());
  for (const id of ids) feed.put('customers', 'company', id, [HERE], companyBody('old'));
  await pull(test.store, feed);
  for (const id of ids) feed.put('customers', 'company', id, [HERE], companyBody('new'));
  stage(test.store, feed);
  isHeld = true;
  const cancelling = new AbortController();
  const done = test.store.sync.applyCheckpoint({ signal: cancelling.signal });
  done.catch(() => undefined);
  await new Promise((resolve) => setImmediate(resolve));
  const end = (): void => {
    isHeld = false;
    goOn();
  };
  return { test, ids, done, end, cancelling };
}

it('SYNC-181: what joined a checkpoint that fails is kept, on the disk too', async () => {
  const { test, ids, done, end, cancelling } = await applying();
  test.store.putLocal('drafts', 'a', 'typed meanwhile');
  cancelling.abort();
  end();
  await expect(done).rejects.toMatchObject({ code: 'cancelled' });
  const store = await test.reopen();
  expect(store.getLocal('drafts', 'a')).toBe('typed meanwhile');
  expect(bodyOf(store, ids[0] ?? '')).toEqual(companyBody('old'));
});

it('a joined write that fails half way leaves nothing of itself, and the checkpoint as it was', async () => {
  const { test, ids, done, end } = await applying();
  const before = test.store.identity;
  // Its second half cannot be written as JSON.
  const broken = { area: 'device', key: 'x', value: { count: 1n } };
  expect(() => test.store.sync.takeIdentity({ device: test.newId(), deviceCode: 'NEW23' }, [broken])).toThrow();
  expect(test.store.identity).toEqual(before);
  end();
  await done;
  const store = await test.reopen();
  expect(store.identity).toEqual(before);
  expect(bodyOf(store, ids[7] ?? '')).toEqual(companyBody('new'));
});
