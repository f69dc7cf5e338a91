/**
 * The data folder. A file of it is torn, altered (with a checksum that fits, where anybody can make one), emptied, made by somebody else, gone, or a folder:
 * the core starts, says what is wrong, and writes nothing over anything; with the file as it was, the person unlocks and their unsent work is there.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { createMemoryHost } from '../../../../main/hosts/memory/index.ts';
import {
  createTestCompany,
  first,
  PASSPHRASE,
  signIn,
  type TestCompany,
} from '../../../../main/hosts/memory/company.ts';
import { createManualTimers } from '../../../../main/core/ports/manualTimers.ts';
import type { RecordStore } from '../../../../main/core/store/types.ts';
import { createSyncEngine } from '../../../../main/core/sync/index.ts';
import { isPeyvandError } from '../../../../shared/base/errors.ts';
import {
  createLogGuard,
  isKnownCode,
  type Boundary,
  type Ground,
  type LogGuard,
  type Outcome,
  type Target,
} from '../../boundary.ts';
import { inputsFor, type FileInput } from './inputs.ts';

export const files: Boundary<FileInput> = { name: 'files', inputsPerWorld: 1_000, shrinksMaximum: 8, open };

interface Template {
  readonly company: TestCompany;
  readonly directory: string;
  readonly profileId: string;
  readonly contents: ReadonlyMap<string, Buffer>;
}

async function open(): Promise<Ground<FileInput>> {
  const template = await createTemplate();
  return {
    begin: () => begin(template),
    async close() {
      await template.company.close();
      rmSync(template.directory, { recursive: true, force: true });
    },
  };
}

/** A person with unsent work, a wrong passphrase tried, preferences changed: every file that such a folder has. */
async function createTemplate(): Promise<Template> {
  const company = await createTestCompany();
  const window = await signIn(company);
  const state = await first(window.session.state());
  const profileId = state.phase === 'open' ? state.profileId : '';
  company.server.reachable = false;
  await window.customers.create({ kind: 'company', body: { name: 'نفرستاده', stage: 'lead' } });
  await window.preferences.change({ language: 'en' });
  await window.session.lock();
  await window.session.unlock({ profileId, passphrase: 'wrong' }).catch(() => undefined);
  await company.host.close();
  const directory = await mkdtemp(join(tmpdir(), 'peyvand-files-'));
  await cp(company.directory, directory, { recursive: true });
  return { company, directory, profileId, contents: await readAll(directory) };
}

async function readAll(directory: string): Promise<Map<string, Buffer>> {
  const contents = new Map<string, Buffer>();
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) {
      const path = join(entry.parentPath, entry.name);
      contents.set(relative(directory, path), await readFile(path));
    }
  return contents;
}

async function begin(template: Template): Promise<Target<FileInput>> {
  const logs = createLogGuard((line) => /core\.defect|listener_failed/.test(line));
  const directory = await mkdtemp(join(tmpdir(), 'peyvand-hostile-'));
  putBack(template, directory);
  return {
    inputs: inputsFor(template),
    receive: (input) => receive(template, logs, directory, input),
    async finish() {
      const { answer, broken } = await tryFolder(template, logs, directory, true);
      return [...broken, ...(answer === 'open' ? [] : [`at last the store is ${answer}`]), ...logs.take()];
    },
    close: () => Promise.resolve(rmSync(directory, { recursive: true, force: true })),
  };
}

async function receive(template: Template, logs: LogGuard, directory: string, input: FileInput): Promise<Outcome> {
  const { path, what, bytes, isUnlocked, isTriedAgain } = input;
  const place = join(directory, path);
  rmSync(place, { recursive: true, force: true });
  if (what === 'changed') {
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, bytes);
  } else if (what === 'a folder') mkdirSync(join(place, 'inside'), { recursive: true });
  const { answer, broken } = await tryFolder(template, logs, directory, isUnlocked);
  broken.push(...overwritten(template, directory, input));
  const hasOpened = answer === 'open';
  // Put right by hand, as from a copy: nothing else may have suffered.
  rmSync(place, { recursive: true, force: true });
  const original = template.contents.get(path);
  if (original) writeFileSync(place, original);
  if (isUnlocked && !hasOpened && isTriedAgain) {
    const again = await tryFolder(template, logs, directory, true);
    if (again.answer !== 'open') broken.push(`with the file as it was the store is ${again.answer}`);
    broken.push(...again.broken);
  }
  // An open store has moved on: the next input meets the folder as it was.
  if (isUnlocked) putBack(template, directory);
  return { answer, broken: [...broken.map((one) => `${nameOf(path)}: ${one}`), ...logs.take()] };
}

