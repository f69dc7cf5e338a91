/**
 * Window → core. A window that was taken over says anything to a real core on a real encrypted store, open or locked: every method of the
 * contract with what its schema takes and what it does not, and messages that are none.
 */
import fc from 'fast-check';
import { createTestCompany, first, PASSPHRASE, pumpOrder, signIn, USERS } from '../../../main/hosts/memory/company.ts';
import { idOf } from '../../../main/hosts/memory/memoryServer.ts';
import { createManualTimers } from '../../../main/core/ports/manualTimers.ts';
import { createSyncEngine } from '../../../main/core/sync/index.ts';
import type { RecordStore } from '../../../main/core/store/types.ts';
import { isPeyvandError } from '../../../shared/base/errors.ts';
import { contract } from '../../../shared/contract/index.ts';
import { collections } from '../../../shared/domain/catalogue.ts';
import { createMemoryWirePair } from '../../../shared/rpc/memoryWire.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { isKnownCode, createLogGuard, withoutGround, type Boundary, type Outcome, type Target } from '../boundary.ts';
import { methodsOf, type ContractMethod } from '../generators/contractMethods.ts';
import { hostileJson, tearText } from '../generators/hostileJson.ts';
import { validFor, type Vocabulary } from '../generators/valid.ts';
import { COMMON_WORDS } from '../generators/words.ts';
import { askWire, type WireAnswer } from './rpcAnswer.ts';

interface RpcInput {
  /** The message; `@` stands for its number. */
  readonly message: string | Uint8Array;
  /** '' when it is no call that the contract knows. */
  readonly path: string;
}

export const rpc: Boundary<RpcInput> = {
  name: 'rpc',
  inputsPerWorld: 1_000,
  open: withoutGround(begin),
};

/** Stands in records of the store and nowhere else: a locked core that says it has said too much. */
const SECRET = 'محرمانه-۸۸۱۲';

/** What a window may bring about with the person's passphrase ends a world: the next input meets another, made alike. */
async function begin(seed: number): Promise<Target<RpcInput>> {
  let world = await openWorld(seed);
  return {
    inputs: world.inputs,
    async receive(input) {
      if (world.isLost()) {
        await world.close();
        world = await openWorld(seed);
      }
      return world.receive(input);
    },
    finish: () => world.finish(),
    close: () => world.close(),
  };
}

