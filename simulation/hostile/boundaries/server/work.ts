/**
 * Work that somebody else carries: parts of bundles and sealed groups, sealed to the server and signed rightly by a device that is enrolled, with anything
 * inside. Of the facts in them some are the server's own, rightly signed: what they speak of need not be there.
 */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { canonicalJson } from '../../../../shared/base/canonicalJson.ts';
import { decisionSchema } from '../../../../shared/domain/reviews/decision.ts';
import { bundleHeaderBytes, writePart, type BundleHeader } from '../../../../shared/sync/bundle.ts';
import { bundleRequestSchema, type BundleWorkReply, type WorkContent } from '../../../../shared/sync/bundleContent.ts';
import type { SignedGroup } from '../../../../shared/sync/operation.ts';
import { receiptSchema } from '../../../../shared/sync/receipt.ts';
import { booksMarkText, bringFactsSchema } from '../../../../shared/sync/serverFacts.ts';
import { sealGroup, type DeliveryReply } from '../../../../shared/sync/sealedGroup.ts';
import { seal, sealingKeyName } from '../../../../shared/sync/sealing.ts';
import { isKnownCode, type Outcome } from '../../boundary.ts';
import { changeBytes, byteChanges, type ByteChange } from '../../generators/hostileBytes.ts';
import { changes, changeTree, tearText, type Change } from '../../generators/hostileJson.ts';
import { treeToText, valueToTree } from '../../generators/jsonTree.ts';
import { validFor, type Vocabulary } from '../../generators/valid.ts';
import { ask } from './calls.ts';
import { groupsFor, writeGroup, type GroupContent } from './groups.ts';
import { replaceDevice, type World } from './world.ts';

export interface WorkInput {
  readonly type: 'work';
  readonly route: 'bundleWork' | 'bundleChanges' | 'deliverSealed';
  /** Who brings it. */
  readonly courier: 'ali' | 'ada';
  readonly groups: readonly GroupContent[];
  /** Not beside the others in the part, but each sealed by itself, as one device carries another's. */
  readonly sealed: readonly GroupContent[];
  readonly request: unknown;
  /** Messages with facts. */
  readonly facts: readonly unknown[];
  /** Texts that the server has signed. */
  readonly genuine: readonly { readonly kind: 'receipt' | 'decision' | 'mark'; readonly text: string }[];
  /** To the content, before it is packed and sealed. */
  readonly list: readonly Change[];
  readonly tear: Change | null;
  readonly header: Partial<Record<keyof BundleHeader, unknown>>;
  /** To what was sealed, behind everybody's back. */
  readonly harm: readonly ByteChange[];
}

export async function bringWork(world: World, input: WorkInput): Promise<Outcome> {
  const own = writeChain(world, input.groups, world.devices.ali.last);
  const carried = writeChain(world, input.sealed, own.at(-1) ?? world.devices.ali.last);
  const items = await Promise.all(carried.map((group) => sealed(world, group)));
  const courier = world.devices[input.courier];
  if (input.route === 'deliverSealed') {
    const harmed = items.map((item, index) => (index === 0 ? changeBytes(item, input.harm) : item));
    const message = { items: harmed.map(toText) };
    const { outcome, content } = await ask(world, 'deliverSealed', courier.token, message);
    if (outcome.answer !== 'ok') return { ...outcome, answer: `sealed: ${outcome.answer}` };
    return judgeDelivery(world, harmed.length, outcome, content as DeliveryReply);
  }
  const part = toText(changeBytes(await writeBundlePart(world, input, own, items), input.harm));
  const message = input.route === 'bundleWork' ? { part } : { request: part };
  const { outcome, content } = await ask(world, input.route, courier.token, message);
  if (outcome.answer !== 'ok' || input.route === 'bundleChanges')
    return { ...outcome, answer: `${input.route}: ${outcome.answer}` };
  const isAltered = input.list.length > 0 || input.tear !== null;
  return judgeWork(world, isAltered ? null : own.length + items.length, outcome, content as BundleWorkReply);
}

