import { describe, expect, it } from 'vitest';
import type { RecordBody } from '../record.ts';
import { coverageOn, coversAsset, type CoverageQuestion } from './coverage.ts';

const contract = (id: string, body: RecordBody = {}) => ({
  id,
  body: { title: id, startsOn: '2026-03-21', endsOn: '2027-03-20', coverage: ['parts', 'labour'], ...body },
});
const asset = (body: RecordBody = {}) => ({
  id: 'pump',
  body: { name: 'پمپ', serial: 'SN-7', productId: 'p1', ...body },
});
const job = (id: string, state: string, days: readonly string[], kind = 'job', contractId = 'gold') => ({
  id,
  kind,
  body: {
    state,
    contractId,
    workTimes: days.map((day, place) => ({ id: `${place}`, order: 'a0', startedAt: `${day}T08:00:00.000Z` })),
  },
});
const ask = (question: Partial<CoverageQuestion>) =>
  coverageOn({ day: '2026-11-22', timeZone: 'Asia/Tehran', asset: asset(), contracts: [], requests: [], ...question });
const warningsOf = (question: Partial<CoverageQuestion>) =>
  ask(question).warnings.map(({ warning, contractId }) => `${warning} ${contractId}`);

describe('what is covered', () => {
  it('is nothing without guarantee and contract', () => {
    expect(ask({})).toMatchObject({
      payers: { parts: null, labour: null, visits: null },
      warnings: [],
      contractId: null,
      warranty: null,
    });
  });

  it('is parts and labour under guarantee, to its last day, and no consumables', () => {
    const until = (warrantyUntil: string) => ask({ asset: asset({ warrantyUntil }) });
    expect(until('2026-11-22')).toMatchObject({
      payers: { parts: { by: 'warranty' }, labour: { by: 'warranty' }, consumables: null },
      warranty: { runs: true },
    });
    expect(until('2026-11-21')).toMatchObject({
      payers: { parts: null },
      warranty: { runs: false, until: '2026-11-21' },
    });
  });

  it('is what any of several running contracts covers, and by which of them', () => {
    const contracts = [
      contract('gold', { coverage: ['labour'], endsOn: '2027-12-31', visitsIncluded: 1_000 }),
      contract('parts', { coverage: ['parts', 'labour', 'visits'] }),
      contract('lost', { coverage: ['replacement'], endsOn: '2026-11-21' }),
    ];
    const by = (contractId: string) => ({ by: 'contract', contractId, name: contractId });
    const found = ask({ contracts, requests: [job('old', 'closed', ['2026-05-01'])] });
    expect(found.payers).toEqual({
      parts: by('parts'),
      labour: by('gold'),
      // The visits of the first are used up.
      visits: by('parts'),
      consumables: null,
      replacement: null,
    });
    expect([found.contractId, found.warnings]).toEqual(['gold', []]);
    expect(ask({ contracts, preferredContractId: 'parts' }).payers.labour).toEqual(by('parts'));
  });

  it('is work as long as there are hours left, counted from what was worked under the contract', () => {
    const contracts = [contract('gold', { coverage: [], hoursIncluded: 2 })];
    const worked = (minutes: number) => {
      const { body, ...rest } = job('old', 'closed', ['2026-05-01']);
      return { ...rest, body: { ...body, workMinutes: minutes } };
    };
    expect(ask({ contracts, requests: [worked(119)] }).payers.labour).toMatchObject({ contractId: 'gold' });
    expect(ask({ contracts, requests: [worked(120)] }).payers.labour).toBeNull();
    expect(warningsOf({ contracts, requests: [worked(120)] })).toEqual(['hoursUsedUp gold']);
    // What was put right after a complaint uses nothing up.
    expect(ask({ contracts, requests: [{ ...worked(500), kind: 'complaint' }] }).payers.labour).not.toBeNull();
  });

  it('counts hours by the days of the company: those of its first night are of the contract, those of the night before its end are not', () => {
    const contracts = [contract('gold', { coverage: [], hoursIncluded: 2, endsOn: '2026-11-30' })];
    const at = (startedAt: string) => [
      {
        id: 'old',
        kind: 'job',
        body: {
          state: 'closed',
          contractId: 'gold',
          workMinutes: 120,
          workTimes: [{ id: '0', order: 'a0', startedAt }],
        },
      },
    ];
    const labour = (startedAt: string, timeZone = 'Asia/Tehran') =>
      ask({ contracts, requests: at(startedAt), timeZone }).payers.labour;
    expect(labour('2026-03-20T21:00:00.000Z')).toBeNull();
    expect(labour('2026-03-20T21:00:00.000Z', 'UTC')).not.toBeNull();
    expect(labour('2026-11-30T21:00:00.000Z')).not.toBeNull();
    expect(labour('2026-11-30T21:00:00.000Z', 'UTC')).toBeNull();
  });

  it('is parts up to an amount, as it was written down when they were signed for', () => {
    const contracts = [contract('gold', { coverage: [], partsUpTo: { amount: 1_000, currency: 'IRR' } })];
    const used = (amount: number, paidById = 'gold') => {
      const { body, ...rest } = job('old', 'closed', ['2026-05-01']);
      const part = { id: 'p', order: 'a0', paidById, worth: { amount, currency: 'IRR' } };
      return { ...rest, body: { ...body, partsUsed: [part] } };
    };
    expect([...ask({ contracts, requests: [used(400)] }).partsLeft]).toEqual([['gold', 600]]);
    expect([...ask({ contracts, requests: [used(400, 'other')] }).partsLeft]).toEqual([['gold', 1_000]]);
    expect(warningsOf({ contracts, requests: [used(1_000)] })).toEqual(['partsUsedUp gold']);
  });

  it('is what the running contract says', () => {
    const found = ask({ contracts: [contract('old', { endsOn: '2026-11-21' }), contract('gold')] });
    expect(found).toMatchObject({
      contractId: 'gold',
      payers: {
        parts: { by: 'contract', contractId: 'gold' },
        labour: { by: 'contract' },
        visits: null,
        replacement: null,
      },
      warnings: [],
    });
  });
});

