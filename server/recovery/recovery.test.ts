/** Who lets a recovery secret go, to whom, and when. Long, for each rule is tried on the same company with the same two decisions, and stands on what is set up for all of them. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { base64urlToBytes, bytesToBase64url } from '../../shared/base/bytes.ts';
import { isPeyvandError } from '../../shared/base/errors.ts';
import type { RecoveryRequest } from '../../shared/contract/recovery.ts';
import { recoveryCheckCode, releaseBinding, shareBinding } from '../../shared/sync/recovery.ts';
import { readPrivateSealingKey, seal } from '../../shared/sync/sealing.ts';
import { HANDS_MILLISECONDS } from '../administration/accountActs.ts';
import { revokeDevice } from '../auth/devices.ts';
import { liftDevice, suspendDevice } from '../auth/standing.ts';
import { writeTicket } from '../auth/tickets.ts';
import { createTestServer, idOf, type TestDevice, type TestServer } from '../testing/testCompany.ts';
import { REQUEST_LIFETIME_MILLISECONDS } from './requests.ts';

let server: TestServer;
let ali: TestDevice;
let ada: TestDevice;
let darius: TestDevice;
let vida: TestDevice;
let share: string;
const secret = randomBytes(32);

beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  const person = (name: string, role: string) => ({
    collection: 'organisation' as const,
    kind: 'person',
    id: idOf(name),
    body: { name, role, active: true },
  });
  await server.load([
    person('vida', 'administrator'),
    {
      collection: 'organisation',
      kind: 'setting',
      id: idOf('recovery'),
      body: { key: 'recoveryShares', value: 'offered' },
    },
  ]);
  const devices = await Promise.all(['ali', 'ada', 'darius', 'vida'].map((name) => server.device(name)));
  [ali, ada, darius, vida] = devices as [TestDevice, TestDevice, TestDevice, TestDevice];
});
afterAll(() => server.close());
/** As far as bounds per day are asked. */
const nextDay = () => server.database.rows('DELETE FROM daily_counts');
beforeEach(async () => {
  await nextDay();
  share = server.newId();
  await leave(ali, share);
  await keep(ali, share);
});

// ---- what a device and a locked machine do --------------------------------------------------------------------

const sealedShare = async (id: string): Promise<string> =>
  bytesToBase64url(await seal(server.keys.publicKeys.sealing, 'peyvand recovery share 1', secret, shareBinding(id)));
const leave = async (device: TestDevice, id: string) =>
  server.app.call('depositRecoveryShare', device.token, { share: id, sealed: await sealedShare(id) });
const keep = (device: TestDevice, id: string | null) =>
  server.app.call('keepRecoveryShare', device.token, { share: id });
const ticket = (name: string): string => writeTicket(server.keys, server.clock, idOf(name));

interface Asked {
  readonly request: string;
  readonly secret: string;
  readonly code: string;
  open(sealed: string): Promise<Uint8Array | null>;
}

const ask = (name = 'ali', id = share): Promise<Asked> => askAs(idOf(name), id);

async function askAs(person: string, id: string): Promise<Asked> {
  const pair = await newPair();
  const reply = await server.app.askForRecovery(
    'requestRecovery',
    { ticket: writeTicket(server.keys, server.clock, person), share: id, replyKey: pair.publicKey },
    '127.0.0.1',
  );
  return {
    ...reply,
    code: recoveryCheckCode(reply.request, id, pair.publicKey),
    open: async (sealed) =>
      (await readPrivateSealingKey(pair)).open(
        'peyvand recovery release 1',
        base64urlToBytes(sealed),
        releaseBinding(reply.request, id),
      ),
  };
}

async function newPair() {
  const { generateKeyPairSync } = await import('node:crypto');
  const jwk = generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' });
  return { publicKey: jwk.x ?? '', secret: base64urlToBytes(jwk.d ?? '') };
}

const stateOf = async ({ request, secret: own }: Asked) =>
  (await server.app.askForRecovery('recoveryState', { request, secret: own }, '127.0.0.1')).state;
const collect = ({ request, secret: own }: Asked, name = 'ali') =>
  server.app.askForRecovery('collectRecovery', { ticket: ticket(name), request, secret: own }, '127.0.0.1');
const approve = (device: TestDevice, { request, code }: Pick<Asked, 'request' | 'code'>) =>
  server.app.call('decideRecovery', device.token, { decision: 'approve', request, checkCode: code });
