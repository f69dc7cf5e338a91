/** Groups whose signatures are right and whose content is not: the next of a device's chain, with anything done to it before it was signed. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Database } from '../../../../server/store/database.ts';
import { recordOperationSchema, type SignedGroup } from '../../../../shared/sync/operation.ts';
import { PROTOCOL_VERSION } from '../../../../shared/sync/protocol.ts';
import { isKnownCode, type Outcome } from '../../boundary.ts';
import { changes, changeTree, tearText, type Change } from '../../generators/hostileJson.ts';
import { treeToText, valueToTree } from '../../generators/jsonTree.ts';
import { validFor, type Vocabulary } from '../../generators/valid.ts';
import { ask, readJson } from './calls.ts';
import { replaceDevice, type World } from './world.ts';

/** What a group is made of. */
export interface GroupContent {
  readonly operations: readonly unknown[];
  readonly list: readonly Change[];
  readonly tear: Change | null;
  readonly seal: 'right' | 'wrong hash' | 'wrong signature';
}

export interface GroupInput extends GroupContent {
  readonly type: 'group';
}

export async function pushGroup(world: World, input: GroupInput): Promise<Outcome> {
  const { ali } = world.devices;
  const sent = writeGroup(world, input, ali.last);
  const { outcome, content } = await ask(world, 'push', ali.token, { protocol: PROTOCOL_VERSION, groups: [sent] });
  if (outcome.answer !== 'ok') return { ...outcome, answer: `group: ${outcome.answer}` };
  const [first] = (content as { outcomes: { hash: string; outcome: string; code?: string; reason?: string }[] })
    .outcomes;
  if (first?.hash !== sent.hash) return { answer: 'ok', broken: ['push: no outcome for the group'] };
  const isStored = await isKept(world.company.database, sent.hash);
  const broken = [...outcome.broken];
  if (first.outcome === 'refused') {
    if (isStored) broken.push(`push: refused with ${first.code} and stored`);
    if (!isKnownCode(first.code)) broken.push(`push: refused with an unknown code ${first.code}`);
  } else {
    if (!isStored) broken.push(`push: ${first.outcome} and not stored`);
    if (input.seal !== 'right') broken.push(`push: ${first.outcome} with a ${input.seal}`);
    const n = (readJson(sent.bytes) as { n?: unknown } | undefined)?.n;
    if (first.outcome === 'applied' && typeof n === 'number') ali.last = { n, hash: sent.hash };
    else await replaceDevice(world);
  }
  return { answer: `group: ${first.outcome} ${first.code ?? first.reason ?? ''}`.trim(), broken };
}

/** Behind `parent` in the chain of Ali's device, signed by it. */
export function writeGroup(
  { devices: { ali }, company }: World,
  { operations, list, tear, seal }: GroupContent,
  parent: { readonly n: number; readonly hash: string } | null,
): SignedGroup {
  const honest = {
    format: 1,
    device: ali.id,
    n: (parent?.n ?? 0) + 1,
    parent: parent?.hash ?? null,
    author: ali.person,
    schema: {},
    occurredAt: new Date(company.clock.now()).toISOString(),
    clockOffset: 0,
    operations,
  };
  const written = treeToText(changeTree(valueToTree(honest), list));
  const text = tear ? tearText(written, tear) : written;
  const hash = createHash('sha256').update(text).digest('hex');
  return {
    ...ali.sign({ bytes: text, hash }),
    ...(seal === 'wrong hash' ? { hash: 'e'.repeat(64) } : {}),
    ...(seal === 'wrong signature' ? { signature: Buffer.alloc(64, 7).toString('base64url') } : {}),
  };
}

async function isKept(database: Database, hash: string): Promise<boolean> {
  const rows = await database.rows(
    'SELECT 1 FROM ledger WHERE hash = $1 UNION SELECT 1 FROM waiting_groups WHERE hash = $1',
    [hash],
  );
  return rows.length > 0;
}

// ---- what is sent ------------------------------------------------------------------------------------------------

export const groupsFor = (vocabulary: Vocabulary): fc.Arbitrary<GroupContent> =>
  fc.record({
    operations: fc.array(validFor(recordOperationSchema, vocabulary, 'operations'), { minLength: 1, maxLength: 3 }),
    list: changes,
    tear: fc.oneof(
      { weight: 15, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.record({ how: fc.nat(0xffff), where: fc.nat(0xffff), what: fc.nat(0xffff) }) },
    ),
    seal: fc.oneof(
      { weight: 10, arbitrary: fc.constant('right' as const) },
      { weight: 1, arbitrary: fc.constantFrom('wrong hash' as const, 'wrong signature' as const) },
    ),
  });
