/** Apart from `testStore.ts`, which scripts outside of a test runner use too. */
import { afterEach } from 'vitest';
import { createTestStore, type TestStore } from './testStore.ts';

/** Opens test stores that are closed and removed when the test has ended, however it ended. */
export function testStoreOpener(): typeof createTestStore {
  const opened: TestStore[] = [];
  afterEach(async () => {
    for (const test of opened.splice(0)) await test.remove();
  });
  return (...options) => {
    const test = createTestStore(...options);
    opened.push(test);
    return test;
  };
}