const refuse = (device: TestDevice, { request }: Asked) =>
  server.app.call('decideRecovery', device.token, { decision: 'refuse', request });
const shown = async (device: TestDevice, { request }: Asked): Promise<RecoveryRequest | undefined> =>
  (await server.app.call('recoveryRequests', device.token, {})).requests.find(({ id }) => id === request);
const audited = async ({ request }: Asked): Promise<string[]> =>
  (
    await server.database.rows<{ action: string }>('SELECT action FROM audit_entries WHERE subject = $1 ORDER BY seq', [
      request,
    ])
  ).map(({ action }) => action);

async function failure(call: Promise<unknown>): Promise<{ code: string; reason: unknown }> {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!isPeyvandError(error)) throw new Error('expected a PeyvandError', { cause: error });
  return { code: error.code, reason: error.facts['reason'] ?? error.facts['state'] ?? null };
}

describe('recovery', () => {
  it('SEC-10: two people let it go, and the machine that asked has the secret; every step is in the audit', async () => {
    const asked = await ask();
    expect(await stateOf(asked)).toBe('waiting');
    await approve(ada, asked);
    expect(await shown(darius, asked)).toMatchObject({
      person: { id: idOf('ali'), name: 'علی' },
      state: 'waiting',
      approvals: [{ person: { id: idOf('ada') }, as: 'manages' }],
      may: 'decide',
    });
    await approve(darius, asked);
    expect(await stateOf(asked)).toBe('approved');
    const { sealed } = await collect(asked);
    expect([...((await asked.open(sealed)) ?? [])]).toEqual([...secret]);
    expect(await stateOf(asked)).toBe('released');
    expect(await audited(asked)).toEqual([
      'recovery.requested',
      'recovery.approved',
      'recovery.approved',
      'recovery.released',
    ]);
  });

  it('SEC-10: in whichever order they come; of two administrators the later stands as the second person', async () => {
    const asked = await ask();
    await approve(darius, asked);
    await approve(ada, asked);
    expect(await stateOf(asked)).toBe('approved');
    const other = await ask();
    await approve(ada, other);
    await approve(vida, other);
    expect((await shown(darius, other))?.approvals.map(({ person, as }) => [person.id, as])).toEqual([
      [idOf('ada'), 'manages'],
      [idOf('vida'), 'second'],
    ]);
  });

  it('SEC-10: nobody alone: not twice by one, not by whoever asks, not by two second persons, not by a rep', async () => {
    const asked = await ask();
    await approve(ada, asked);
    expect(await failure(approve(ada, asked))).toEqual({ code: 'permission_denied', reason: 'decided' });
    expect(await stateOf(asked)).toBe('waiting');
    expect(await failure(approve(ali, asked))).toMatchObject({ code: 'permission_denied' });
    expect(await failure(server.app.call('recoveryRequests', ali.token, {}))).toMatchObject({
      code: 'permission_denied',
    });

    const adasShare = server.newId();
    await leave(ada, adasShare);
    const adas = await ask('ada', adasShare);
    expect(await failure(approve(ada, adas))).toEqual({ code: 'permission_denied', reason: 'own' });
    expect((await shown(ada, adas))?.may).toBe('own');
    expect(await failure(refuse(ada, adas))).toEqual({ code: 'permission_denied', reason: 'own' });

    const second = await ask();
    await approve(darius, second);
    expect((await shown(darius, second))?.may).toBe('decided');
    expect(await failure(collect(second))).toMatchObject({ code: 'illegal_transition' });
  });

  // ---- who is a second person ------------------------------------------------------------------------------------

  /** Somebody of head office with a device that is there already; loaded, so nobody's hand was on their account. */
  async function colleague(role = 'headOffice'): Promise<TestDevice> {
    const id = server.newId();
    await server.load([
      { collection: 'organisation', kind: 'person', id, body: { name: 'همکار', role, active: true } },
    ]);
    return server.device(id);
  }
  const give = (what: 'password' | 'opening' | 'role', by: TestDevice, person: string) => {
    if (what === 'password') return server.app.call('setPassword', by.token, { person, login: `login of ${person}` });
    if (what === 'opening') return reopen(by, person);
    return changeRole(by, person);
  };
  async function reopen(by: TestDevice, person: string): Promise<void> {
    for (const open of [false, true])
      await server.app.call('openAccount', by.token, { person, open, devices: 'keep', reason: '' });
  }
  async function changeRole(by: TestDevice, person: string): Promise<void> {
    const { version = 0 } = (await server.record('organisation', person)) ?? {};
    const place = { name: 'همکار', branchId: null, territoryIds: [] };
    await server.app.call('changePerson', by.token, { person, version, role: 'administrator', ...place });
  }

  it('SEC-10: one administrator alone, with a second person whom they make for it: nothing is let go', async () => {
    const person = server.newId();
    const place = { name: 'ساختگی', role: 'headOffice' as const, branchId: null, territoryIds: [] };
    await server.app.call('createPerson', ada.token, { id: person, login: 'made-up', ...place });
    const madeUp = await server.device(person);
    const asked = await ask();
    await approve(ada, asked);
    expect((await shown(madeUp, asked))?.may).toBe('accountTouched');
    expect(await failure(approve(madeUp, asked))).toEqual({ code: 'permission_denied', reason: 'accountTouched' });
    expect(await stateOf(asked)).toBe('waiting');
    // Their doubt counts all the same.
    await refuse(madeUp, asked);
    expect(await stateOf(asked)).toBe('refused');
  });

  it.each(['password', 'opening', 'role'] as const)(
    'SEC-10: with a second person to whom they gave a %s in the days before: neither, until those days are over',
    async (what) => {
      const other = await colleague();
      await give(what, ada, other.person);
      const asked = await ask();
      expect(await failure(approve(other, asked))).toEqual({ code: 'permission_denied', reason: 'accountTouched' });
      server.clock.advance(HANDS_MILLISECONDS);
      const later = await ask();
      await approve(ada, later);
      await approve(other, later);
      await collect(later);
    },
  );

  it('SEC-10: what somebody does about their own password hides nothing that another did, and is nobody else’s hand', async () => {
    const [other, third] = [await colleague('administrator'), await colleague('administrator')];
    await give('password', ada, other.person);
    await give('password', other, other.person);
    await give('password', third, third.person);
    const asked = await ask();
    expect(await failure(approve(other, asked))).toMatchObject({ reason: 'accountTouched' });
    await approve(third, asked);
    expect(await stateOf(asked)).toBe('waiting');
  });

  it('SEC-10: a device that was enrolled behind the request is nobody’s second one; another identity of an older one is', async () => {
    const other = await colleague();
    const asked = await ask();
    const late = await server.device(other.person);
    expect((await shown(late, asked))?.may).toBe('deviceTooNew');
    expect(await failure(approve(late, asked))).toEqual({ code: 'permission_denied', reason: 'deviceTooNew' });
    await approve(other, asked);
    expect(await failure(approve(await server.device('ada'), asked))).toMatchObject({ reason: 'deviceTooNew' });
  });

  it('SEC-10: whoever set the password of the one who asks may be the one who asks; everybody sees who did, and when', async () => {
    const other = await colleague();
    const asking = await server.device(other.person);
    const own = server.newId();
    await leave(asking, own);
    await give('password', ada, other.person);
    const asked = await askAs(other.person, own);
    expect(await shown(darius, asked)).toMatchObject({
      passwordSet: { by: { id: idOf('ada'), name: 'Ada' }, at: new Date(server.clock.now()).toISOString() },
      may: 'decide',
    });
    expect((await shown(ada, asked))?.may).toBe('passwordGiver');
    expect(await failure(approve(ada, asked))).toEqual({ code: 'permission_denied', reason: 'passwordGiver' });
    await approve(vida, asked);
    await approve(darius, asked);
    await server.app.askForRecovery(
      'collectRecovery',
      { ticket: writeTicket(server.keys, server.clock, other.person), request: asked.request, secret: asked.secret },
      '127.0.0.1',
    );
    expect((await shown(darius, await ask()))?.passwordSet).toBeNull();
  });

  it('SEC-11: an approval counts no more when somebody gets hold of the account behind it', async () => {
    for (const target of ['approver', 'asker'] as const) {
      const other = await colleague('administrator');
      const asked = await ask();
      await approve(other, asked);
      await approve(darius, asked);
      await give('password', target === 'approver' ? ada : other, target === 'approver' ? other.person : idOf('ali'));
      expect(await failure(collect(asked))).toEqual({ code: 'permission_denied', reason: 'approval_withdrawn' });
    }
  });

  it('SEC-11: a wrong check code approves nothing, and too many of them end the request', async () => {
    const asked = await ask();
    const other = await ask();
    for (let count = 0; count < 4; count += 1)
      expect(await failure(approve(ada, { ...other, code: asked.code }))).toEqual({
        code: 'invalid_input',
        reason: 'check_code',
      });
    // As somebody types it who hears it.
    await approve(ada, { ...other, code: ` ${other.code.toLowerCase().replace('-', ' ')} ` });
    expect(await failure(approve(darius, { ...other, code: asked.code }))).toMatchObject({ reason: 'check_code' });
    expect(await stateOf(other)).toBe('refused');
    expect(await failure(approve(darius, other))).toEqual({ code: 'recovery_ended', reason: 'refused' });
    expect(await audited(other)).toContain('recovery.refused');
  });

  it('SEC-11: refused, replaced and late requests are over, for approval and for fetching', async () => {
    const refused = await ask();
    await refuse(darius, refused);
    expect(await failure(approve(ada, refused))).toEqual({ code: 'recovery_ended', reason: 'refused' });

    const first = await ask();
    await approve(ada, first);
    await approve(darius, first);
    const later = await ask();
    expect(await stateOf(first)).toBe('replaced');
    expect(await failure(collect(first))).toEqual({ code: 'recovery_ended', reason: 'replaced' });

    await approve(ada, later);
    await approve(darius, later);
    server.clock.advance(REQUEST_LIFETIME_MILLISECONDS);
    expect(await stateOf(later)).toBe('expired');
    expect(await failure(collect(later))).toEqual({ code: 'recovery_ended', reason: 'expired' });
    expect(await failure(approve(vida, later))).toEqual({ code: 'recovery_ended', reason: 'expired' });
  });

  it('SEC-11: it is let go once: the same answer for ten minutes, for a line that broke, and nothing afterwards', async () => {
    const asked = await ask();
    await approve(ada, asked);
    await approve(darius, asked);
    const { sealed } = await collect(asked);
    expect((await collect(asked)).sealed).toBe(sealed);
    expect(await keep(ali, share)).toEqual({ held: true, spent: true });
    expect(await failure(collect(asked))).toEqual({ code: 'recovery_ended', reason: 'released' });

    const slow = await ask();
    await approve(ada, slow);
    await approve(darius, slow);
    await collect(slow);
    server.clock.advance(10 * 60_000);
    expect(await failure(collect(slow))).toEqual({ code: 'recovery_ended', reason: 'released' });
    expect((await audited(asked)).filter((action) => action === 'recovery.released')).toHaveLength(1);
  });

  it('SEC-11: only for whoever asked: their ticket, their device, the secret of their request', async () => {
    expect(await failure(ask('sara'))).toMatchObject({ code: 'not_found' });
    expect(await failure(ask('gone'))).toMatchObject({ code: 'permission_denied', reason: 'not_active' });
    const asked = await ask();
    await approve(ada, asked);
    await approve(darius, asked);
    expect(await failure(collect(asked, 'sara'))).toMatchObject({ code: 'token_foreign' });
    expect(await failure(collect({ ...asked, secret: 'another' }))).toMatchObject({ code: 'not_found' });
    expect(await failure(stateOf({ ...asked, secret: `${asked.secret}x` }))).toMatchObject({ code: 'not_found' });
    const call = { request: asked.request, secret: asked.secret };
    for (const [bad, code] of [
      ['nonsense', 'token_foreign'],
      [writeTicket(server.keys, { now: () => server.clock.now() - 11 * 60_000 }, idOf('ali')), 'token_expired'],
    ] as const)
      expect(
        await failure(server.app.askForRecovery('collectRecovery', { ticket: bad, ...call }, '127.0.0.1')),
      ).toMatchObject({ code });
    await collect(asked);
  });

  it('SEC-11: nothing for a device that the company has stopped, before or after the approval', async () => {
    const standing = { database: server.database, clock: server.clock };
    const asked = await ask();
    await approve(ada, asked);
    await approve(darius, asked);
    await suspendDevice(standing, { device: ali.id, by: idOf('ada'), reason: '' });
    expect(await failure(collect(asked))).toMatchObject({ code: 'device_stopped' });
    expect(await failure(ask())).toMatchObject({ code: 'device_stopped' });
    await liftDevice(standing, { device: ali.id, by: idOf('ada'), reason: '' });
    await collect(asked);
    // Not the same answer once more either, once it was stopped.
    await suspendDevice(standing, { device: ali.id, by: idOf('ada'), reason: '' });
    expect(await failure(collect(asked))).toMatchObject({ code: 'device_stopped' });
    await liftDevice(standing, { device: ali.id, by: idOf('ada'), reason: '' });
    await collect(asked);

    const saras = await server.device('sara');
    const sarasShare = server.newId();
    await leave(saras, sarasShare);
    await revokeDevice(server.database, saras.id);
    expect(await failure(ask('sara', sarasShare))).toMatchObject({ code: 'not_enrolled' });
  });

  it('SEC-11: whatever is done about one machine in the same moment, one comes behind the other, and nobody is told of a defect', async () => {
    for (let round = 0; round < 15; round += 1) {
      await nextDay();
      const asked = await ask();
      await approve(ada, asked);
      await approve(darius, asked);
      const next = server.newId();
      const acts = await Promise.allSettled([
        collect(asked),
        ask(),
        leave(ali, next),
        keep(ali, share),
        collect(asked),
        ask(),
      ]);
      const refusals = acts.flatMap((act) => (act.status === 'rejected' ? [act.reason as unknown] : []));
      expect(refusals.filter((refusal) => !isPeyvandError(refusal) || refusal.code === 'internal')).toEqual([]);
    }
  });

  it('SEC-11: an approval counts only while whoever gave it may still give it', async () => {
    const asked = await ask();
    await approve(vida, asked);
    await approve(darius, asked);
    const [row] = await server.database.rows<{ version: number }>(
      `UPDATE records SET body = body || '{"role":"rep"}', version = version + 1 WHERE id = $1 RETURNING version`,
      [idOf('vida')],
    );
    expect(row?.version).toBeGreaterThan(1);
    await server.database.rows(
      `UPDATE scope_digests SET checksum = checksum + 1 WHERE scope = 'company' AND collection = 'organisation'`,
    );
    expect(await failure(collect(asked))).toEqual({ code: 'permission_denied', reason: 'approval_withdrawn' });
    await server.database.rows(`UPDATE records SET body = body || '{"role":"administrator"}' WHERE id = $1`, [
      idOf('vida'),
    ]);
    await server.database.rows(
      `UPDATE scope_digests SET checksum = checksum + 1 WHERE scope = 'company' AND collection = 'organisation'`,
    );
    await collect(asked);
  });

  it('SEC-12: the secret lies here sealed, bound to its id; what a device takes no more is destroyed', async () => {
    const [row] = await server.database.rows<{ sealed: Buffer }>('SELECT sealed FROM recovery_shares WHERE id = $1', [
      share,
    ]);
    expect(row?.sealed.includes(secret)).toBe(false);
    const next = server.newId();
    await leave(ali, next);
    const ids = async () =>
      (await server.database.rows<{ id: string }>('SELECT id FROM recovery_shares WHERE line = $1', [ali.id]))
        .map(({ id }) => id)
        .toSorted();
    expect(await ids()).toEqual([share, next].toSorted());
    expect(await keep(ali, next)).toEqual({ held: true, spent: false });
    expect(await ids()).toEqual([next]);
    expect(await failure(ask('ali', share))).toMatchObject({ code: 'not_found' });
    expect(await keep(ali, server.newId())).toEqual({ held: false, spent: false });
    await leave(ali, next);
    expect(await failure(leave(darius, next))).toMatchObject({ code: 'token_foreign' });
    for (let count = 0; count < 6; count += 1) await leave(ali, server.newId());
    expect((await ids()).length).toBeLessThanOrEqual(4);
    expect(await keep(ali, null)).toEqual({ held: false, spent: false });
    expect(await ids()).toEqual([]);
  });

  it('SEC-12: a company that wants none takes none', async () => {
    const other = await createTestServer(await createTestDatabase());
    try {
      const device = await other.device('ali');
      const left = other.app.call('depositRecoveryShare', device.token, { share: other.newId(), sealed: 'AAAA' });
      expect(await failure(left)).toEqual({ code: 'permission_denied', reason: 'recovery_off' });
    } finally {
      await other.close();
    }
  });
});
