/** Writes bulks of 200 documents until it is killed, and says after each that it is safe. */
import { getRxStorageEncryptedSqlite } from '../../index.ts';
import { dataOf, openTestInstance, schemaWith } from './testStorage.ts';

const [directory = '', key = ''] = process.argv.slice(2);
const storage = getRxStorageEncryptedSqlite({ directory, key: Buffer.from(key, 'hex') });
const instance = await openTestInstance(storage, schemaWith(['number']));
for (let bulk = 0; ; bulk += 1) {
  const rows = Array.from({ length: 200 }, (_unused, place) => ({
    document: dataOf({ id: `${String(bulk).padStart(6, '0')}/${place}`, number: bulk, text: 'x'.repeat(300) }),
  }));
  await instance.bulkWrite(rows, 'loop');
  process.stdout.write(`${bulk}\n`);
}
