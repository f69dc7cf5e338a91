/** Every text that the lists of service can become: it runs, counts what it lists, and takes the way that keeps it quick at 100,000 records. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createManualClock } from '../../../../shared/base/clock.ts';
import { deterministicId } from '../../../../shared/base/id.ts';
import { OPEN_REQUEST_STATES } from '../../../../shared/domain/serviceRequests/requestStates.ts';
import { createRecordStore } from '../../store/index.ts';
import type { LocalOperation, RecordStore } from '../../store/types.ts';
import { assetListQuery } from '../assets/queries.ts';
import { ALL_TIME, behindCausesQuery, countedQuery } from '../insights/causeQueries.ts';
import { contractListQuery } from '../contracts/queries.ts';
import type { ListQuery } from '../live.ts';
import {
  assetsOfCustomerQuery,
  contractsOfCustomerQuery,
  openJobsQuery,
  requestCountsQuery,
  requestListQuery,
  requestsOfCustomerQuery,
} from './queries.ts';

let folder: string;
let store: RecordStore;
const idOf = (name: string): string => deterministicId('service queries', name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'peyvand-service-queries-'));
  store = createRecordStore({
    directory: folder,
    key: new Uint8Array(32).fill(1),
    clock: createManualClock(Date.parse('2026-11-21T07:00:00.000Z')),
    signer: { sign: () => 'signature' },
    identity: { device: idOf('device'), person: idOf('ali'), deviceCode: 'TEST', epoch: null },
  });
  const operations = Array.from({ length: 40 }, (_, index): LocalOperation[] => {
    const customerId = idOf(`customer ${index % 7}`);
    return [
      ...(index < 7
        ? [
            {
              act: 'create' as const,
              collection: 'customers' as const,
              kind: 'company',
              id: customerId,
              body: { name: `مشتری ${index}`, stage: 'active' },
            },
          ]
        : []),
      {
        act: 'create',
        collection: 'assets',
        kind: 'equipment',
        id: idOf(`asset ${index}`),
        body: {
          name: `دستگاه ${index}`,
          customerId,
          ...(index % 3 === 0 ? { warrantyUntil: '2027-01-01' } : {}),
          ...(index % 10 === 0 ? { removedOn: '2026-01-01' } : {}),
        },
      },
      {
        act: 'create',
        collection: 'serviceRequests',
        kind: index % 5 === 0 ? 'complaint' : 'job',
        id: idOf(`request ${index}`),
        body: {
          subject: `نشتی ${index}`,
          customerId,
          channel: 'phone',
          priority: 'normal',
          receivedAt: `2026-11-${String(1 + (index % 20)).padStart(2, '0')}T08:00:00.000Z`,
          ...(index % 2 === 0 ? { dueAt: `2026-11-${String(10 + (index % 9)).padStart(2, '0')}T08:00:00.000Z` } : {}),
          assetIds: [idOf(`asset ${index}`)],
          state: ['inquiry', 'assigned', 'closed'][index % 3] ?? 'inquiry',
          assigneeId: idOf(index % 2 === 0 ? 'tara' : 'saman'),
        },
      },
    ];
  }).flat();
  await store.commit({ author: idOf('ali'), operations });
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const planOf = (sql: string, parameters: ListQuery['parameters'] = {}): string =>
  store.read
    .all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, parameters)
    .map(({ detail }) => detail)
    .join('\n');

/** Reads the whole list in small windows: they must add up to what is counted, without a repetition. */
function readAll(make: (window: { offset: number; limit: number }) => ListQuery | null): {
  total: number;
  ids: string[];
} {
  const ids: string[] = [];
  for (let offset = 0; ; offset += 7) {
    const query = make({ offset, limit: 7 });
    if (!query) throw new Error('no query');
    const rows = store.read.all<{ id: string }>(query.rows, query.parameters);
    ids.push(...rows.map(({ id }) => id));
    if (rows.length === 7) continue;
    return { total: store.read.get<{ total: number }>(query.count, query.parameters)?.total ?? -1, ids };
  }
}

