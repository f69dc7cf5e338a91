/** Who is proposed for a job on a day: from where they are near, and whether they are there at all, through the core's API. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { START } from './company.ts';
import { idOf } from './memoryServer.ts';
import { CUSTOMER, closeServiceDesk, desk, newRequest, openServiceDesk } from './testing/serviceDesk.ts';

const TEHRAN = { latitude: 35_690_000, longitude: 51_390_000 };
const KARAJ = { latitude: 35_840_000, longitude: 50_940_000 };
const SHIRAZ = { latitude: 29_590_000, longitude: 52_580_000 };
const at = (position: { latitude: number; longitude: number }) => ({
  addresses: [{ id: 'a', order: 'a0', label: 'main', position }],
});
const technician = (name: string, more: object = {}) =>
  desk.company.server.put('organisation', 'person', idOf(name), {
    name,
    role: 'technician',
    active: true,
    territoryIds: [idOf('north')],
    ...more,
  });

beforeEach(async () => {
  await openServiceDesk();
  const customer = { name: 'بیمارستان مهر', stage: 'active', territoryId: idOf('north'), ...at(TEHRAN) };
  desk.company.server.put('customers', 'company', CUSTOMER, customer);
  desk.company.server.put('customers', 'company', idOf('far'), { ...customer, name: 'دور', ...at(SHIRAZ) });
});
afterEach(closeServiceDesk);

const visit = (name: string, checkedInAt: string, more: object = {}) =>
  desk.company.server.put('activities', 'visit', idOf(`visit ${name} ${checkedInAt}`), {
    subject: 'بازدید',
    customerId: idOf('far'),
    ownerId: idOf(name),
    plannedAt: checkedInAt,
    checkedInAt,
    ...more,
  });
async function reasonsFor(name: string, on?: string) {
  await desk.window.sync.now();
  const id = await newRequest();
  const proposals = await desk.window.serviceRequests.propose({ id, ...(on === undefined ? {} : { on }) });
  const place = proposals.findIndex(({ personId }) => personId === idOf(name));
  const reasons = proposals[place]?.reasons ?? [];
  return {
    isLast: place === proposals.length - 1,
    distance: reasons.find(({ reason }) => reason === 'distance'),
    unavailable: reasons.flatMap((reason) => ('unavailable' in reason ? [reason.unavailable] : []))[0],
  };
}

describe('how far somebody is', () => {
  it('is from where they noted last today that they are, with its age, by where their machine was or the customer is', async () => {
    technician('kaveh', { basePosition: KARAJ });
    visit('kaveh', '2026-11-20T10:00:00.000Z', { checkInPosition: TEHRAN });
    expect((await reasonsFor('kaveh')).distance).toMatchObject({ from: 'base', minutes: null });
    visit('kaveh', new Date(START - 90 * 60_000).toISOString(), { checkInPosition: SHIRAZ });
    visit('kaveh', new Date(START - 25 * 60_000).toISOString(), { checkInPosition: TEHRAN });
    expect((await reasonsFor('kaveh')).distance).toEqual({
      reason: 'distance',
      points: 15,
      count: 0,
      from: 'checkIn',
      minutes: 25,
    });
    // Without a position of the machine: the customer to whom they came is far, and their base is nearer.
    visit('kaveh', new Date(START - 5 * 60_000).toISOString());
    expect((await reasonsFor('kaveh')).distance).toMatchObject({ from: 'base' });
    // Where they are today says nothing of tomorrow.
    expect((await reasonsFor('kaveh', '2026-11-22')).distance).toMatchObject({ from: 'base' });
  });

  it('is from the jobs that they have on that day alone', async () => {
    technician('kaveh', { basePosition: SHIRAZ });
    await desk.window.sync.now();
    const other = await newRequest();
    await desk.window.serviceRequests.assign({ id: other, personId: idOf('kaveh'), plannedOn: '2026-11-23' });
    expect((await reasonsFor('kaveh', '2026-11-23')).distance).toMatchObject({ from: 'job', count: 0 });
    expect((await reasonsFor('kaveh', '2026-11-22')).distance).toMatchObject({ from: 'base' });
  });
});

describe('somebody who is not there', () => {
  it('is away, has a day off or is done for today: comes last, and says so', async () => {
    const hours = { zone: 'Asia/Tehran', weekdays: [6, 7, 1, 2, 3], from: '06:00', to: '10:00' };
    technician('kaveh', {
      skills: ['دیالیز'],
      basePosition: TEHRAN,
      workingHours: hours,
      daysAway: [{ id: 'a', order: 'a0', from: '2026-11-22', to: '2026-11-24' }],
    });
    expect(await reasonsFor('kaveh')).toMatchObject({ isLast: true, unavailable: { why: 'over', at: '10:00' } });
    expect(await reasonsFor('kaveh', '2026-11-22')).toMatchObject({
      isLast: true,
      unavailable: { why: 'away', until: '2026-11-24' },
    });
    expect((await reasonsFor('kaveh', '2026-11-26')).unavailable).toEqual({ why: 'dayOff' });
    expect(await reasonsFor('kaveh', '2026-11-25')).toMatchObject({ isLast: false, unavailable: undefined });
  });

  it('on a holiday is everybody', async () => {
    const value = [{ on: '2026-11-25', name: 'عید' }];
    desk.company.server.put('organisation', 'setting', idOf('holidays'), { key: 'holidays', value });
    await desk.window.sync.now();
    const id = await newRequest();
    const proposals = await desk.window.serviceRequests.propose({ id, on: '2026-11-25' });
    expect(proposals.map(({ reasons }) => reasons[0])).toEqual(
      proposals.map(() => ({ reason: 'unavailable', points: 0, unavailable: { why: 'holiday', name: 'عید' } })),
    );
    expect(proposals.length).toBeGreaterThan(1);
  });
});
