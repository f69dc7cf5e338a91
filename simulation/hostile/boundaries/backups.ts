/**
 * A backup's file, offered at the lock screen of a new machine: torn, with a head that was written anew, around a keyring that anybody can have made, or sealed
 * rightly around a store that is harmed. What is not as it was written is named, and nothing of it stays.
 */
import { createHash, createHmac } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { createManualTimers } from '../../../main/core/ports/manualTimers.ts';
import { openKeyring } from '../../../main/core/security/keyring.ts';
import { readKeyring } from '../../../main/core/security/keyringFile.ts';
import { createTestCompany, first, PASSPHRASE, signIn, type TestCompany } from '../../../main/hosts/memory/company.ts';
import { createMemoryHost, type MemoryHost } from '../../../main/hosts/memory/index.ts';
import { canonicalJson } from '../../../shared/base/canonicalJson.ts';
import { isPeyvandError } from '../../../shared/base/errors.ts';
import type { JsonValue } from '../../../shared/base/leafPath.ts';
import {
  createLogGuard,
  isKnownCode,
  type Boundary,
  type Ground,
  type LogGuard,
  type Outcome,
  type Target,
} from '../boundary.ts';
import { byteChanges, changeBytes, type ByteChange } from '../generators/hostileBytes.ts';
import { hostileJson } from '../generators/hostileJson.ts';
import { withChecksum } from '../generators/keyringText.ts';

type BackupInput =
  /** The bytes of the file, altered. */
  | { readonly type: 'torn'; readonly list: readonly ByteChange[] }
  /** Another head before the same store; `isSealed`: by whoever has the data key, the person themselves. */
  | { readonly type: 'head'; readonly text: string; readonly isSealed: boolean }
  /** Another keyring in a head that is sealed or not. */
  | { readonly type: 'keyring'; readonly text: string; readonly isSealed: boolean }
  /** A store that is not as it was, with sums and seal that fit. */
  | { readonly type: 'store'; readonly list: readonly ByteChange[] };

export const backups: Boundary<BackupInput> = { name: 'backups', inputsPerWorld: 1_000, shrinksMaximum: 20, open };

interface Template {
  readonly company: TestCompany;
  readonly file: Buffer;
  readonly head: Readonly<Record<string, JsonValue>>;
  readonly store: Buffer;
  readonly key: Uint8Array;
  readonly profileId: string;
}

async function open(): Promise<Ground<BackupInput>> {
  const company = await createTestCompany();
  const window = await signIn(company);
  const state = await first(window.session.state());
  const profileId = state.phase === 'open' ? state.profileId : '';
  const folder = join(company.directory, 'elsewhere');
  mkdirSync(folder);
  let path = '';
  for await (const event of await window.storage.backUp({ folder }))
    if (event.type === 'done') path = event.report.path;
  const file = readFileSync(path);
  const length = file.readUInt32BE(MAGIC.length);
  const start = MAGIC.length + 4;
  const keyring = readKeyring(join(company.directory, 'profiles', profileId, 'keyring.json'));
  const template: Template = {
    company,
    file,
    head: JSON.parse(file.toString('utf8', start, start + length)) as Template['head'],
    store: file.subarray(start + length),
    key: await openKeyring(keyring, PASSPHRASE, null),
    profileId,
  };
  return { begin: () => begin(template), close: () => company.close() };
}

const MAGIC = Buffer.from('PEYVAND BACKUP 1\n', 'latin1');

/** A machine at which nobody is enrolled. */
interface Machine {
  readonly directory: string;
  readonly logs: LogGuard;
  host: MemoryHost;
}

