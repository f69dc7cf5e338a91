/**
 * A server of one company in memory, for tests of the core whose subject is not the server: it takes every change as it comes, keeps one
 * scope, and merges nothing. The real one stands behind the same port.
 */
import { instantFromMilliseconds, type Clock } from '../../../shared/base/clock.ts';
import { base64urlToBytes, bytesToBase64url } from '../../../shared/base/bytes.ts';
import { createEmitter } from '../../../shared/base/emitter.ts';
import { createError } from '../../../shared/base/errors.ts';
import { deterministicId, type RecordId } from '../../../shared/base/id.ts';
import { kindOf, schemaVersions } from '../../../shared/domain/catalogue.ts';
import type { Role } from '../../../shared/domain/organisation/organisation.ts';
import {
  COMPANY_SCOPE,
  type CollectionName,
  type RecordBody,
  type RecordImage,
} from '../../../shared/domain/record.ts';
import { addChecksum, checksumToHex, recordChecksum } from '../../../shared/sync/checksum.ts';
import { applyChanges } from '../../../shared/sync/diff.ts';
import { NUMBER_SERIES } from '../../../shared/sync/numberSeries.ts';
import type { OperationGroup, RecordOperation, SignedGroup } from '../../../shared/sync/operation.ts';
import { PROTOCOL_VERSION, type Digest, type GroupOutcome, type PullRequest } from '../../../shared/sync/protocol.ts';
import type { NewIdentity, NewIdentityReply } from '../../../shared/contract/identity.ts';
import type { DeviceCallName } from '../../../shared/contract/server.ts';
import { openGroup, type DeliveryReply, type DeliveryRequest } from '../../../shared/sync/sealedGroup.ts';
import { readPrivateSealingKey } from '../../../shared/sync/sealing.ts';
import { createView } from '../../../shared/sync/view.ts';
import { publicSigningKey } from '../../core/security/deviceKey.ts';
import { sealingKeyPairFrom } from '../../core/security/sealingKey.ts';
import type { ServerTransport, StandingTransport } from '../../core/ports/transport.ts';

export interface MemoryUser {
  readonly login: string;
  readonly password: string;
  readonly id: RecordId;
  readonly name: string;
  readonly role: Role;
}

export interface MemoryServer {
  readonly transport: ServerTransport & StandingTransport;
  /** Answers nobody while false. */
  reachable: boolean;
  /** What becomes of the groups that come from now on. */
  parking: Extract<GroupOutcome, { outcome: 'parked' }>['reason'] | null;
  /** Why the groups that come from now on are not even stored. */
  refusing: string | null;
  /** Answers what devices ask outside of a round; null: it knows no such call. */
  answer: ((name: DeviceCallName, input: unknown) => unknown) | null;
  /** Groups received, oldest first, each once. */
  readonly groups: readonly OperationGroup[];
  /** Writes a record as somebody else; devices hear of it at their next pull. */
  put(collection: CollectionName, kind: string, id: RecordId, body: RecordBody): void;
  remove(collection: CollectionName, id: RecordId): void;
  record(collection: CollectionName, id: RecordId): RecordImage | undefined;
}

const EPOCH = 'memory';
const SIGNING_KEY = publicSigningKey(bytesToBase64url(new Uint8Array(32).fill(1)));
const SEALING_KEYS = sealingKeyPairFrom(new Uint8Array(32).fill(2));

export const idOf = (name: string): RecordId => deterministicId('memory server', name);