describe('requests', () => {
  const states = [...OPEN_REQUEST_STATES];
  const forms = [undefined, states, ['assigned'] as const].flatMap((asked) =>
    (['dueAt', 'receivedAt'] as const).flatMap((by) =>
      [
        {},
        { assigneeId: idOf('tara') },
        { customerId: idOf('customer 1') },
        { search: 'مشتری' },
        { kinds: ['complaint'] },
      ].map((filter) => ({
        ...(asked === undefined ? {} : { states: asked }),
        sort: { by, descending: by === 'receivedAt' },
        ...filter,
      })),
    ),
  );

  it.each(forms)('in every form: %j', (form) => {
    const { total, ids } = readAll((window) => requestListQuery({ ...window, ...form }));
    expect([ids.length, new Set(ids).size]).toEqual([total, total]);
    expect(total).toBeGreaterThan(0);
  });

  it('that are open are looked for state by state, by an index alone', () => {
    const query = requestListQuery({ offset: 0, limit: 10, states, sort: { by: 'dueAt', descending: false } });
    expect(planOf(query?.count ?? '', query?.parameters)).toMatch(
      /SEARCH r USING COVERING INDEX service_requests_by_state \(state=\?\)/,
    );
    expect(planOf(query?.rows ?? '', query?.parameters)).toMatch(
      /SEARCH r USING (COVERING )?INDEX service_requests_by_state \(state=\?\)/,
    );
    expect(planOf(requestCountsQuery(true), { assigneeId: idOf('tara') })).toMatch(
      /COVERING INDEX service_requests_by_state/,
    );
    expect(planOf(openJobsQuery, { id: 'x' })).toMatch(
      /SEARCH r USING (COVERING )?INDEX service_requests_by_state \(state=\?\)/,
    );
  });

  it('of everything walk their own index in their own order', () => {
    const query = requestListQuery({ offset: 30, limit: 10 });
    expect(planOf(query?.rows ?? '', query?.parameters)).toMatch(/SCAN r USING COVERING INDEX service_requests_listed/);
  });

  it('with a cause are counted and listed out of one index, within their time', () => {
    for (const by of ['cause', 'month', 'product', 'customer', 'person'] as const) {
      const question = { of: 'complaints', by, span: ALL_TIME } as const;
      const { rows, parameters } = countedQuery(
        question,
        [{ key: '2026-11-01', from: '2026-11-01', until: '2026-12' }],
        10,
      );
      const { rows: behind, parameters: bound } = behindCausesQuery(question, {
        key: 'x',
        customerIds: [],
        offset: 0,
        limit: 5,
      });
      for (const plan of [planOf(rows, parameters), planOf(behind, bound)])
        expect(plan).toMatch(
          /SEARCH r USING COVERING INDEX service_requests_by_cause \(caused_at>\? AND caused_at<\?\)/,
        );
    }
  });

  it('of a machine are those of its customer that name it', () => {
    const { ids } = readAll((window) =>
      requestListQuery({ ...window, customerId: idOf('customer 3'), assetId: idOf('asset 3') }),
    );
    expect(ids).toEqual([idOf('request 3')]);
  });

  it('sort what nobody promised a time for behind what is due', () => {
    const query = requestListQuery({ offset: 0, limit: 40, sort: { by: 'dueAt', descending: false } });
    const rows = store.read.all<{ body: string }>(query?.rows ?? '', query?.parameters);
    const dues = rows.map(({ body }) => (JSON.parse(body) as { dueAt?: string }).dueAt ?? '9');
    expect(dues).toEqual(dues.toSorted((one, other) => (one < other ? -1 : one > other ? 1 : 0)));
  });
});

describe('equipment and contracts', () => {
  it('are listed whole in every form', () => {
    for (const by of ['name', 'warrantyUntil'] as const)
      for (const filter of [{}, { removed: true }, { customerId: idOf('customer 2') }, { search: 'دستگاه' }]) {
        const { total, ids } = readAll((window) =>
          assetListQuery({ ...window, ...filter, sort: { by, descending: false } }),
        );
        expect([ids.length, new Set(ids).size]).toEqual([total, total]);
      }
    expect(readAll((window) => assetListQuery(window)).total).toBe(36);
    expect(readAll((window) => assetListQuery({ ...window, removed: true })).total).toBe(40);
    const query = assetListQuery({ offset: 0, limit: 10 });
    expect(planOf(query?.rows ?? '', query?.parameters)).toMatch(/SCAN a USING COVERING INDEX assets_listed/);
  });

  it('of one customer are looked up by that customer', () => {
    for (const sql of [requestsOfCustomerQuery, contractsOfCustomerQuery, assetsOfCustomerQuery])
      expect(planOf(sql, { customerId: 'x' })).toMatch(/SEARCH \w+ USING INDEX \w+_by_customer \(customer_id=\?/);
  });

  it('whose renewal is due are looked for between their last days', () => {
    const query = contractListQuery({ offset: 0, limit: 10, renewal: { from: '2026-09-01', to: '2026-12-01' } });
    expect(planOf(query?.rows ?? '', query?.parameters)).toMatch(
      /SEARCH k USING INDEX contracts_by_end \(ends_on>\? AND ends_on<\?\)/,
    );
  });

  it.each(['"', '؟!', "' OR 1=1 --"])('answer a search for %s without a syntax error', (search) => {
    for (const query of [
      assetListQuery({ offset: 0, limit: 5, search }),
      requestListQuery({ offset: 0, limit: 5, search }),
    ])
      expect(query === null ? [] : store.read.all(query.rows, query.parameters)).toEqual([]);
  });
});
