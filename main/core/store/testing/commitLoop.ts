/**
 * A process that commits for ever and says each commit's number once it is promised: killed by the durability tests.
 * Arguments: folder, key in hex, person. Prints `opened`, then `<n> <record id>` per commit, or `failed <code>` and goes on.
 */
import { writeSync } from 'node:fs';
import { isPeyvandError } from '../../../../shared/base/errors.ts';
import { createIdSource } from '../../../../shared/base/id.ts';
import { createSeededRandomness } from '../../../../shared/base/randomness.ts';
import { openRecordStore } from '../index.ts';
import { createCompany, testSigner } from './testStore.ts';

const [directory = '', key = '', person = ''] = process.argv.slice(2);
const clock = { now: () => Date.now() };
const newId = createIdSource(clock, createSeededRandomness(process.pid));
const store = openRecordStore({ directory, key: Buffer.from(key, 'hex'), clock, signer: testSigner });
writeSync(1, 'opened\n');

for (;;) {
  const id = newId();
  try {
    const { n } = await store.commit({
      author: person,
      operations: [createCompany(id, `company ${id}`, { note: 'x'.repeat(2_000) })],
    });
    writeSync(1, `${n} ${id}\n`);
  } catch (error) {
    writeSync(1, `failed ${isPeyvandError(error) ? error.code : String(error)}\n`);
  }
  await new Promise((resolve) => setImmediate(resolve));
}