async function begin(template: Template): Promise<Target<BackupInput>> {
  const directory = await mkdtemp(join(tmpdir(), 'peyvand-backups-'));
  const logs = createLogGuard((line) => /core\.defect|listener_failed/.test(line));
  const machine: Machine = { directory, logs, host: openHost(template, directory, logs) };
  return {
    inputs: inputsFor(template),
    async receive(input) {
      const { answer, broken } = await receive(template, machine, input);
      return { answer, broken: [...broken.map((one) => `${input.type}: ${one}`), ...logs.take()] };
    },
    async finish() {
      // The file as it was written, and the person behind it.
      const { answer, broken } = await restore(template, machine, template.file, true);
      return [...broken, ...(answer === 'restored' ? [] : [`at last a good backup is ${answer}`]), ...logs.take()];
    },
    async close() {
      await machine.host.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function openHost({ company }: Template, directory: string, logs: LogGuard): MemoryHost {
  return createMemoryHost({
    directory: join(directory, 'client'),
    clock: company.clock,
    timers: createManualTimers(company.clock),
    openTransport: () => company.server.transport,
    log: (event, facts) => logs.note({ event, ...facts }),
  });
}

async function receive(template: Template, machine: Machine, input: BackupInput): Promise<Outcome> {
  const bytes = fileOf(template, input);
  const { answer, broken } = await restore(template, machine, bytes, false);
  const isAsWritten = bytes.equals(template.file);
  if (answer === 'restored' && input.type === 'torn' && !isAsWritten)
    broken.push('an altered file was taken for whole');
  if (answer !== 'restored' && isAsWritten) broken.push(`a good backup is ${answer}`);
  return { answer: `${input.type}: ${answer}`, broken };
}

/** @param isUnlocked whether the person goes on with it, if it is taken. */
async function restore(
  template: Template,
  machine: Machine,
  bytes: Uint8Array,
  isUnlocked: boolean,
): Promise<{ answer: string; broken: string[] }> {
  const { directory, logs } = machine;
  const path = join(directory, 'offered.peyvand-backup');
  const profiles = join(directory, 'client', 'profiles');
  writeFileSync(path, bytes);
  const broken: string[] = [];
  let answer = 'restored';
  const window = machine.host.connect();
  try {
    const { profileId } = await window.storage.restoreHere({ path, passphrase: PASSPHRASE });
    if (profileId !== template.profileId) broken.push('the store of somebody else');
    if (isUnlocked) {
      await window.session.unlock({ profileId, passphrase: PASSPHRASE });
      const { total } = await first(window.customers.list({ offset: 0, limit: 10 }));
      if (total !== 5) broken.push(`${total} customers instead of 5`);
    }
  } catch (error) {
    answer = isPeyvandError(error) ? error.code : 'thrown';
    if (!isKnownCode(answer) || answer === 'internal') broken.push(`answered with ${answer}`);
  }
  const left = existsSync(profiles) ? readdirSync(profiles) : [];
  if (answer !== 'restored' && left.length > 0) broken.push(`refused with ${answer}, and a folder stays`);
  if (left.length > 0) {
    // The next one is offered at a new machine.
    await machine.host.close();
    rmSync(join(directory, 'client'), { recursive: true, force: true });
    machine.host = openHost(template, directory, logs);
  }
  return { answer, broken };
}

// ---- what is offered ----------------------------------------------------------------------------------------------

function fileOf({ file, head, store, key }: Template, input: BackupInput): Buffer {
  switch (input.type) {
    case 'torn':
      return Buffer.from(changeBytes(file, input.list));
    case 'head':
      return container(input.isSealed ? sealed(input.text, key) : input.text, store);
    case 'keyring': {
      const text = JSON.stringify({ ...head, keyring: input.text });
      return container(input.isSealed ? sealed(text, key) : text, store);
    }
    case 'store': {
      const changed = changeBytes(store, input.list);
      const database = { bytes: changed.length, sha256: createHash('sha256').update(changed).digest('hex') };
      return container(sealed(JSON.stringify({ ...head, database }), key), changed);
    }
  }
}

function container(text: string, store: Uint8Array): Buffer {
  const head = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  return Buffer.concat([MAGIC, length, head, store]);
}

/** As it stands where no seal can be made: JSON that is none. */
function sealed(text: string, key: Uint8Array): string {
  try {
    const { seal: _seal, ...rest } = JSON.parse(text) as Record<string, JsonValue>;
    const seal = createHmac('sha256', key).update('peyvand backup 1 ').update(canonicalJson(rest)).digest('hex');
    return JSON.stringify({ ...rest, seal });
  } catch {
    return text;
  }
}

function inputsFor({ head }: Template): fc.Arbitrary<BackupInput> {
  const keyring = hostileJson(fc.constant(JSON.parse(head['keyring'] as string)));
  const some = byteChanges.filter((list) => list.length > 0);
  return fc.oneof(
    { weight: 12, arbitrary: some.map((list): BackupInput => ({ type: 'torn', list })) },
    {
      weight: 12,
      arbitrary: fc.record({
        type: fc.constant('head' as const),
        text: hostileJson(fc.constant(head)).filter((text) => text !== JSON.stringify(head)),
        isSealed: seldom,
      }),
    },
    {
      weight: 12,
      arbitrary: fc.record({
        type: fc.constant('keyring' as const),
        text: fc.oneof(keyring, keyring.map(withChecksum)),
        isSealed: seldom,
      }),
    },
    { weight: 1, arbitrary: some.map((list): BackupInput => ({ type: 'store', list })) },
  );
}

/** With a seal that fits the whole store is read, by a thread of its own. */
const seldom = fc.oneof({ weight: 29, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });
