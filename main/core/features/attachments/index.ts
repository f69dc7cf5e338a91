/** Photos and files of a record, through the window. */
import type { AttachmentEvent } from '../../../../shared/contract/attachments.ts';
import { createError } from '../../../../shared/base/errors.ts';
import { attachmentViolations, pictureTypeOf } from '../../../../shared/domain/attachments/attachmentRules.ts';
import { chunksOf } from '../../../../shared/domain/attachments/chunks.ts';
import { tellProgress } from '../bundles/tellProgress.ts';
import { kindOf } from '../../../../shared/domain/catalogue.ts';
import { diffBodies } from '../../../../shared/sync/diff.ts';
import { createRecord, editRecord, requireHeld, violationFacts } from '../commands.ts';
import { followValue, whileSessionLasts } from '../follow.ts';
import { liveQuery } from '../live.ts';
import { atWork, nowOf, type Work } from '../procedures.ts';
import { requirePermission, requireReadable } from '../rights.ts';
import { listAttachments } from './list.ts';

const COLLECTION = 'attachments';

export const attachments = {
  list: atWork.attachments.list.handler(({ input, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: [COLLECTION, input.attachedCollection],
      dependencies: [COLLECTION, 'reviews', 'customers'],
      alsoSync: true,
      alsoOn: (listener) => work.attachments.onMoved(listener),
      run: (ends) => listAttachments(work, input, ends),
    }),
  ),
  begin: atWork.attachments.begin.handler(({ input: { id, size }, context: { work } }) => {
    requirePermission(work, 'attachments.write');
    // What has a record has its bytes.
    if (!work.store.read.record({ collection: COLLECTION, id })) work.attachments.expect(id);
    return { received: work.store.files.begin({ id, size, origin: 'here' }).received };
  }),
  put: atWork.attachments.put.handler(({ input: { id, offset, bytes }, context: { work } }) => {
    requirePermission(work, 'attachments.write');
    return { received: work.store.files.append(id, offset, Buffer.from(bytes, 'base64')) };
  }),
  add: atWork.attachments.add.handler(async ({ input, context: { work } }) => {
    const { id, mediaType, ...rest } = input;
    const file = work.store.files.of(id);
    if (!file || file.received !== file.size) throw createError('invalid_input', { reason: 'incomplete' });
    const known = work.store.read.record({ collection: COLLECTION, id });
    if (known && !known.deleted) return { id };
    const first = work.store.files.chunk(id, 0) ?? new Uint8Array();
    // What it is the bytes say, not the window: a photo is what can be drawn.
    const picture = pictureTypeOf(first);
    const kind = picture ? 'photo' : 'file';
    const body = { ...withoutAbsent(rest), mediaType: picture ?? honest(mediaType), size: file.size };
    const violations = attachmentViolations(kind, body);
    if (violations.length > 0)
      throw createError('invalid_input', { reason: 'invariant', violations: violationFacts(violations) });
    const sha256 = await work.store.files.hash(id);
    work.store.files.settle(id);
    try {
      await createRecord(work, COLLECTION, id, { id, kind, body: { ...body, sha256 } });
    } finally {
      // Also where the record was saved and only its safety copy was not; of one that was refused the window gives the bytes up.
      work.attachments.settle(id);
    }
    return { id };
  }),
  forget: atWork.attachments.forget.handler(({ input: { id }, context: { work } }) => {
    if (!work.store.read.record({ collection: COLLECTION, id })) {
      work.store.files.remove(id);
      work.attachments.settle(id);
    }
    return {};
  }),
  edit: atWork.attachments.edit.handler(({ input, context: { work } }) => editRecord(work, COLLECTION, input)),
  remove: atWork.attachments.remove.handler(({ input: { id, removed }, context }) => {
    const { work } = context;
    const { body, kind } = requireHeld(work, { collection: COLLECTION, id });
    const { removedAt: _before, ...kept } = body;
    const definition = kindOf(COLLECTION, kind);
    const changes = definition
      ? diffBodies(definition, body, removed ? { ...kept, removedAt: nowOf(context) } : kept)
      : [];
    return changes.length === 0 ? { id } : editRecord(work, COLLECTION, { id, changes });
  }),
  read: atWork.attachments.read.handler(({ input: { id }, context: { work }, signal }) => {
    const record = requireHeld(work, { collection: COLLECTION, id });
    requireReadable(work, [COLLECTION]);
    return whileSessionLasts(work, readFile(work, record.id, signal));
  }),
  traffic: atWork.attachments.traffic.handler(({ context: { work }, signal }) =>
    whileSessionLasts(
      work,
      followValue(
        () => work.attachments.traffic(),
        (listener) => {
          const stops = [
            work.attachments.onMoved(listener),
            work.store.onChange(listener),
            work.sync.onState(listener),
          ];
          return () => stops.forEach((stop) => stop());
        },
        signal,
      ),
    ),
  ),
  send: atWork.attachments.send.handler(({ context: { work } }) => work.attachments.send()),
};

const readFile = (work: Work, id: string, signal: AbortSignal | undefined) =>
  tellProgress<AttachmentEvent>(signal ? AbortSignal.any([signal, work.ended]) : work.ended, async (tell, ends) => {
    const { files } = work.store;
    const stop = work.attachments.onMoved(() => {
      const passage = work.attachments.passageOf(id);
      if (passage?.state === 'fetching')
        tell({ type: 'progress', done: passage.done, expected: files.of(id)?.size ?? 0 });
    });
    try {
      await work.attachments.fetch(id, ends);
    } finally {
      stop();
    }
    const file = files.of(id);
    if (!file?.whole) throw createError('not_found', { what: 'attachment_file' });
    files.touch(id);
    for (let n = 0; n < chunksOf(file.size); n += 1) {
      if (ends.aborted) throw createError('cancelled');
      const bytes = files.chunk(id, n);
      if (!bytes) throw createError('not_found', { what: 'attachment_file' });
      if (n === 0) tell({ type: 'begins', size: file.size, picture: pictureTypeOf(bytes) });
      tell({ type: 'piece', bytes: Buffer.from(bytes).toString('base64') });
    }
    tell({ type: 'done' });
  });

/** What a window says of a file that is no picture by its bytes is never a picture. */
const honest = (mediaType: string): string => (mediaType.startsWith('image/') ? 'application/octet-stream' : mediaType);

const withoutAbsent = <Value extends object>(value: Value): Record<string, never> =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Record<string, never>;
