/**
 * Files that carry work: bundles of work and of changes, the sealed copy, receipts, backups. What is torn, altered or made by somebody else is named
 * as what it is; what of it is whole is found; nothing of it is believed without the seal and the signature, and nothing is written by a refusal.
 */
import { createHash, createPrivateKey, sign } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { createTestCompany, first, signIn } from '../../../main/hosts/memory/company.ts';
import { createManualTimers } from '../../../main/core/ports/manualTimers.ts';
import { createSyncEngine } from '../../../main/core/sync/index.ts';
import { groupFrame, headerOfFile, markFrame, parseSealedFile } from '../../../main/core/courier/sealedFile.ts';
import { sealingKeyPairFrom } from '../../../main/core/security/sealingKey.ts';
import type { RecordStore } from '../../../main/core/store/types.ts';
import { isPeyvandError } from '../../../shared/base/errors.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import {
  bundleHeaderBytes,
  readPart,
  scanBundle,
  writeBundle,
  writePart,
  type BundleHeader,
} from '../../../shared/sync/bundle.ts';
import { changesContentSchema } from '../../../shared/sync/bundleContent.ts';
import { readReceipt, receiptSchema } from '../../../shared/sync/receipt.ts';
import { seal, sealingKeyName } from '../../../shared/sync/sealing.ts';
import { createSeededRandomness } from '../../../shared/base/randomness.ts';
import { createLogGuard, isKnownCode, withoutGround, type Boundary, type Outcome, type Target } from '../boundary.ts';
import { hostileBytes } from '../generators/hostileBytes.ts';
import { hostileJson } from '../generators/hostileJson.ts';
import { validFor } from '../generators/valid.ts';
import { COMMON_WORDS } from '../generators/words.ts';

type BundleInput =
  /** A file that somebody offers in the window. */
  | { readonly type: 'offered'; readonly bytes: Uint8Array }
  /** Parts that the server has signed and sealed to this device, with anything in them. */
  | {
      readonly type: 'signed';
      readonly contents: readonly string[];
      readonly changes: Partial<Record<keyof BundleHeader, unknown>>;
    }
  | { readonly type: 'scanned'; readonly bytes: Uint8Array }
  | { readonly type: 'sealed'; readonly bytes: Uint8Array }
  | { readonly type: 'receipt'; readonly text: string };

export const bundles: Boundary<BundleInput> = { name: 'bundles', inputsPerWorld: 400, open: withoutGround(begin) };

/** As the memory server has them. */
const SEALING = sealingKeyPairFrom(new Uint8Array(32).fill(2));
const SIGNING = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 1)]),
  format: 'der',
  type: 'pkcs8',
});
const signText = (text: string): Uint8Array => sign(null, Buffer.from(text), SIGNING);

interface World {
  readonly window: CoreClient;
  readonly store: RecordStore;
  readonly work: Uint8Array;
  readonly replyKey: string;
  readonly bundle: string;
  readonly sealed: {
    readonly bytes: Uint8Array;
    readonly frames: readonly Buffer[];
    readonly tags: ReadonlySet<string>;
  };
}

async function begin(): Promise<Target<BundleInput>> {
  const logs = createLogGuard((line) => /defect|listener_failed|sealed_copy_failed/.test(line));
  const engine: { store: RecordStore | null } = { store: null };
  const company = await createTestCompany();
  await company.restart({
    log: (event, facts) => logs.note({ event, ...facts }),
    timers: createManualTimers(company.clock),
    createSyncEngine: (options) => {
      engine.store = options.store;
      return createSyncEngine(options);
    },
  });
  const window = await signIn(company, 'ada');
  company.server.reachable = false;
  await window.customers.create({ kind: 'company', body: { name: 'در راه', stage: 'lead' } });
  const work = await exported(window);
  const { header } = readPart(scanBundle(work).parts[0] ?? new Uint8Array());
  if (!engine.store) throw new Error('No store was opened');
  const store = engine.store;
  const secret = store.getLocal('bundles', 'secret');
  const replyKey = sealingKeyPairFrom(Buffer.from(String(secret), 'base64url')).publicKey;
  const world: World = { window, store, work, replyKey, bundle: header.bundle, sealed: sealedFile() };
  return {
    inputs: inputsFor(world),
    async receive(input) {
      const outcome = await receive(world, input);
      return { ...outcome, broken: [...outcome.broken, ...logs.take()] };
    },
    async finish() {
      company.server.reachable = true;
      const { ok, findings } = await store.checkIntegrity();
      let state = await window.sync.now();
      for (let rounds = 0; rounds < 3 && (state.problem || state.pending > 0); rounds += 1)
        state = await window.sync.now();
      const { total } = await first(window.customers.list({ offset: 0, limit: 10 }));
      return [
        ...(ok ? [] : [`the store is damaged: ${findings.join(', ')}`]),
        ...(state.problem || state.pending > 0
          ? [`work cannot be handed in: ${state.problem?.code ?? state.pending}`]
          : []),
        ...(total < 6 ? ['customers are gone'] : []),
        ...logs.take(),
      ];
    },
    close: () => company.close(),
  };
}