async function openWorld(seed: number): Promise<Target<RpcInput> & { isLost(): boolean }> {
  const logs = createLogGuard((line) => /defect|listener_failed|sealed_copy_failed|lock_failed/.test(line));
  const engine: { store: RecordStore | null } = { store: null };
  const company = await createTestCompany({
    log: (event, facts) => logs.note({ event, ...facts }),
    createSyncEngine: (options) => {
      engine.store = options.store;
      return createSyncEngine(options);
    },
  });
  // Rounds begin when a call asks for one and never by themselves: who wrote what is known.
  const restart = (): Promise<unknown> => company.restart({ timers: createManualTimers(company.clock) });
  await restart();
  const [role] = [USERS.toSorted((a, b) => (a.login < b.login ? -1 : 1))[Math.abs(seed) % USERS.length]];
  company.server.put('customers', 'company', idOf('secret'), { name: SECRET, stage: 'active', ownerId: idOf('ali') });
  let window = await signIn(company, role?.login ?? 'ali');
  const state = await first(window.session.state());
  const profileId = state.phase === 'open' ? state.profileId : '';
  const order = await window.orders
    .create(pumpOrder('bahar', '2026-11-21', [[2_000, 5_000]]))
    .catch(() => ({ id: idOf('bahar') }));
  const isLocked = Math.abs(seed) % 3 === 2;
  if (isLocked) await window.session.lock();
  const storeOf = (): RecordStore => {
    if (!engine.store) throw new Error('No store was opened');
    return engine.store;
  };
  let asked = 0;
  let isLost = false;
  let isPassphraseChanged = false;

  /** Back to where this world is meant to stand, whatever the window has brought about. */
  async function restore(): Promise<string[]> {
    let phase = '';
    for (let tries = 0; tries < 6; tries += 1) {
      ({ phase } = await first(window.session.state()));
      if (phase === (isLocked ? 'locked' : 'open')) return [];
      try {
        if (phase === 'open') await window.session.lock();
        else if (phase === 'locked') {
          company.clock.advance(16 * 60_000);
          await window.session.unlock({ profileId, passphrase: PASSPHRASE });
        } else if (phase === 'signedOut' || phase === 'choosingPassphrase') await window.session.cancelSignIn();
        else {
          await restart();
          window = company.host.connect();
        }
      } catch (error) {
        phase = `${phase} ${isPeyvandError(error) ? error.code : String(error)}`;
        break;
      }
    }
    isLost = true;
    return [`the session cannot be opened again: ${phase}`];
  }

  async function receive(input: RpcInput): Promise<Outcome> {
    asked += 1;
    const id = `n${asked}`;
    const message = typeof input.message === 'string' ? input.message.replaceAll('@', id) : input.message;
    const before = isLocked ? null : versionOf(storeOf());
    const [end, coreEnd] = createMemoryWirePair();
    company.host.core.serve(coreEnd);
    const answer = await askWire(end, message);
    end.close();
    const broken = [...logs.take(), ...judge(answer)];
    isPassphraseChanged ||= input.path.endsWith('Passphrase') && answer.code === 'ok';
    if (isLocked && answer.text.includes(SECRET)) broken.push(`${input.path} tells what is in a locked store`);
    const { phase } = await first(window.session.state());
    if (phase !== (isLocked ? 'locked' : 'open')) {
      const couldNot = await restore();
      // Whoever may change the passphrase, or clear the machine, has done so.
      if (answer.code !== 'ok' && !isPassphraseChanged) broken.push(...couldNot);
    } else if (before !== null && isRefused(answer) && versionOf(storeOf()) !== before && (await writes(message)))
      broken.push(`was refused with ${answer.code} and something was written`);
    return { answer: answer.code, broken: broken.map((one) => `${input.path}: ${one}`) };
  }

  /** Asked once more, when nothing of what was asked before is still on its way to the disk. */
  async function writes(message: string | Uint8Array): Promise<boolean> {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const before = versionOf(storeOf());
    const [end, coreEnd] = createMemoryWirePair();
    company.host.core.serve(coreEnd);
    const answer = await askWire(end, message);
    end.close();
    return isRefused(answer) && versionOf(storeOf()) !== before;
  }

  return {
    isLost: () => isLost,
    inputs: inputsFor(vocabularyOf({ profileId, order: order.id })),
    receive,
    async finish() {
      if (isLost) return [];
      const broken = await restore();
      if (isLocked) await window.session.unlock({ profileId, passphrase: PASSPHRASE });
      return [...broken, ...(await stillWorks(window, storeOf())), ...logs.take()];
    },
    close: () => company.close(),
  };
}

const isRefused = ({ code }: WireAnswer): boolean => code !== 'ok' && code !== 'none';

/** Moves with every commit of another connection, and with nothing else (SQLite, PRAGMA data_version). */
const versionOf = (store: RecordStore): number =>
  store.read.get<{ data_version: number }>('PRAGMA data_version')?.data_version ?? -1;

function judge({ code, answers, isSilent, faults }: WireAnswer): string[] {
  const broken = [...faults];
  if (isSilent) broken.push('no answer');
  if (answers > 1) broken.push(`${answers} answers`);
  if (code === 'internal') broken.push('answered with internal');
  else if (code !== 'ok' && code !== 'none' && !isKnownCode(code)) broken.push(`an unknown code: ${code}`);
  return broken;
}

async function stillWorks(window: CoreClient, store: RecordStore): Promise<string[]> {
  const broken: string[] = [];
  await first(window.customers.list({ offset: 0, limit: 10 }));
  // Some may have been deleted, by whoever may.
  const { count = 0 } = store.read.get<{ count: number }>('SELECT count(*) AS count FROM customers') ?? {};
  if (count < 5) broken.push('customers are gone');
  await window.drafts.put({ key: 'honest', value: { kept: true } });
  const { value } = await window.drafts.get({ key: 'honest' });
  if (JSON.stringify(value) !== '{"kept":true}') broken.push('an honest draft is not kept');
  const { ok, findings } = await store.checkIntegrity();
  if (!ok) broken.push(`the store is damaged: ${findings.join(', ')}`);
  // What was accepted must be deliverable, all of it.
  const pending = store.sync.counts().pending;
  const after = await window.sync.now();
  if (after.pending > 0 || after.problem)
    broken.push(`of ${pending} saves ${after.pending} cannot be sent: ${after.problem?.code ?? ''}`);
  return broken;
}

