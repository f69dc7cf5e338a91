/** A window that has been taken over: whatever it says to the core, the answer is an error that was foreseen, and the core goes on. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isContractProcedure } from '@orpc/contract';
import { contract } from '../../../shared/contract/index.ts';
import { isPeyvandError } from '../../../shared/base/errors.ts';
import { createMemoryWirePair } from '../../../shared/rpc/memoryWire.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createTestCompany, first, PASSPHRASE, signIn, type TestCompany } from './company.ts';
import { idOf } from './memoryServer.ts';

// Every method with every value: slow machines take long for it.
vi.setConfig({ testTimeout: 180_000 });

let company: TestCompany;
let window: CoreClient;
const defects: unknown[] = [];
beforeAll(async () => {
  company = await createTestCompany({ log: (event, facts) => event === 'core.defect' && defects.push(facts) });
  window = await signIn(company);
});
afterAll(() => company.close());

const HOSTILE: readonly unknown[] = [
  undefined,
  null,
  0,
  -1,
  Number.NaN,
  '',
  'x'.repeat(10_000),
  "'; DROP TABLE customers; --",
  [],
  [[]],
  {},
  { __proto__: { id: 'x' } },
  { constructor: 1, toString: 2 },
  { id: '../../etc/passwd', offset: 0, limit: 10 },
  {
    offset: Number.MAX_SAFE_INTEGER,
    limit: 500,
    customerId: "' OR '1'='1",
    on: '2026-11-21',
    text: '" OR',
    open: true,
    list: '%',
  },
  { offset: 0.5, limit: 1e9 },
  {
    offset: 0,
    limit: 10,
    search: '"NEAR(',
    filter: { stages: ['\u0000', "'"], cities: ['\ud800'], tags: ['"'] },
    text: '\ud800',
    on: '0000-00-00',
    customerId: '',
  },
  { id: idOf('bahar'), changes: [{ do: 'set', path: '__proto__/polluted', value: 1 }] },
  { id: idOf('bahar'), changes: [{ do: 'set', path: 'constructor/prototype/polluted', value: 1 }] },
  { id: idOf('bahar'), changes: [{ do: 'set', path: '', value: 1 }] },
  { id: idOf('bahar'), changes: [{ do: 'set', path: '//', value: 1 }] },
  { id: idOf('bahar'), changes: [{ do: 'set', path: '~2', value: 1 }] },
  { id: idOf('bahar'), changes: [{ do: 'set', path: 'name', value: '\ud800' }] },
  { id: idOf('bahar'), changes: [{ do: 'increment', path: 'name', by: 1 }] },
  { id: idOf('bahar'), changes: [{ do: 'addElement', path: 'phones', id: '__proto__', order: '', value: {} }] },
  { id: idOf('bahar'), changes: [{ do: 'add', path: 'name', value: 'x' }] },
  { kind: 'company', body: { name: '\ud800', stage: 'lead' } },
  { kind: '__proto__', body: {} },
  {
    kind: 'order',
    body: {
      customerId: idOf('bahar'),
      orderedOn: '2026-11-21',
      currency: 'XXX',
      lines: [{ id: '', order: '', quantity: 1e300 }],
    },
  },
  { kind: 'order', body: { lines: 'none' } },
  { key: '__proto__', value: { deep: true } },
  { id: idOf('review'), decision: 'takeBack', reason: '' },
  { preset: 'northwind', files: [{ name: '../x', bytes: '!!' }] },
  { collection: 'constructor', id: 'x' },
  { collection: 'customers', id: '\u0000' },
];

/** Every method of the contract but those that end the session. */
function methods(): [string, (input: unknown) => Promise<unknown>][] {
  const found: [string, (input: unknown) => Promise<unknown>][] = [];
  for (const [group, procedures] of Object.entries(contract))
    for (const [name, procedure] of Object.entries(procedures)) {
      if (!isContractProcedure(procedure) || /lock|cancelSignIn|addPerson/.test(name)) continue;
      const client = window as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>;
      found.push([
        `${group}.${name}`,
        (input) => client[group]?.[name]?.(input) ?? Promise.reject(new Error('no method')),
      ]);
    }
  return found;
}

describe('a hostile window', () => {
  it('gets foreseen errors from every method, and breaks none', async () => {
    const surprises: string[] = [];
    for (const [name, call] of methods())
      for (const input of HOSTILE) {
        try {
          const output = await call(input);
          if (typeof output === 'object' && output !== null && 'next' in output)
            await first(Promise.resolve(output as AsyncIterator<unknown>));
        } catch (error) {
          if (!isPeyvandError(error) || error.code === 'internal')
            surprises.push(`${name} ${JSON.stringify(input)?.slice(0, 200)}`);
        }
      }
    expect({ surprises, defects }).toEqual({ surprises: [], defects: [] });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect((await first(window.customers.list({ offset: 0, limit: 10 }))).total).toBeGreaterThanOrEqual(5);
  });

  it('says rubbish and is answered, while another window works on', async () => {
    const [rogue, coreEnd] = createMemoryWirePair();
    company.host.core.serve(coreEnd);
    const answers: string[] = [];
    rogue.onMessage((message) => answers.push(String(message)));
    for (const message of [
      '',
      '{',
      '\u0000',
      '{"i":"1","p":{"u":"/session/lock/../lock"}}',
      '{"i":"2","p":{"u":"/constructor"}}',
      new Uint8Array(1_000),
    ])
      rogue.send(message);
    await expect.poll(() => answers.length).toBe(6);
    for (const answer of answers) expect(answer).toMatch(/invalid_input|not_found/);
    expect(await window.drafts.get({ key: 'x' })).toEqual({ value: null });
    rogue.close();
  });

  it('cannot unlock, enrol or read anything while the core is locked', async () => {
    const state = await first(window.session.state());
    await window.session.lock();
    for (const [name, call] of methods().filter(([method]) => !/^(session|preferences)/.test(method)))
      for (const input of HOSTILE) {
        const outcome = await call(input)
          .then(
            async (output) => {
              await first(Promise.resolve(output as AsyncIterator<unknown>));
              return 'answered';
            },
            () => 'refused',
          )
          .catch(() => 'refused');
        expect(`${name} ${outcome}`).toBe(`${name} refused`);
      }
    await window.session.unlock({ profileId: state.phase === 'open' ? state.profileId : '', passphrase: PASSPHRASE });
  });
});
