/** A device that the company stops, over the real store, core and server: suspended, wiped politely or at once, and what becomes of work that was not sent. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failure } from '../../main/hosts/memory/company.ts';
import { liftDevice, orderWipe, readStanding, suspendDevice } from '../../server/auth/standing.ts';
import { readErasure } from '../../shared/sync/lease.ts';
import {
  byAdministrator,
  DAY,
  deviceOf,
  folder,
  here,
  isAtServer,
  lockOf,
  MINUTE,
  newCustomer,
  pass,
  phase,
  profile,
  refusal,
  setMachineClock,
  settle,
  standing,
  untilPhase,
  useLeasedMachine,
} from './leasedMachine.ts';

/** Why groups are held that name the record. */
const heldFor = async (id: string): Promise<(string | null)[]> =>
  (
    await here().company.database.rows<{ cause: string | null }>(
      "SELECT facts ->> 'cause' AS cause FROM ledger WHERE outcome = 'parked' AND bytes LIKE '%' || $1 || '%'",
      [id],
    )
  ).map(({ cause }) => cause);

describe('a device that the company stops', () => {
  useLeasedMachine();

  it('SEC-48: suspended, it locks at once; its unsent work is safe, and goes when it is lifted', async () => {
    const { machine, ali } = here();
    machine.online = false;
    const id = await newCustomer('در تعلیق');
    await suspendDevice(standing(), byAdministrator());
    machine.online = true;
    await machine.window.sync.now().catch(() => undefined);
    await untilPhase('locked');
    expect(await lockOf()).toMatchObject({ reason: 'suspended' });
    expect(await isAtServer(id)).toBe(false);
    expect(await refusal()).toEqual({ code: 'lease_locked', reason: 'suspended', contact: 'device_stopped' });
    machine.online = false;
    expect(await refusal()).toMatchObject({ reason: 'suspended', contact: 'server_unreachable' });
    // Neither a restart nor a file that is taken away opens it: the store has heard of it.
    await machine.restart();
    writeFileSync(join(folder(), 'lease.json'), '');
    expect(await refusal()).toMatchObject({ reason: 'suspended' });
    machine.online = true;
    await liftDevice(standing(), byAdministrator());
    await machine.window.session.askServer({ profileId: ali });
    expect(await lockOf()).toBeUndefined();
    await machine.unlock(ali);
    await machine.sync();
    expect(await isAtServer(id)).toBe(true);
  });

  it('SEC-48: one that is locked hears of it without its passphrase, and by whoever presses the button', async () => {
    const { machine, ali } = here();
    await machine.lock();
    await suspendDevice(standing(), byAdministrator());
    await machine.window.session.askServer({ profileId: ali });
    expect(await lockOf()).toMatchObject({ reason: 'suspended' });
    await liftDevice(standing(), byAdministrator());
    await pass(16 * MINUTE);
    expect(await lockOf()).toBeUndefined();
    machine.online = false;
    expect((await failure(machine.window.session.askServer({ profileId: ali }))).code).toBe('server_unreachable');
  });

  it('SEC-49: to be wiped at once, every way to the keys is gone, and what was not sent is handed in by a colleague', async () => {
    const { machine, company, ali } = here();
    await machine.lock();
    const sara = await machine.join('sara');
    await machine.lock();
    await machine.unlock(ali);
    machine.online = false;
    const id = await newCustomer('مُهرشده');
    await orderWipe(standing(), 'atOnce', byAdministrator());
    machine.online = true;
    await machine.window.sync.now().catch(() => undefined);
    await untilPhase('locked');
    await expect
      .poll(async () => (await profile()).erased)
      .toEqual({ at: expect.any(String), why: 'ordered', sealedWork: true });
    await expect.poll(() => readdirSync(folder()).toSorted()).toEqual(['erased.json', 'unsent.sealed']);
    expect(await refusal()).toMatchObject({ code: 'lease_locked', reason: 'erased' });
    expect(await isAtServer(id)).toBe(false);
    await pass(MINUTE);
    await expect.poll(async () => (await readStanding(company.database, erasedDevice()))?.state).toBe('erased');
    expect(await readStanding(company.database, erasedDevice())).toMatchObject({ order: { proven: true } });

    await machine.unlock(sara);
    await machine.sync();
    // SEC-55: it is there whole, for head office to let through.
    await expect.poll(() => heldFor(id)).toEqual(['device_stopped']);
    expect(await isAtServer(id)).toBe(false);
    await machine.lock();
    expect((await profile()).erased).toMatchObject({ sealedWork: false });
    // Enrolled anew, under another name to the server: the old order is nothing to it, and the old entry is gone.
    const again = await machine.join('ali');
    await machine.lock();
    expect((await machine.profiles()).map(({ profileId }) => profileId).toSorted()).toEqual([again, sara].toSorted());
    expect(await lockOf(again)).toBeUndefined();
  });

  it('SEC-46 SEC-49: locked, it is wiped without anybody, as soon as there is a line, and the server hears of it', async () => {
    const { machine, company } = here();
    await machine.lock();
    await orderWipe(standing(), 'atOnce', byAdministrator());
    await pass(10_000);
    await expect.poll(async () => (await profile()).erased?.why).toBe('ordered');
    await pass(10_000);
    await expect.poll(async () => (await readStanding(company.database, erasedDevice()))?.state).toBe('erased');
    // Its key lay in the store that nobody opened.
    expect(await readStanding(company.database, erasedDevice())).toMatchObject({ order: { proven: false } });
  });

  it('SEC-49: at once also where no note can be written, and whatever another copy of the machine fails of', async () => {
    const { machine, ali } = here();
    await machine.lock();
    const sara = await machine.join('sara');
    await machine.lock();
    // Nothing can be renamed over it, and it cannot be read.
    mkdirSync(join(folder(ali), 'erased.json'));
    for (const id of [ali, sara]) await orderWipe(standing(), 'atOnce', byAdministrator(id));
    await pass(10_000);
    await expect.poll(() => readdirSync(folder(ali)).filter((name) => name.includes('keyring'))).toEqual([]);
    await expect.poll(async () => (await profile(sara)).erased?.why).toBe('ordered');
    expect(await profile(ali)).not.toHaveProperty('erased');
    rmSync(join(folder(ali), 'erased.json'), { recursive: true });
    await pass(MINUTE);
    await expect.poll(() => profile(ali)).toMatchObject({ login: 'ali', erased: { why: 'ordered' } });
    expect(existsSync(join(folder(ali), 'store'))).toBe(false);
  });

  it('SEC-49: what the sealed copy lacks of unsent work comes into it when the keys are gone, and the proof counts it', async () => {
    const { machine, ali } = here();
    machine.online = false;
    for (let count = 0; count < 12; count += 1) await newCustomer(`بی رونوشت ${count}`);
    await machine.lock();
    // As a kill between the commit and the copy leaves it, or a full disk.
    rmSync(join(folder(), 'unsent.sealed'));
    await orderWipe(standing(), 'atOnce', byAdministrator());
    setMachineClock(here().start + 31 * DAY);
    machine.online = true;
    // The lease is over, so that it asks before anything else, and hears of the order with the key in hand.
    expect(await refusal(ali)).toMatchObject({ code: 'lease_locked', reason: 'wipe' });
    expect((await profile()).erased).toMatchObject({ sealedWork: true });
    const { proof } = JSON.parse(readFileSync(join(folder(), 'erased.json'), 'utf8')) as { proof: string };
    expect(readErasure(proof, () => true)).toMatchObject({ sealedGroups: 12 });
  });

  it('SEC-50: to be wiped politely, it hands in its work first', async () => {
    const { machine } = here();
    machine.online = false;
    const id = await newCustomer('آخرین سفارش');
    await orderWipe(standing(), 'politely', byAdministrator());
    machine.online = true;
    await machine.window.sync.now().catch(() => undefined);
    await expect
      .poll(async () => (await phase()) === 'locked' && (await profile()).erased)
      .toMatchObject({ sealedWork: false });
    expect(await isAtServer(id)).toBe(true);
  });

  it('SEC-50: politely without a line it stays locked, and the next unlock hands in and erases', async () => {
    const { machine, ali } = here();
    machine.online = false;
    const id = await newCustomer('بی خط');
    await machine.lock();
    await orderWipe(standing(), 'politely', byAdministrator());
    machine.online = true;
    await machine.window.session.askServer({ profileId: ali });
    expect(await lockOf()).toMatchObject({ reason: 'wipe', politely: true });
    machine.online = false;
    expect(await refusal()).toMatchObject({ code: 'lease_locked', reason: 'wipe' });
    expect(await profile()).not.toHaveProperty('erased');
    machine.online = true;
    expect(await refusal()).toMatchObject({ code: 'lease_locked', reason: 'wipe' });
    await expect.poll(async () => (await profile()).erased?.sealedWork).toBe(false);
    expect(await isAtServer(id)).toBe(true);
  });

  it('SEC-50: nobody comes with the passphrase: after a day of running it is erased all the same, and the sealed work stays', async () => {
    const { machine } = here();
    machine.online = false;
    await newCustomer('می‌ماند');
    await machine.lock();
    await orderWipe(standing(), 'politely', byAdministrator());
    machine.online = true;
    for (let quarter = 0; quarter < 80; quarter += 1) await pass(15 * MINUTE);
    expect(await profile()).not.toHaveProperty('erased');
    for (let quarter = 0; quarter < 30; quarter += 1) await pass(15 * MINUTE);
    expect((await profile()).erased).toMatchObject({ why: 'ordered', sealedWork: true });
  });

  it('SEC-53: killed right behind the note, it is completed at the next start', async () => {
    const { machine, start, ali } = here();
    machine.online = false;
    await newCustomer('نیمه‌تمام');
    await machine.lock();
    const at = new Date(start).toISOString();
    const whose = { name: 'ali', login: 'ali', serverUrl: '', device: deviceOf(ali) };
    writeFileSync(
      join(folder(), 'erased.json'),
      JSON.stringify({
        format: 'peyvand-erased',
        state: 'begun',
        why: 'ordered',
        at,
        ...whose,
        proof: null,
        reported: false,
      }),
    );
    await machine.restart();
    expect(readdirSync(folder()).toSorted()).toEqual(['erased.json', 'unsent.sealed']);
    expect((await profile()).erased).toEqual({ at, why: 'ordered', sealedWork: true });
  });

  it('SEC-51: an order for another device, or an altered one, is no order', async () => {
    const { machine, company, ali } = here();
    await machine.lock();
    const sara = await machine.join('sara');
    await machine.lock();
    await orderWipe(standing(), 'atOnce', byAdministrator(sara));
    const { order } = await company.transport().standing({ device: deviceOf(sara) });
    machine.answerStanding = () => ({ order });
    await machine.window.session.askServer({ profileId: ali });
    const flipped = (order ?? '').replace(/.{6}$/, 'AAAAAA');
    machine.answerStanding = () => ({ order: flipped });
    await machine.window.session.askServer({ profileId: sara });
    await settle();
    expect(await lockOf(ali)).toBeUndefined();
    expect(await lockOf(sara)).toBeUndefined();
    // One that came before a lease was given says nothing any more.
    await suspendDevice(standing(), byAdministrator());
    const suspended = await company.transport().standing({ device: deviceOf(ali) });
    await liftDevice(standing(), byAdministrator());
    machine.answerStanding = null;
    await machine.unlock(ali);
    await machine.sync();
    await machine.lock();
    machine.answerStanding = () => suspended;
    await machine.window.session.askServer({ profileId: ali });
    expect(await lockOf(ali)).toBeUndefined();
  });
});

function erasedDevice(): string {
  const note: unknown = JSON.parse(readFileSync(join(folder(), 'erased.json'), 'utf8'));
  return (note as { device: string }).device;
}