export function createMemoryServer(users: readonly MemoryUser[], clock: Clock): MemoryServer {
  const held = new Map<string, { readonly sequence: number; readonly image: RecordImage }>();
  const groups: OperationGroup[] = [];
  const outcomesByHash = new Map<string, GroupOutcome>();
  const lastByDevice = new Map<RecordId, { n: number; hash: string }>();
  const peopleByToken = new Map<string, MemoryUser>();
  const moved = createEmitter<void>();
  let head = 0;

  function write(image: Omit<RecordImage, 'version'>): void {
    const key = `${image.collection}/${image.id}`;
    head += 1;
    held.set(key, { sequence: head, image: { ...image, version: (held.get(key)?.image.version ?? 0) + 1 } });
    moved.emit();
  }

  function apply(operation: RecordOperation, { author, occurredAt }: OperationGroup): void {
    const { collection, kind, id } = operation;
    const current =
      held.get(`${collection}/${id}`)?.image ?? newImage({ collection, kind, id, author, at: occurredAt });
    const definition = kindOf(collection, kind);
    const body =
      operation.act === 'create'
        ? operation.body
        : operation.act === 'patch' && definition
          ? applyChanges(definition, current.body, operation.changes)
          : current.body;
    write({ ...current, body, deleted: operation.act === 'delete', updatedBy: author, updatedAt: occurredAt });
  }

  function receive({ bytes, hash }: SignedGroup): GroupOutcome {
    const known = outcomesByHash.get(hash);
    if (known) return known;
    if (server.refusing !== null) return { hash, outcome: 'refused', code: server.refusing };
    const group = JSON.parse(bytes) as OperationGroup;
    groups.push(group);
    lastByDevice.set(group.device, { n: group.n, hash });
    if (server.parking === null) for (const operation of group.operations) apply(operation, group);
    const covers = { [COMPANY_SCOPE]: head };
    const outcome: GroupOutcome =
      server.parking === null
        ? { hash, outcome: 'applied', covers, reviews: [] }
        : { hash, outcome: 'parked', reason: server.parking, facts: { path: 'name' }, covers };
    outcomesByHash.set(hash, outcome);
    return outcome;
  }

  /** What others carry, unread by them. */
  async function takeSealed({ items }: DeliveryRequest): Promise<DeliveryReply> {
    const key = await readPrivateSealingKey(SEALING_KEYS);
    const answers: DeliveryReply['items'] = [];
    for (const item of items) {
      const group = await openGroup(key, base64urlToBytes(item));
      if (group) receive(group);
      answers.push(group ? { state: 'delivered' } : { state: 'refused', code: 'sealed_unreadable' });
    }
    return { epoch: EPOCH, items: answers };
  }

  function digests(): Record<string, Digest> {
    const sums = new Map<string, { count: number; sum: bigint }>();
    for (const { image } of held.values()) {
      if (image.deleted) continue;
      const { count, sum } = sums.get(image.collection) ?? { count: 0, sum: 0n };
      sums.set(image.collection, { count: count + 1, sum: addChecksum(sum, recordChecksum(image.id, image.version)) });
    }
    return Object.fromEntries(
      [...sums].map(([name, { count, sum }]) => [name, { count, checksum: checksumToHex(sum) }]),
    );
  }

  function readPage({ page, token = '' }: PullRequest & { page: NonNullable<PullRequest['page']> }) {
    const upTo = Number(token);
    const rows = [...held.values()]
      .filter(({ sequence }) => sequence > page.after && sequence <= upTo)
      .toSorted((one, other) => one.sequence - other.sequence)
      .slice(0, page.limit);
    const next = rows.length < page.limit ? upTo : (rows.at(-1)?.sequence ?? upTo);
    return {
      type: 'page' as const,
      token,
      scope: page.scope,
      rows: rows.map(({ sequence, image }) => ({
        seq: sequence,
        type: 'put' as const,
        record: {
          ...image,
          homeScope: COMPANY_SCOPE,
          shares: [...image.shares],
          body: { ...image.body } as Record<string, null>,
        },
      })),
      next,
      done: next >= upTo,
    };
  }

  const requireReachable = (): void => {
    if (!server.reachable) throw createError('server_unreachable');
  };
  const personOf = (token: string): MemoryUser => {
    requireReachable();
    const person = peopleByToken.get(token);
    if (!person) throw createError('token_foreign');
    return person;
  };
  const viewOf = (person: MemoryUser): string => createView(person.role, schemaVersions()).id;
  const numberBlocks = NUMBER_SERIES.map((series) => ({ series, code: 'TEST', first: 1, last: 100 }));

  /** A disk that was restored: vouched for by the device it was. */
  function enrolAgain(token: string, { device, continues }: NewIdentity): NewIdentityReply {
    peopleByToken.set(device, personOf(token));
    if (continues) lastByDevice.set(device, continues);
    return {
      token: device,
      deviceCode: 'TEST2',
      numberBlocks: numberBlocks.map((block) => ({ ...block, code: 'TEST2' })),
    };
  }

  const transport: ServerTransport & StandingTransport = {
    sampleUsers() {
      requireReachable();
      return Promise.resolve({
        users: users.map(({ login, password, name, role }) => ({
          login,
          password,
          name: { fa: name, en: login },
          role,
          territory: null,
        })),
      });
    },
    async signIn({ login, password }) {
      await Promise.resolve();
      requireReachable();
      const user = users.find((known) => known.login === login && known.password === password);
      if (!user) throw createError('wrong_credentials');
      const { id, name, role } = user;
      return {
        ticket: user.login,
        person: { id, name, role },
        company: { id: idOf('company'), name: 'پیوند', sample: true },
      };
    },
    async enrol({ ticket, device }) {
      await Promise.resolve();
      requireReachable();
      const user = users.find(({ login }) => login === ticket);
      if (!user) throw createError('token_expired');
      peopleByToken.set(device, user);
      return {
        token: device,
        deviceCode: 'TEST',
        epoch: EPOCH,
        serverKeys: { signing: SIGNING_KEY, sealing: SEALING_KEYS.publicKey },
        numberBlocks,
      };
    },
    async standing() {
      await Promise.resolve();
      requireReachable();
      return { order: null };
    },
    async erased() {
      await Promise.resolve();
      requireReachable();
    },
    async askForRecovery() {
      await Promise.resolve();
      requireReachable();
      throw createError('not_found', { what: 'recovery_share' });
    },
    async handshake(token, { device }) {
      await Promise.resolve();
      return {
        protocol: PROTOCOL_VERSION,
        epoch: EPOCH,
        serverTime: instantFromMilliseconds(clock.now()),
        view: viewOf(personOf(token)),
        scopes: [COMPANY_SCOPE],
        last: lastByDevice.get(device) ?? null,
        numberBlocks,
        durableThrough: 0,
        lease: { text: '', signature: '' },
      };
    },
    async push(token, request) {
      await Promise.resolve();
      personOf(token);
      return { epoch: EPOCH, outcomes: request.groups.map(receive), numberBlocks };
    },
    async pull(token, request) {
      await Promise.resolve();
      const person = personOf(token);
      if (request.page) return readPage({ ...request, page: request.page });
      return {
        type: 'heads',
        epoch: EPOCH,
        token: String(head),
        view: viewOf(person),
        heads: { [COMPANY_SCOPE]: head },
        digests: { [COMPANY_SCOPE]: digests() },
        reopen: [],
      };
    },
    async call(token, name, input) {
      await Promise.resolve();
      personOf(token);
      if (!server.answer && name === 'deliverSealed') return (await takeSealed(input as DeliveryRequest)) as never;
      if (!server.answer && name === 'newIdentity') return enrolAgain(token, input as NewIdentity) as never;
      if (!server.answer) throw createError('not_found');
      return server.answer(name, input) as never;
    },
    async *pokes(token, signal) {
      personOf(token);
      const ends: (() => void)[] = [];
      for (let known = head; !signal.aborted;) {
        if (head > known) yield { scopes: [COMPANY_SCOPE] };
        known = head;
        await new Promise<void>((resolve) => {
          const stop = moved.subscribe(() => resolve());
          signal.addEventListener('abort', () => resolve(), { once: true });
          ends.push(stop);
        });
        for (const end of ends.splice(0)) end();
      }
    },
  };

  const server: MemoryServer = {
    transport,
    reachable: true,
    parking: null,
    refusing: null,
    answer: null,
    groups,
    put(collection, kind, id, body) {
      const at = instantFromMilliseconds(clock.now());
      const current =
        held.get(`${collection}/${id}`)?.image ?? newImage({ collection, kind, id, author: idOf('office'), at });
      write({ ...current, body, updatedBy: idOf('office'), updatedAt: at });
    },
    remove(collection, id) {
      const current = held.get(`${collection}/${id}`)?.image;
      if (current) write({ ...current, deleted: true });
    },
    record: (collection, id) => held.get(`${collection}/${id}`)?.image,
  };
  for (const { id, name, role } of users) server.put('organisation', 'person', id, { name, role, active: true });
  return server;
}

function newImage(given: {
  readonly collection: CollectionName;
  readonly kind: string;
  readonly id: RecordId;
  readonly author: RecordId;
  readonly at: string;
}): RecordImage {
  const { author, at, ...named } = given;
  const envelope = { version: 0, homeScope: COMPANY_SCOPE, shares: [], deleted: false, body: {} };
  return { ...named, ...envelope, createdBy: author, createdAt: at, updatedBy: author, updatedAt: at };
}