// ---- what is said ------------------------------------------------------------------------------------------------

function inputsFor(vocabulary: Vocabulary): fc.Arbitrary<RpcInput> {
  const calls = methodsOf(contract).map((method) => callsOf(method, vocabulary));
  const torn = fc
    .tuple(fc.oneof(...calls), fc.record({ how: fc.nat(0xffff), where: fc.nat(0xffff), what: fc.nat(0xffff) }))
    .map(([{ message }, change]): RpcInput => ({ message: tearText(String(message), change), path: '' }));
  const bytes = fc.uint8Array({ maxLength: 200 }).map((message): RpcInput => ({ message, path: '' }));
  const envelopes = hostileJson(
    fc.record({
      i: fc.constant('@'),
      p: fc.record({
        u: fc.constantFrom(...methodsOf(contract).map(({ path }) => path)),
        b: fc.constant({ json: {} }),
      }),
    }),
  ).map((message): RpcInput => ({ message, path: '' }));
  return fc.oneof(
    { weight: 16, arbitrary: fc.oneof(...calls) },
    { weight: 2, arbitrary: envelopes },
    { weight: 1, arbitrary: torn },
    { weight: 1, arbitrary: bytes },
  );
}

/** Types that the wire brings besides JSON's: numbers of `meta` are oRPC's own. */
const metas = fc.oneof(
  { weight: 15, arbitrary: fc.constant(null) },
  {
    weight: 1,
    arbitrary: fc.array(
      fc
        .tuple(
          fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7, 8, -1),
          fc.array(
            fc.constantFrom('id', 'body', 'key', 'value', 'limit', 'changes', '0', '__proto__', 'constructor', 'x'),
            { maxLength: 3 },
          ),
        )
        .map(([type, path]) => [type, ...path]),
      { maxLength: 3 },
    ),
  },
);

const COLLECTION_OF_GROUP: Readonly<Record<string, string>> = { orders: 'salesDocuments' };

function callsOf({ path, input }: ContractMethod, vocabulary: Vocabulary): fc.Arbitrary<RpcInput> {
  const group = path.split('/')[1] ?? '';
  const own = collections.find(({ collection }) => collection === (COLLECTION_OF_GROUP[group] ?? group));
  const schema = input
    ? validFor(input, own ? { ...vocabulary, kinds: Object.values(own.kinds) } : vocabulary)
    : fc.constant(undefined);
  return fc.tuple(hostileJson(schema.map((value) => value ?? {})), metas).map(([json, meta]) => ({
    path,
    message: `{"i":"@","p":{"u":"${path}","b":{"json":${json}${meta ? `,"meta":${JSON.stringify(meta)}` : ''}}}}`,
  }));
}

function vocabularyOf({ profileId, order }: { readonly profileId: string; readonly order: string }): Vocabulary {
  const ids = [...['bahar', 'karimi', 'acme', 'pump', 'filter', 'ali', 'north', 'tehran', 'secret'].map(idOf), order];
  return {
    byField: {
      ...COMMON_WORDS,
      id: [...ids, order, order, order],
      customerId: ids,
      productId: [idOf('pump'), idOf('filter')],
      ownerId: [idOf('ali'), idOf('hamid')],
      profileId: [profileId],
      passphrase: ['a wrong passphrase', PASSPHRASE],
      current: ['a wrong passphrase'],
      login: USERS.map(({ login }) => login),
      password: USERS.map(({ password }) => password),
      key: ['orders/new', 'customers/1', 'x'],
      list: ['customers', 'orders'],
      preset: ['northwind', 'maven-crm'],
      serverUrl: ['http://127.0.0.1:1', 'https://crm.example'],
    },
  };
}