async function judgeDelivery(
  world: World,
  sent: number,
  { broken }: Outcome,
  { items }: DeliveryReply,
): Promise<Outcome> {
  const faults = [...broken];
  if (items.length !== sent) faults.push(`deliverSealed: ${items.length} answers for ${sent} items`);
  const codes = items.map((item) => (item.state === 'refused' ? item.code : 'delivered'));
  for (const code of codes) if (code !== 'delivered' && !isAnswer(code)) faults.push(`deliverSealed: a code ${code}`);
  if (codes.includes('delivered')) await replaceDevice(world);
  return { answer: `sealed: ${codes.includes('delivered') ? 'delivered' : (codes[0] ?? 'none')}`, broken: faults };
}

async function judgeWork(
  world: World,
  sent: number | null,
  { broken }: Outcome,
  { delivered, refused }: BundleWorkReply,
): Promise<Outcome> {
  const faults = [...broken];
  const sum = refused.reduce((total, { count }) => total + count, delivered);
  // The same group twice is one.
  if (sent !== null && sum !== sent) faults.push(`bundleWork: of ${sent} groups ${sum} were spoken of`);
  for (const { code } of refused) if (!isAnswer(code)) faults.push(`bundleWork: a code ${code}`);
  if (delivered > 0) await replaceDevice(world);
  return { answer: `bundleWork: ${delivered > 0 ? 'delivered' : (refused[0]?.code ?? 'nothing')}`, broken: faults };
}

/** What cannot be opened has a word of its own. */
const isAnswer = (code: string): boolean => code === 'sealed_unreadable' || isKnownCode(code);

// ---- what is carried ---------------------------------------------------------------------------------------------

function writeChain(
  world: World,
  contents: readonly GroupContent[],
  from: { readonly n: number; readonly hash: string } | null,
): (SignedGroup & { readonly n: number })[] {
  const chain: (SignedGroup & { readonly n: number })[] = [];
  for (const content of contents) {
    const parent = chain.at(-1) ?? from;
    chain.push({ ...writeGroup(world, content, parent), n: (parent?.n ?? 0) + 1 });
  }
  return chain;
}

async function sealed({ company }: World, { bytes, signature, hash }: SignedGroup): Promise<Uint8Array> {
  // Half a letter has no bytes that could be sealed.
  return sealGroup(company.keys.publicKeys.sealing, { bytes: bytes.toWellFormed(), signature, hash });
}

async function writeBundlePart(
  { company, devices: { ali } }: World,
  { request, facts, genuine, list, tear, header: headerChanges }: WorkInput,
  own: readonly (SignedGroup & { readonly n: number })[],
  items: readonly Uint8Array[],
): Promise<Uint8Array> {
  const signedFacts = genuine.map(({ kind, text }) => ({ kind, text, signature: company.keys.sign(text) }));
  const honest = {
    request: request === null ? null : { ...(request as object), handshake: ali.greeting() },
    groups: own.map(({ bytes, hash, signature }) => ({ bytes, hash, signature })),
    sealed: items.map(toText),
    facts: [...facts, ...(genuine.length > 0 ? [{ epoch: ali.epoch, facts: signedFacts, complete: false }] : [])],
  } as WorkContent;
  const written = treeToText(changeTree(valueToTree(honest), list));
  const text = tear ? tearText(written, tear) : written;
  const header = bundleHeaderBytes({
    kind: 'work',
    bundle: company.newId(),
    device: ali.id,
    server: sealingKeyName(company.keys.publicKeys.sealing),
    part: 0,
    isLast: true,
    createdAt: new Date(company.clock.now()).toISOString(),
    ...headerChanges,
  } as BundleHeader);
  const content = await seal(
    company.keys.publicKeys.sealing,
    'peyvand bundle work 1',
    gzipSync(text, { level: 1 }),
    header,
  );
  return writePart(header, content, (signedText) =>
    Buffer.from(ali.sign({ bytes: '', hash: signedText }).signature, 'base64url'),
  );
}

