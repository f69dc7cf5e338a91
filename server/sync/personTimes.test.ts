/** When people are away: said by each of themselves, held of everybody else; and where they set out from, which not everybody is told. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import type { JsonValue } from '../../shared/base/leafPath.ts';
import type { LeafChange } from '../../shared/sync/operation.ts';
import { createTestServer, idOf, patch, set, type TestServer } from '../testing/testCompany.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
});
afterAll(() => server.close());

const away = (id: string, from: string, to: string): LeafChange => ({
  do: 'addElement',
  path: 'daysAway',
  id,
  order: 'a0',
  value: { from, to },
});
async function push(by: string, of: string, change: LeafChange) {
  const device = await server.device(by);
  const version = (await server.record('organisation', idOf(of)))?.version ?? 0;
  return device.push(patch('organisation', 'person', idOf(of), { version }, change));
}
const bodyOf = async (of: string) => (await server.record('organisation', idOf(of)))?.body ?? {};

describe('SEC-82: days away', () => {
  test.each(['ali', 'hamid', 'ada'])('are %s’s own to say', async (who) => {
    expect(await push(who, who, away(`of ${who}`, '2026-12-01', '2026-12-03'))).toMatchObject({ outcome: 'applied' });
    expect(await bodyOf(who)).toMatchObject({ daysAway: [{ from: '2026-12-01', to: '2026-12-03' }] });
  });

  test('of others are held, unless whoever writes the organisation says them', async () => {
    const refused = { outcome: 'parked', reason: 'permission_denied' };
    expect(await push('hamid', 'ali', away('x', '2026-12-01', '2026-12-03'))).toMatchObject(refused);
    expect(await push('ada', 'ali', away('y', '2026-12-05', '2026-12-05'))).toMatchObject({ outcome: 'applied' });
    expect(JSON.stringify(await bodyOf('ali'))).not.toContain('"x"');
  });

  test('open no other field of oneself', async () => {
    const fields: [string, JsonValue][] = [
      ['title', 'Director'],
      ['role', 'administrator'],
      ['territoryIds', []],
      ['skills', ['x']],
      ['workingHours', { zone: 'Asia/Tehran', weekdays: [1], from: '08:00', to: '09:00' }],
    ];
    for (const [field, value] of fields)
      expect(await push('ali', 'ali', set(field, value))).toMatchObject({
        outcome: 'parked',
        reason: 'permission_denied',
      });
  });

  test('end no sooner than they begin', async () => {
    expect(await push('ali', 'ali', away('z', '2026-12-09', '2026-12-08'))).toMatchObject({ outcome: 'parked' });
  });
});

describe('SEC-83: where somebody sets out from', () => {
  const BASE = { latitude: 35_700_000, longitude: 51_400_000 };
  const isToldTo = async (who: string): Promise<boolean> =>
    JSON.stringify([...(await (await server.device(who)).pullAll())]).includes('basePosition');

  test('is known to a kilometre, and to those who send people', async () => {
    expect(await push('ada', 'ali', set('basePosition', { ...BASE, latitude: 35_701_234 }))).toMatchObject({
      outcome: 'parked',
    });
    expect(await push('ada', 'ali', set('basePosition', BASE))).toMatchObject({ outcome: 'applied' });
    expect(await isToldTo('hamid')).toBe(true);
    expect(await isToldTo('ali')).toBe(false);
  });
});