async function exported(window: CoreClient): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  for await (const event of await window.bundles.export())
    if (event.type === 'piece') pieces.push(Buffer.from(event.bytes, 'base64'));
  return Buffer.concat(pieces);
}

function sealedFile(): World['sealed'] {
  const randomness = createSeededRandomness(3);
  const items = Array.from({ length: 6 }, (_, index) => randomness.bytes(200 + index * 150));
  const frames = items.map(groupFrame);
  const tags = items.map((item) => Buffer.from(item).toString('hex', 0, 16));
  const bytes = Buffer.concat([
    headerOfFile(sealingKeyName(SEALING.publicKey)),
    ...frames,
    markFrame(tags.slice(0, 2), true),
  ]);
  return { bytes, frames, tags: new Set(tags) };
}

async function receive(world: World, input: BundleInput): Promise<Outcome> {
  switch (input.type) {
    case 'offered':
      return offer(world, input.bytes);
    case 'signed':
      return offer(world, await signedBundle(world, input.contents, input.changes));
    case 'scanned':
      return scan(world, input.bytes);
    case 'sealed':
      return readSealed(world, input.bytes);
    case 'receipt':
      return { answer: readReceipt(input.text) ? 'receipt' : 'no receipt', broken: [] };
  }
}

const versionOf = (store: RecordStore): number =>
  store.read.get<{ data_version: number }>('PRAGMA data_version')?.data_version ?? -1;
const groupsOf = (store: RecordStore): string =>
  JSON.stringify(store.read.all("SELECT hash, bytes FROM outbox WHERE state IN ('pending', 'waiting') ORDER BY n"));

async function offer({ window, store, work }: World, bytes: Uint8Array): Promise<Outcome> {
  const [version, groups] = [versionOf(store), groupsOf(store)];
  let answer = 'none';
  try {
    for await (const event of await window.bundles.import({
      name: 'x.peyvand',
      bytes: Buffer.from(bytes).toString('base64'),
    }))
      if (event.type === 'done') answer = event.report.kind === 'changes' ? event.report.state : 'work';
  } catch (error) {
    answer = isPeyvandError(error) ? error.code : 'thrown';
  }
  const isRefused = isKnownCode(answer);
  const broken: string[] = [];
  if (answer === 'none' || answer === 'thrown' || answer === 'internal')
    broken.push(`a bundle was answered with ${answer}`);
  // Refused by its head, seal or signature: nothing of it was looked at. (What is refused later may have told of its server.)
  if (isRefused && /^(bundle|file|permission|server)/.test(answer) && versionOf(store) !== version)
    broken.push(`refused with ${answer}, and something was written`);
  if (isRefused && groupsOf(store) !== groups) broken.push('unsent work is not as it was');
  if (answer === 'work' && !Buffer.from(bytes).equals(work)) broken.push('an altered bundle was taken for work');
  return { answer: `offered: ${answer}`, broken };
}

/** Whatever is whole is found, nothing else, and that something is missing is said. */
function scan({ work }: World, bytes: Uint8Array): Outcome {
  const known = new Set(scanBundle(work).parts.map(hashOf));
  try {
    const { parts, fault } = scanBundle(bytes);
    const broken = parts.every((part) => known.has(hashOf(part))) ? [] : ['a part that nobody wrote'];
    if (!fault && parts.length !== known.size) broken.push('a part is missing and nobody says so');
    return { answer: `scanned: ${fault?.code ?? 'whole'}`, broken };
  } catch (error) {
    return refusedOrBroken('scanned', error);
  }
}

