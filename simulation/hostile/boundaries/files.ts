/**
 * The data folder. A file of it is torn, altered, emptied, made by somebody else, gone, or a folder: the core starts, says what is wrong, and writes
 * nothing over anything; with the file as it was, the person unlocks and their unsent work is there.
 */
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import fc from 'fast-check';
import { createMemoryHost } from '../../../main/hosts/memory/index.ts';
import { createTestCompany, first, PASSPHRASE, signIn, type TestCompany } from '../../../main/hosts/memory/company.ts';
import { createManualTimers } from '../../../main/core/ports/manualTimers.ts';
import { isPeyvandError } from '../../../shared/base/errors.ts';
import {
  createLogGuard,
  isKnownCode,
  type Boundary,
  type Ground,
  type LogGuard,
  type Outcome,
  type Target,
} from '../boundary.ts';
import { hostileBytes } from '../generators/hostileBytes.ts';
import { hostileJson } from '../generators/hostileJson.ts';

interface FileInput {
  /** In the data folder. */
  readonly path: string;
  readonly what: 'changed' | 'gone' | 'a folder';
  readonly bytes: Uint8Array;
  /** The person unlocks as well: dear, for a store has threads of its own. */
  readonly isUnlocked: boolean;
}

export const files: Boundary<FileInput> = { name: 'files', inputsPerWorld: 200, shrinksMaximum: 8, open };

interface Template {
  readonly company: TestCompany;
  readonly directory: string;
  readonly profileId: string;
  readonly contents: ReadonlyMap<string, Buffer>;
}

async function open(): Promise<Ground<FileInput>> {
  const template = await createTemplate();
  return { begin: () => begin(template), close: () => template.company.close() };
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
  await putBack(template, directory);
  return {
    inputs: inputsFor(template),
    receive: (input) => receive(template, logs, directory, input),
    async finish() {
      const { answer, broken } = await tryFolder(template, logs, directory, true);
      return [...broken, ...(answer === 'open' ? [] : [`at last the store is ${answer}`]), ...logs.take()];
    },
    close: () => rm(directory, { recursive: true, force: true }),
  };
}

async function receive(template: Template, logs: LogGuard, directory: string, input: FileInput): Promise<Outcome> {
  const { path, what, bytes, isUnlocked } = input;
  const place = join(directory, path);
  await rm(place, { recursive: true, force: true });
  if (what === 'changed') {
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, bytes);
  } else if (what === 'a folder') await mkdir(join(place, 'inside'), { recursive: true });
  const { answer, broken } = await tryFolder(template, logs, directory, isUnlocked);
  broken.push(...(await overwritten(template, directory, input)));
  const hasOpened = answer === 'open';
  // Put right by hand, as from a copy: nothing else may have suffered.
  await rm(place, { recursive: true, force: true });
  const original = template.contents.get(path);
  if (original) await writeFile(place, original);
  if (isUnlocked && !hasOpened) {
    const again = await tryFolder(template, logs, directory, true);
    if (again.answer !== 'open') broken.push(`with the file as it was the store is ${again.answer}`);
    broken.push(...again.broken);
  }
  // An open store has moved on: the next input meets the folder as it was.
  if (isUnlocked) await putBack(template, directory);
  return { answer, broken: [...broken.map((one) => `${nameOf(path)}: ${one}`), ...logs.take()] };
}

async function putBack({ directory: pristine }: Template, directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await cp(pristine, directory, { recursive: true });
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
  let host;
  try {
    host = createMemoryHost({
      directory,
      clock: company.clock,
      timers,
      openTransport: () => company.server.transport,
      log: (event, facts) => logs.note({ event, ...facts }),
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
    const { total } = await first(window.customers.list({ offset: 0, limit: 10 }));
    const { pending } = await first(window.sync.state());
    if (total !== 6) broken.push(`${total} customers instead of 6`);
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

/** The core's own small files may be written anew; the store and the keyring never are, least of all by an empty one. */
async function overwritten(template: Template, directory: string, { path, what, bytes }: FileInput): Promise<string[]> {
  const broken: string[] = [];
  for (const [name, content] of template.contents) {
    if (!/keyring|store\.db$/.test(name) || name === path) continue;
    const place = join(directory, name);
    if (!existsSync(place)) broken.push(`${nameOf(name)} is gone`);
    else if (/keyring/.test(name) && !(await readFile(place)).equals(content))
      broken.push(`${nameOf(name)} was written anew`);
  }
  if (what !== 'changed' || !/keyring|store\.db$/.test(path)) return broken;
  const place = join(directory, path);
  if (!existsSync(place)) broken.push('what was there is gone');
  else if (/keyring/.test(path) && !(await readFile(place)).equals(Buffer.from(bytes)))
    broken.push('what was there was written over');
  return broken;
}

function inputsFor({ contents }: Template): fc.Arbitrary<FileInput> {
  const each = [...contents].map(([path, content]) => {
    const text = content.toString('utf8');
    const bytes = hostileBytes(fc.constant(content));
    const changed = isJson(text)
      ? fc.oneof(
          bytes,
          hostileJson(fc.constant(JSON.parse(text))).map((json) => Buffer.from(json)),
        )
      : bytes;
    // What is read before anybody unlocks is looked at often, the store itself seldom: each look at it opens one.
    const isStore = path.includes('/store/');
    return {
      weight: isStore ? 1 : 8,
      arbitrary: fc.record({
        path: fc.constant(path),
        what: fc.oneof(
          { weight: 14, arbitrary: fc.constant('changed' as const) },
          { weight: 1, arbitrary: fc.constantFrom('gone' as const, 'a folder' as const) },
        ),
        bytes: changed,
        isUnlocked: fc.nat(isStore ? 4 : 80).map((chance) => chance === 0),
      }),
    };
  });
  const foreign = fc.record({
    path: fc.constantFrom(...FOREIGN),
    what: fc.constantFrom('changed' as const, 'a folder' as const),
    bytes: fc.uint8Array({ maxLength: 300 }),
    isUnlocked: fc.constant(false),
  });
  return fc.oneof(...each, { weight: 3, arbitrary: foreign });
}

const FOREIGN = [
  'profiles/x',
  'profiles/__proto__/keyring.json',
  'profiles/01935a3e-0000-7000-8000-0000000000aa/keyring.json',
  'preferences.json.new',
  '.lock',
];

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}