function putBack({ contents }: Template, directory: string): void {
  rmSync(directory, { recursive: true, force: true });
  for (const [path, bytes] of contents) {
    const place = join(directory, path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, bytes);
  }
}

const nameOf = (path: string): string => path.split('/').at(-1) ?? path;

/** Starts a core over the folder and does what a person would: looks, unlocks, reads their unsent work. */
async function tryFolder(
  { company, profileId }: Template,
  logs: LogGuard,
  directory: string,
  isUnlocked: boolean,
): Promise<{ answer: string; broken: string[] }> {
  const broken: string[] = [];
  const timers = createManualTimers(company.clock);
  const engine: { store: RecordStore | null } = { store: null };
  let host;
  try {
    host = createMemoryHost({
      directory,
      clock: company.clock,
      timers,
      openTransport: () => company.server.transport,
      log: (event, facts) => logs.note({ event, ...facts }),
      createSyncEngine: (options) => {
        engine.store = options.store;
        return createSyncEngine(options);
      },
    });
  } catch (error) {
    const code = isPeyvandError(error) ? error.code : 'thrown';
    return {
      answer: `start: ${code}`,
      broken: [`the core does not start: ${isPeyvandError(error) ? code : String(error)}`],
    };
  }
  try {
    const window = host.connect();
    const state = await first(window.session.state());
    await first(window.preferences.observe());
    if (!('profiles' in state) || !state.profiles.some((profile) => profile.profileId === profileId))
      broken.push('the profile is not shown any more');
    if (!isUnlocked) return { answer: `shown as ${state.phase}`, broken };
    // Whatever the attempts say, it is over by then.
    company.clock.advance(16 * 60_000);
    await window.session.unlock({ profileId, passphrase: PASSPHRASE });
    const customers = customersOf(engine.store);
    const { pending } = await first(window.sync.state());
    if (customers !== 6) broken.push(`${customers} customers instead of 6`);
    if (pending !== 1) broken.push(`${pending} unsent groups instead of 1`);
    return { answer: 'open', broken };
  } catch (error) {
    const code = isPeyvandError(error) ? error.code : 'thrown';
    if (!isKnownCode(code) || code === 'internal') broken.push(`answered with ${code}`);
    return { answer: code, broken };
  } finally {
    await host.close();
  }
}

/** By the store itself: a list of the window would begin a thread for each input. */
const customersOf = (store: RecordStore | null): number =>
  store?.read.get<{ count: number }>('SELECT count(*) AS count FROM customers WHERE deleted = 0')?.count ?? 0;

/** The core's own small files may be written anew; the store and the keyring never are, least of all by an empty one. */
function overwritten(template: Template, directory: string, { path, what, bytes }: FileInput): string[] {
  const broken: string[] = [];
  for (const [name, content] of template.contents) {
    if (!/keyring|store\.db$/.test(name) || name === path) continue;
    const place = join(directory, name);
    if (!existsSync(place)) broken.push(`${nameOf(name)} is gone`);
    else if (/keyring/.test(name) && !readFileSync(place).equals(content))
      broken.push(`${nameOf(name)} was written anew`);
  }
  if (what !== 'changed' || !/keyring\.json$|store\.db$/.test(path)) return broken;
  const place = join(directory, path);
  if (!existsSync(place)) broken.push('what was there is gone');
  else if (/keyring/.test(path) && !readFileSync(place).equals(Buffer.from(bytes)))
    broken.push('what was there was written over');
  return broken;
}
