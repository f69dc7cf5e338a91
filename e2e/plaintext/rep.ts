/**
 * A rep at work in a process of their own: the core with its encrypted files and real sockets, told by lines on standard input what to do, one after another. What
 * is done is said on standard output. Killed at any moment.
 */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createMemoryHost } from '../../main/hosts/memory/index.ts';
import { readAll } from '../../main/hosts/cli/ownCore.ts';
import { createHttpTransport } from '../../main/core/sync/index.ts';
import { generateImportRequest } from '../../main/core/features/imports/fixture.ts';
import { deterministicId } from '../../shared/base/id.ts';
import { ATTACHMENT_CHUNK_BYTES } from '../../shared/domain/attachments/attachment.ts';
import { errorToWire } from '../../shared/base/errors.ts';
import type { CoreClient } from '../../shared/rpc/client.ts';
import { PLANTED } from './planted.ts';

const [directory = '', serverUrl = '', territoryId = '', login = ''] = process.argv.slice(2);
const PASSPHRASE = 'گذرواژهٔ نقشه‌دار';

const logged: string[] = [];
const host = createMemoryHost({
  directory,
  openTransport: createHttpTransport,
  defaultServerUrl: serverUrl,
  log: (event, facts) => logged.push(`${event} ${JSON.stringify(facts)}`),
});
const window: CoreClient = host.connect();
const say = (line: unknown): void => void writeSync(1, `${JSON.stringify(line)}\n`);

const acts: Record<string, () => Promise<unknown>> = {
  async join() {
    await window.session.signIn({ login, password: `password-of-${login}` });
    await window.session.enrol({ passphrase: PASSPHRASE });
    await window.sync.now();
  },
  async unlock() {
    const state = await stateNow();
    const profileId = 'profiles' in state ? (state.profiles[0]?.profileId ?? '') : '';
    await window.session.unlock({ profileId, passphrase: PASSPHRASE });
  },
  /** Everything that is planted, as a person would type it. */
  async write() {
    const { id } = await window.customers.create({
      kind: 'company',
      body: {
        name: PLANTED.persianName,
        note: `${PLANTED.persianNote} ${PLANTED.englishNote}`,
        stage: 'active',
        territoryId,
        phones: [{ id: 'p', order: 'a0', label: 'office', number: PLANTED.phone }],
      },
    });
    await window.drafts.put({ key: 'form', value: { note: PLANTED.draft } });
    await window.savedViews.save({ id: 'v', list: 'customers', name: PLANTED.viewName, query: {} });
    await addFiles(id);
    for (const words of [PLANTED.persianName, PLANTED.englishNote])
      await firstOf(window.customers.list({ search: words, offset: 0, limit: 10 }));
    return { id };
  },
  /** Many at once: the log grows, and is folded while more comes. */
  async fill() {
    for (let count = 0; count < 200; count += 1)
      await window.customers.create({
        kind: 'company',
        body: {
          name: `${PLANTED.persianName} ${count}`,
          note: `${PLANTED.englishNote} `.repeat(40),
          stage: 'lead',
          territoryId,
        },
      });
  },
  sync: () => Promise.resolve(window.sync.now()),
  /** Goes on until it is killed. */
  async importForEver() {
    say({ begun: 'import' });
    for (let seed = 1; ; seed += 1)
      for await (const progress of await window.imports.run(generateImportRequest({ seed, rows: 2_000 })))
        say({ progress: progress.type });
  },
  exportBundle: async () => ({ bytes: (await readAll(await window.bundles.export())).file.length }),
  async backUp() {
    return { path: (await readAll(await window.storage.backUp({}))).done.path };
  },
  check: () => Promise.resolve(window.storage.check()),
  async repair() {
    await window.storage.openRepair();
    await window.storage.rebuild({});
    await window.storage.open();
  },
  lock: () => Promise.resolve(window.session.lock()),
  /** What the core has logged so far. */
  log: () => Promise.resolve({ logged }),
  async fault() {
    // What a window must not send, with the values in it: refused, and worth a line in the log.
    await window.customers
      .create({ kind: 'company', body: { name: PLANTED.persianName, stage: PLANTED.englishNote } })
      .then(
        () => undefined,
        () => undefined,
      );
    await window.orders.confirm({ id: PLANTED.englishNote }).then(
      () => undefined,
      () => undefined,
    );
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  try {
    say({ done: line, ...((await acts[line]?.()) as object | undefined) });
  } catch (error) {
    say({ failed: line, ...errorToWire(error), text: String(error) });
  }
}
await host.close();

/** A file of two pieces that is whole and looked at, and one of which the window handed over the first piece alone. */
async function addFiles(customerId: string): Promise<void> {
  const bytes = Buffer.alloc(ATTACHMENT_CHUNK_BYTES + 1_000, `${PLANTED.fileWords}\n`);
  const pieces = [bytes.subarray(0, ATTACHMENT_CHUNK_BYTES), bytes.subarray(ATTACHMENT_CHUNK_BYTES)];
  for (const [id, count] of [
    [deterministicId('plaintext', login, 'a whole file'), 2],
    [deterministicId('plaintext', login, 'the first piece of one'), 1],
  ] as const) {
    await window.attachments.begin({ id, size: bytes.length });
    for (const [index, piece] of pieces.slice(0, count).entries())
      await window.attachments.put({ id, offset: index * ATTACHMENT_CHUNK_BYTES, bytes: piece.toString('base64') });
    if (count < pieces.length) continue;
    const file = { name: PLANTED.fileName, mediaType: 'text/plain', note: PLANTED.persianNote };
    await window.attachments.add({ id, attachedCollection: 'customers', attachedId: customerId, ...file });
    for await (const event of await window.attachments.read({ id })) void event;
  }
}

async function stateNow() {
  return firstOf(window.session.state());
}

async function firstOf<Value>(stream: PromiseLike<AsyncIterator<Value, unknown>>): Promise<Value> {
  const iterator = await stream;
  const result = await iterator.next();
  await iterator.return?.();
  if (result.done) throw new Error('the stream ended without a value');
  return result.value;
}
