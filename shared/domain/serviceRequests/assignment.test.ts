import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metresBetween, proposeAssignees, type Candidate, type Job, type Place, type Position } from './assignment.ts';

const TEHRAN = { latitude: 35_689_200, longitude: 51_389_000 };
const KARAJ = { latitude: 35_840_000, longitude: 50_939_000 };
const at = (position: Position, from: Place['from'] = 'job', minutes: number | null = null): Place => ({
  ...position,
  from,
  minutes,
});
const job: Job = { skills: [], territoryId: 'north', branchId: 'tehran', position: TEHRAN, contractPersonId: null };
const candidate = (name: string, more: Partial<Candidate> = {}): Candidate => ({
  id: name,
  name,
  skills: [],
  territoryIds: ['south'],
  branchId: 'shiraz',
  openJobs: 0,
  places: [],
  unavailable: null,
  visitsBefore: 0,
  ...more,
});
const order = (asked: Job, ...candidates: readonly Candidate[]) =>
  proposeAssignees(asked, candidates).map(({ personId }) => personId);

describe('whoever is proposed first', () => {
  it.each([
    ['is of the territory', {}, { territoryIds: ['north'] }, {}],
    ['is of the branch', {}, { branchId: 'tehran' }, {}],
    ['has less to do', {}, {}, { openJobs: 2 }],
    ['is nearer', {}, { places: [at(TEHRAN)] }, { places: [at(KARAJ)] }],
    ['is named by the contract', { contractPersonId: 'one' }, {}, { territoryIds: ['north'] }],
    ['was there before', {}, { visitsBefore: 3 }, {}],
    // A skill outweighs the territory, the distance and the load together.
    [
      'can do it',
      { skills: ['دیالیز'] },
      { skills: ['ديالیز'], openJobs: 9 },
      { territoryIds: ['north'], places: [at(TEHRAN)], visitsBefore: 1 },
    ],
  ])('%s', (_why, more, one, other) => {
    expect(order({ ...job, ...more }, candidate('other', other), candidate('one', one))).toEqual(['one', 'other']);
  });

  it('is never somebody who is not there, however much speaks for them', () => {
    const best = { territoryIds: ['north'], places: [at(TEHRAN)], visitsBefore: 2 };
    for (const unavailable of [
      { why: 'away', until: '2026-12-01' },
      { why: 'holiday', name: 'x' },
      { why: 'dayOff' },
      { why: 'over', at: '16:00' },
    ] as const) {
      const asked = { ...job, skills: ['برق'] };
      const proposals = proposeAssignees(asked, [
        candidate('gone', { ...best, skills: ['برق'], unavailable }),
        candidate('there', { openJobs: 9 }),
      ]);
      expect(proposals.map(({ personId }) => personId)).toEqual(['there', 'gone']);
      expect(proposals[1]?.reasons[0]).toEqual({ reason: 'unavailable', points: 0, unavailable });
    }
  });

  it('is, of equals, always the same one', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(['a', 'b', 'c', 'd'], { minLength: 4 }), (names) => {
        expect(order(job, ...names.map((name) => candidate(name)))).toEqual(['a', 'b', 'c', 'd']);
      }),
    );
  });
});

describe('the reasons', () => {
  it('add up to the points, and say first what speaks against somebody', () => {
    const [proposal] = proposeAssignees({ ...job, skills: ['پمپ', 'برق'], contractPersonId: 'ali' }, [
      candidate('ali', { skills: ['برق'], openJobs: 1, places: [at(KARAJ)], visitsBefore: 2 }),
    ]);
    expect(proposal?.reasons.map(({ reason }) => reason)).toEqual([
      'skillsMissing',
      'contract',
      'skills',
      'load',
      'knows',
      'distance',
      'elsewhere',
    ]);
    expect(proposal?.reasons[0]).toMatchObject({ skills: ['پمپ'] });
    expect(proposal?.points).toBe(proposal?.reasons.reduce((sum, { points }) => sum + points, 0));
  });

  it('say from where it is near: of where somebody is, will be and sets out from, the nearest', () => {
    const reasonOf = (...places: Place[]) =>
      proposeAssignees(job, [candidate('ali', { places })])[0]?.reasons.find(({ reason }) => reason === 'distance');
    expect(reasonOf(at(KARAJ), at(TEHRAN, 'checkIn', 25), at(KARAJ, 'base'))).toMatchObject({
      from: 'checkIn',
      minutes: 25,
      count: 0,
    });
    expect(reasonOf(at(KARAJ, 'checkIn', 5), at(TEHRAN, 'base'))).toMatchObject({ from: 'base', minutes: null });
    expect(reasonOf()).toBeUndefined();
  });

  it('name a distance as the crow flies', () => {
    expect(Math.round(metresBetween(TEHRAN, KARAJ) / 1_000)).toBe(44);
    expect(metresBetween(TEHRAN, TEHRAN)).toBe(0);
  });
});
