/** Bytes of attachments, to and from devices. Each call asks anew whether this person may: scopes, roles and records change between two chunks. */
import { createError } from '../../shared/base/errors.ts';
import type { RecordId } from '../../shared/base/id.ts';
import { integerOf, textOf } from '../../shared/domain/bodyReads.ts';
import { attachedTo } from '../../shared/domain/attachments/attachment.ts';
import { mayRead, mayWrite } from '../../shared/domain/permissions.ts';
import type { RecordBody, ScopeId } from '../../shared/domain/record.ts';
import type { DeviceAnswers, DeviceCallContext } from '../api/deviceAnswers.ts';
import type { Device } from '../auth/devices.ts';
import { retried } from '../store/retried.ts';
import { takeRoom, type DailyBound } from '../store/dailyCounts.ts';
import type { Member } from '../sync/organisation.ts';
import { announceScopes } from '../sync/pokes.ts';
import { membershipsOf } from '../sync/storedRecord.ts';
import { ofPerson, refuseForToday } from '../watch/refuseForToday.ts';
import { markStored } from './markStored.ts';
import { readChunk, readStanding, takeChunk, type Standing } from './files.ts';

/** Of one person, in kB: a camera that went wild must not fill the company's disk, nor one laptop carry off all of its pictures in a night. */
const SENT: DailyBound = { what: 'attachmentsSent', most: 1024 * 1024 };
const FETCHED: DailyBound = { what: 'attachmentsFetched', most: 4 * 1024 * 1024 };
const BYTES_PER_ROOM = 1024;

type Calls = 'attachmentStanding' | 'putAttachment' | 'getAttachment';

export function createAttachmentAnswers(context: DeviceCallContext): Pick<DeviceAnswers, Calls> {
  const { database, organisation, clock } = context;
  const memberOf = async (device: Device): Promise<Member> => {
    const member = (await organisation.read(database)).member(device.person);
    if (!member?.active) throw createError('permission_denied', { reason: 'not_active' });
    return member;
  };

  return {
    async attachmentStanding(device, { id }) {
      const known = await requireGiving(context, await memberOf(device), id);
      const standing = await readStanding(database, id);
      // Whoever took the record away and gave it back took the word with it that its bytes are here.
      if (standing.stored && !known.isMarked) await mark(context, id);
      return standing;
    },
    async putAttachment(device, { id, offset, bytes }) {
      const { size, sha256 } = await requireGiving(context, await memberOf(device), id);
      const chunk = Buffer.from(bytes, 'base64');
      const outcome = await retried(database, async (transaction): Promise<Standing | 'full'> => {
        const room = Math.ceil(chunk.length / BYTES_PER_ROOM);
        if ((await takeRoom(transaction, clock, SENT, device.person, room)) < room) return 'full';
        return takeChunk(transaction, clock, { id, size, sha256 }, offset, chunk);
      });
      if (outcome === 'full') throw await refuseForToday(context, ofPerson(device.person, device.id), SENT);
      if (outcome.stored) await mark(context, id);
      return outcome;
    },
    async getAttachment(device, { id, offset }) {
      await requireTaking(context, await memberOf(device), id);
      const bytes = await readChunk(database, id, offset);
      if (!bytes) throw createError('not_found', { what: 'attachment_bytes' });
      const room = Math.ceil(bytes.length / BYTES_PER_ROOM);
      const given = await retried(database, (transaction) =>
        takeRoom(transaction, clock, FETCHED, device.person, room),
      );
      if (given < room) throw await refuseForToday(context, ofPerson(device.person, device.id), FETCHED);
      return { bytes: bytes.toString('base64') };
    },
  };
}

/** In a transaction of its own: the bytes are here whatever becomes of it, and the next question about them brings it about. */
async function mark({ database, clock }: DeviceCallContext, id: RecordId): Promise<void> {
  const scopes = await retried(database, (transaction) => markStored(transaction, clock, id));
  await announceScopes(database, scopes);
}

interface KnownAttachment {
  readonly size: number;
  readonly sha256: string;
  readonly isMarked: boolean;
  readonly createdBy: RecordId;
  readonly scopes: readonly ScopeId[];
  readonly body: RecordBody;
}

/** What a person does not hold, or what was removed, does not exist for them. */
async function find({ database }: DeviceCallContext, id: RecordId): Promise<KnownAttachment | null> {
  const [row] = await database.rows<{ body: RecordBody; home_scope: ScopeId; shares: ScopeId[]; created_by: RecordId }>(
    "SELECT body, home_scope, shares, created_by FROM records WHERE collection = 'attachments' AND id = $1 AND NOT deleted",
    [id],
  );
  if (!row) return null;
  const { body } = row;
  return {
    body,
    size: integerOf(body, 'size') ?? 0,
    sha256: textOf(body, 'sha256') ?? '',
    isMarked: textOf(body, 'storedAt') !== null,
    createdBy: row.created_by,
    scopes: membershipsOf({ homeScope: row.home_scope, shares: row.shares }),
  };
}

const unknown = (id: RecordId) => createError('not_found', { collection: 'attachments', id });

/** Whoever holds it and may write it; and whoever added it, wherever it has gone since: what they took is handed in, not lost. */
async function requireGiving(context: DeviceCallContext, member: Member, id: RecordId): Promise<KnownAttachment> {
  if (!mayWrite(member.role, 'attachments', null))
    throw createError('permission_denied', { collection: 'attachments' });
  const known = await find(context, id);
  if (!known || !(known.createdBy === member.id || known.scopes.some(member.holds))) throw unknown(id);
  return known;
}

/** Whoever holds it now, and may read what it hangs on. */
async function requireTaking(context: DeviceCallContext, member: Member, id: RecordId): Promise<void> {
  if (!mayRead(member.role, 'attachments')) throw createError('permission_denied', { collection: 'attachments' });
  const known = await find(context, id);
  const owner = known && attachedTo(known.body);
  // What was removed is given to nobody, until somebody takes that back.
  if (textOf(known?.body ?? {}, 'removedAt') !== null) throw unknown(id);
  if (!known || !owner || !mayRead(member.role, owner.collection) || !known.scopes.some(member.holds))
    throw unknown(id);
}
