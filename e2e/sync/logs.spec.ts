import { expect, it, vi } from 'vitest';
import { createError } from '../../shared/base/errors.ts';
import { failure } from '../../main/hosts/memory/company.ts';
import { createTestCompany, idOf } from './company.ts';
import { createMachine } from './machine.ts';

const NAME = 'درمانگاه پنهان';
const PHONE = '+989121112233';
const PLANTED = [
  NAME,
  PHONE,
  '9121112233',
  'password-of-ali',
  'planted-wrong',
  'a passphrase of some length',
  'planted-server',
];

it('SEC-127: a core logs and prints nothing that people typed and nothing that opens doors, whatever happens', async () => {
  const company = await createTestCompany();
  const said: string[] = [];
  const note = (...words: unknown[]): void =>
    void said.push(words.map((word) => (typeof word === 'string' ? word : JSON.stringify(word))).join(' '));
  for (const name of ['log', 'info', 'warn', 'error', 'debug'] as const)
    vi.spyOn(console, name).mockImplementation(note);
  const transport = company.transport();
  const tokens: string[] = [];
  const machine = await createMachine(
    {
      ...transport,
      async enrol(request, signal) {
        const reply = await transport.enrol(request, signal);
        tokens.push(reply.token, request.ticket);
        return reply;
      },
      // A server that answers with what it was told, as a hostile one may.
      push: (token, request, signal) =>
        isHostile
          ? Promise.reject(createError('server_refused', { reason: 'no', server: 'https://a.example' }))
          : transport.push(token, request, signal),
    },
    { log: (event, facts) => note(event, facts) },
  );
  let isHostile = false;
  try {
    const { window } = machine;
    await failure(window.session.signIn({ login: 'ali', password: 'planted-wrong' }));
    await failure(
      window.session.signIn({ serverUrl: 'http://planted-server', login: 'ali', password: 'planted-wrong' }),
    );
    const profile = await machine.join('ali');
    const create = (name: string): Promise<unknown> =>
      window.customers.create({
        kind: 'company',
        body: {
          name,
          stage: 'lead',
          territoryId: idOf('north'),
          phones: [{ id: 'p', order: 'a0', label: 'mobile', number: PHONE }],
        },
      });
    await create(NAME);
    await machine.sync();
    isHostile = true;
    await create(`${NAME} دو`);
    await machine.sync();
    machine.online = false;
    await machine.sync();
    isHostile = false;
    machine.online = true;
    await machine.lock();
    await failure(window.session.unlock({ profileId: profile, passphrase: 'planted-wrong' }));
    await machine.unlock(profile);
    await machine.sync();
    await failure(machine.importBundle(Buffer.from(NAME)));
    await machine.restart();
  } finally {
    await machine.close();
    await company.close();
    vi.restoreAllMocks();
  }
  expect(said.length).toBeGreaterThan(0);
  const text = said.join('\n');
  expect([...PLANTED, ...tokens].filter((secret) => text.includes(secret))).toEqual([]);
});