describe('a technician is told', () => {
  it.each([
    ['that a contract is over', [contract('gold', { endsOn: '2026-11-21' })], ['lapsed gold']],
    ['that it was ended earlier than agreed', [contract('gold', { endedOn: '2026-06-01' })], ['lapsed gold']],
    ['that it has not begun', [contract('gold', { startsOn: '2026-11-23' })], ['notYet gold']],
    [
      'that nobody has agreed to its terms',
      [contract('gold', { approval: { reasons: [], terms: '0'.repeat(32), askedBy: 'x', askedAt: 'y' } })],
      ['notAgreed gold'],
    ],
    [
      'that it is for other machines',
      [contract('gold', { coveredThings: [{ id: 't', order: 'a0', name: 'x', serial: 'SN-8' }] })],
      ['otherEquipment gold'],
    ],
    ['that it ends soon', [contract('gold', { endsOn: '2026-12-01' })], ['endsSoon gold']],
    ['nothing of an old one beside one that runs', [contract('old', { endsOn: '2025-01-01' }), contract('gold')], []],
  ])('%s', (_what, contracts, warnings) => {
    const { payers } = ask({ contracts });
    const isCovered = warnings.every((warning) => warning.startsWith('endsSoon'));
    expect([warningsOf({ contracts }), payers.parts !== null]).toEqual([warnings, isCovered]);
  });
});

describe('machines', () => {
  it.each([
    [{}, true],
    [{ coveredThings: [{ id: 't', order: 'a0', name: 'x', assetId: 'pump' }] }, true],
    [{ coveredThings: [{ id: 't', order: 'a0', name: 'x', assetId: 'other', serial: 'SN-7' }] }, false],
    [{ coveredThings: [{ id: 't', order: 'a0', name: 'x', serial: 'sn-۷' }] }, true],
    [{ coveredThings: [{ id: 't', order: 'a0', name: 'x', serial: 'SN-9', productId: 'p1' }] }, false],
    [{ coveredThings: [{ id: 't', order: 'a0', name: 'x', productId: 'p1' }] }, true],
  ])('%j covers the pump: %s', (body, covers) => {
    expect(coversAsset(body, asset())).toBe(covers);
  });

  it('that are not named are covered by a contract that names none', () => {
    expect([
      coversAsset({}, null),
      coversAsset({ coveredThings: [{ id: 't', order: 'a0', name: 'x' }] }, null),
    ]).toEqual([true, false]);
  });
});

describe('visits', () => {
  const gold = contract('gold', { visitsIncluded: 3_000 });
  const requests = [
    job('one', 'closed', ['2026-05-01', '2026-05-02']),
    job('two', 'assigned', []),
    job('complaint', 'closed', ['2026-05-03'], 'complaint'),
    job('cancelled', 'cancelled', ['2026-05-04']),
    job('before', 'closed', ['2026-03-01']),
    job('other', 'closed', ['2026-05-05'], 'job', 'silver'),
  ];

  it('are days of work of the period, and those to which somebody was sent', () => {
    expect(ask({ contracts: [gold], requests }).visits).toEqual({ included: 3, used: 2, booked: 1, left: 0 });
  });

  it('that are used up are said, and paid for by the customer', () => {
    expect(warningsOf({ contracts: [gold], requests })).toEqual(['visitsUsedUp gold']);
    expect(ask({ contracts: [gold], requests }).payers).toMatchObject({ visits: null, parts: { by: 'contract' } });
  });

  it('of the request that is asked about are its own', () => {
    expect(ask({ contracts: [gold], requests, requestId: 'two' })).toMatchObject({
      visits: { left: 1 },
      payers: { visits: { by: 'contract' } },
    });
  });

  it('are counted by the day of the zone', () => {
    const late = {
      ...job('late', 'closed', []),
      body: {
        state: 'closed',
        contractId: 'gold',
        workTimes: [
          { id: 'a', order: 'a0', startedAt: '2026-05-01T19:00:00.000Z' },
          // Past midnight in Tehran.
          { id: 'b', order: 'a1', startedAt: '2026-05-01T21:00:00.000Z' },
        ],
      },
    };
    expect(ask({ contracts: [gold], requests: [late] }).visits?.used).toBe(2);
  });
});
