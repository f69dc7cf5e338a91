/** A server that goes back to before a device took its new identity knows nothing of it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../server/store/database.ts';
import { expectConverged, openPeople, PARS, save, setCustom, syncWell, type Person } from './people.ts';
import { backUpServer, restoreServer } from './serverBackup.ts';

let database: Database;
let ali: Person;
let sara: Person;
let close: () => Promise<void>;
beforeAll(async () => {
  const opened = await openPeople('ali', 'sara');
  ({ database, close } = opened);
  ({ ali, sara } = opened.people);
}, 60_000);
afterAll(() => close());

/** Disks with work that no other has: what a restored server lost of it comes from them alone. */
const kept: string[] = [];

/** Back to an older copy of the disk, and on as another device. */
async function forkDisk(value: string): Promise<void> {
  const copy = ali.copyFiles();
  await save(ali, setCustom('gone', value));
  await syncWell(ali);
  kept.push(ali.copyFiles());
  await ali.restartFrom(copy);
  await save(ali, setCustom('old', value));
  await syncWell(ali);
  await save(ali, setCustom('new', value));
}

/** Every disk once, until nothing waits for another's work. */
async function everyDisk(): Promise<void> {
  await ali.sync();
  for (const disk of kept.splice(0)) {
    const present = ali.copyFiles();
    await ali.restartFrom(disk);
    await ali.sync();
    await ali.restartFrom(present);
    await ali.sync();
  }
  await syncWell(sara, ali, sara, ali);
}

it('SYNC-23 SYNC-32 a restored server that has not heard of the new identities is told of them again, and gets everything back', async () => {
  await syncWell(ali, sara);
  await backUpServer(database);
  await forkDisk('one');
  await syncWell(ali);
  await forkDisk('two');
  await syncWell(ali, sara);
  const { device } = ali.store.identity;
  await restoreServer(database, 'restored before the identities');
  await everyDisk();
  expect(ali.store.identity.device).toBe(device);
  expect(sara.record('customers', PARS)?.body['custom']).toMatchObject({ old: 'two', new: 'two' });
  await expectConverged(database, ali, sara);
});

it('SYNC-23 the same when the server goes back between two messages of a round', async () => {
  await backUpServer(database);
  await forkDisk('three');
  const { push } = ali.network;
  ali.network.push = async (...call) => {
    ali.network.push = push;
    await restoreServer(database, 'restored in the middle');
    return push(...call);
  };
  await everyDisk();
  expect(sara.record('customers', PARS)?.body['custom']).toMatchObject({ old: 'three', new: 'three' });
  await expectConverged(database, ali, sara);
});
