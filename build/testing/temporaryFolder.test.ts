import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';

test('temporary files of tests lie in the folder of this run', () => {
  expect(tmpdir()).toMatch(/peyvand-tests-/);
});
