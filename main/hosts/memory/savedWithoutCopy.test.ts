/** A disk that takes the work and not its safety copy: what was saved is treated as saved, wherever more than one thing hangs on it. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createTestCompany, failure, first, firstWhere, PASSPHRASE, signIn, type TestCompany } from './company.ts';
import { idOf } from './memoryServer.ts';

let company: TestCompany;
let window: CoreClient;
beforeEach(async () => {
  company = await createTestCompany();
  await signIn(company);
  await company.restart();
  const profiles = join(company.directory, 'profiles');
  const [profileId = ''] = readdirSync(profiles);
  const copy = join(profiles, profileId, 'unsent.sealed');
  rmSync(copy, { force: true });
  // Where a new one would be written first.
  mkdirSync(`${copy}.new`);
  window = company.host.connect();
  await window.session.unlock({ profileId, passphrase: PASSPHRASE });
});
afterEach(() => company.close());

it('ATT-1: a file whose record has no safety copy is saved, is said to be, and waits to be sent like any other', async () => {
  const id = idOf('a file without a copy');
  const bytes = Buffer.from('یک فایل');
  await window.attachments.begin({ id, size: bytes.length });
  await window.attachments.put({ id, offset: 0, bytes: bytes.toString('base64') });
  const owner = { attachedCollection: 'customers', attachedId: idOf('bahar') } as const;
  const added = window.attachments.add({ id, ...owner, name: 'یادداشت.txt', mediaType: 'text/plain' });
  expect(await failure(added)).toMatchObject({ code: 'saved_without_copy' });
  expect(await first(window.attachments.list(owner))).toMatchObject([{ id, name: 'یادداشت.txt' }]);
  expect(await firstWhere(window.attachments.traffic(), ({ files }) => files === 1)).toMatchObject({
    bytes: bytes.length,
  });
});

it('an act on many records that have no safety copy is done, goes on, and can be taken back', async () => {
  const ids = ['bahar', 'acme', 'part'].map((key) => idOf(key));
  const outcome = await window.bulk.run({ act: { act: 'customers.addTag', tag: 'نمایشگاه' }, ids });
  expect(outcome).toMatchObject({ done: ids, refused: [], withoutCopy: true });
  expect(await window.bulk.undo({ undo: outcome.undo ?? '' })).toMatchObject({
    done: ids,
    refused: [],
    withoutCopy: true,
  });
});