function readSealed({ sealed }: World, bytes: Uint8Array): Outcome {
  const content = Buffer.from(bytes);
  try {
    const file = parseSealedFile(content);
    if (!file) return { answer: 'sealed: empty', broken: content.length > 58 ? ['a file is taken for none'] : [] };
    const broken: string[] = [];
    for (const [index, frame] of sealed.frames.entries()) {
      const tag = [...sealed.tags][index] ?? '';
      if (content.indexOf(frame) >= 50 && !file.items.has(tag)) broken.push('a whole group is not found');
    }
    for (const tag of file.items.keys()) if (!sealed.tags.has(tag)) broken.push('a group that nobody sealed');
    return { answer: `sealed: ${file.isHarmed ? 'harmed' : 'whole'}`, broken: [...new Set(broken)] };
  } catch (error) {
    return refusedOrBroken('sealed', error);
  }
}

const refusedOrBroken = (what: string, error: unknown): Outcome =>
  isPeyvandError(error)
    ? { answer: `${what}: ${error.code}`, broken: error.code === 'internal' ? [`${what}: internal`] : [] }
    : { answer: 'thrown', broken: [`${what}: threw ${String(error)}`] };

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

// ---- what is offered ---------------------------------------------------------------------------------------------

async function signedBundle(
  { store, replyKey, bundle }: World,
  contents: readonly string[],
  changes: Partial<Record<keyof BundleHeader, unknown>>,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (const [index, content] of contents.entries()) {
    const header = {
      kind: 'changes',
      bundle,
      device: store.identity.device,
      server: sealingKeyName(SEALING.publicKey),
      part: index,
      isLast: index === contents.length - 1,
      createdAt: '2026-11-21T08:00:00.000Z',
      ...changes,
    } as BundleHeader;
    const headerBytes = bundleHeaderBytes(header);
    const sealed = await seal(
      replyKey,
      'peyvand bundle changes 1',
      gzipSync(content.replaceAll('@bundle', bundle)),
      headerBytes,
    );
    parts.push(writePart(headerBytes, sealed, signText));
  }
  return writeBundle(parts);
}

function inputsFor({ work, sealed, store }: World): fc.Arbitrary<BundleInput> {
  const vocabulary = {
    byField: {
      ...COMMON_WORDS,
      answers: ['@bundle'],
      type: ['answer', 'pages'],
      epoch: ['memory', 'memory', 'another'],
      view: [store.sync.view() ?? ''],
      protocol: [1],
      scopes: [['company']],
      scope: ['company'],
      homeScope: ['company'],
      from: [store.sync.cursor(), {}],
      heads: [
        null,
        {
          type: 'heads',
          epoch: 'memory',
          token: 't',
          view: store.sync.view() ?? '',
          heads: { company: 9_999 },
          digests: {},
          reopen: [],
        },
      ],
    },
  };
  const content = fc.oneof(
    { weight: 4, arbitrary: hostileJson(validFor(changesContentSchema, vocabulary)) },
    { weight: 1, arbitrary: fc.constantFrom('', '{}', 'null', '[]') },
  );
  const signed = fc.record({
    type: fc.constant('signed' as const),
    contents: fc.array(content, { minLength: 1, maxLength: 3 }),
    changes: fc.oneof(
      { weight: 6, arbitrary: fc.constant({}) },
      {
        weight: 1,
        arbitrary: fc.constantFrom<Partial<Record<keyof BundleHeader, unknown>>>(
          { part: 1 },
          { isLast: false },
          { kind: 'work' },
          { device: '01935a3e-0000-7000-8000-0000000000aa' },
          { server: 'f'.repeat(64) },
          { createdAt: 'x' },
        ),
      },
    ),
  });
  const torn = hostileBytes(fc.constant(work));
  return fc.oneof(
    { weight: 2, arbitrary: torn.map((bytes): BundleInput => ({ type: 'offered', bytes })) },
    { weight: 5, arbitrary: signed },
    { weight: 3, arbitrary: torn.map((bytes): BundleInput => ({ type: 'scanned', bytes })) },
    {
      weight: 6,
      arbitrary: hostileBytes(fc.constant(sealed.bytes)).map((bytes): BundleInput => ({ type: 'sealed', bytes })),
    },
    {
      weight: 2,
      arbitrary: hostileJson(validFor(receiptSchema, vocabulary)).map((text): BundleInput => ({
        type: 'receipt',
        text,
      })),
    },
  );
}