const toText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

// ---- what is inside ----------------------------------------------------------------------------------------------

export function workFor(vocabulary: Vocabulary): fc.Arbitrary<WorkInput> {
  const group = groupsFor(vocabulary);
  const nothing = { weight: 3, arbitrary: fc.constant<never[]>([]) };
  const facts = validFor(bringFactsSchema, vocabulary);
  return fc.record({
    type: fc.constant('work' as const),
    route: fc.oneof(
      { weight: 5, arbitrary: fc.constant('bundleWork' as const) },
      { weight: 2, arbitrary: fc.constantFrom('bundleChanges' as const, 'deliverSealed' as const) },
    ),
    courier: fc.oneof(
      { weight: 9, arbitrary: fc.constant('ada' as const) },
      { weight: 1, arbitrary: fc.constant('ali' as const) },
    ),
    groups: fc.oneof(nothing, { weight: 4, arbitrary: fc.array(group, { minLength: 1, maxLength: 2 }) }),
    sealed: fc.oneof(nothing, { weight: 2, arbitrary: fc.array(group, { minLength: 1, maxLength: 2 }) }),
    request: fc.oneof(fc.constant(null), validFor(bundleRequestSchema, vocabulary)),
    facts: fc.oneof(nothing, { weight: 2, arbitrary: fc.array(facts, { minLength: 1, maxLength: 2 }) }),
    genuine: fc.oneof(nothing, {
      weight: 3,
      arbitrary: fc.array(genuineTexts(vocabulary), { minLength: 1, maxLength: 3 }),
    }),
    list: changes,
    tear: fc.oneof(
      { weight: 25, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.record({ how: fc.nat(0xffff), where: fc.nat(0xffff), what: fc.nat(0xffff) }) },
    ),
    header: fc.oneof(
      { weight: 12, arbitrary: fc.constant({}) },
      { weight: 1, arbitrary: fc.constantFrom<WorkInput['header']>(...HEADERS) },
    ),
    harm: fc.oneof({ weight: 9, arbitrary: fc.constant<ByteChange[]>([]) }, { weight: 1, arbitrary: byteChanges }),
  });
}

/** As the server writes and signs them; it signs nothing else. */
function genuineTexts(vocabulary: Vocabulary): fc.Arbitrary<WorkInput['genuine'][number]> {
  const company = String(vocabulary.byField['company']?.[0]);
  const textOf = (value: unknown): string => {
    try {
      return canonicalJson(value);
    } catch {
      return '{}';
    }
  };
  const receipts = validFor(receiptSchema, vocabulary).map((receipt) => ({
    kind: 'receipt' as const,
    text: textOf({ ...(receipt as object), company: { id: company, name: 'پیوند' } }),
  }));
  const decisions = validFor(decisionSchema.omit({ signature: true }), vocabulary).chain((decision) =>
    fc.constantFrom(...(vocabulary.byField['id'] ?? [])).map((id) => ({
      kind: 'decision' as const,
      text: textOf({ ...(decision as object), id }),
    })),
  );
  const marks = fc
    .dictionary(fc.constantFrom('1405', '1404', '9999'), fc.integer({ min: 1, max: 3_000 }), { maxKeys: 2 })
    .map((serials) => ({ kind: 'mark' as const, text: booksMarkText(company, serials) }));
  return fc.oneof(receipts, decisions, marks);
}

const HEADERS: readonly WorkInput['header'][] = [
  { part: 1 },
  { part: -1 },
  { isLast: false },
  { kind: 'changes' },
  { device: '01935a3e-0000-7000-8000-0000000000aa' },
  { server: 'f'.repeat(64) },
  { createdAt: '0000-01-01T00:00:00.000Z' },
  { bundle: '__proto__' },
];
