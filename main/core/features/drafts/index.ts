/** What a person has typed and not yet saved. It lies in their encrypted store, never leaves the device, and survives lock and crash. */
import { createError } from '../../../../shared/base/errors.ts';
import type { WireJson } from '../../../../shared/contract/lists.ts';
import { atWork } from '../procedures.ts';

export const DRAFTS_AREA = 'drafts';
const LONGEST_DRAFT = 1_000_000;

export const drafts = {
  get: atWork.drafts.get.handler(({ input, context }) => ({
    value: context.work.store.getLocal(DRAFTS_AREA, input.key) as WireJson,
  })),
  put: atWork.drafts.put.handler(({ input, context }) => {
    if (JSON.stringify(input.value).length > LONGEST_DRAFT)
      throw createError('message_too_large', { most: LONGEST_DRAFT });
    context.work.store.putLocal(DRAFTS_AREA, input.key, input.value);
    context.work.localChanges.emit(DRAFTS_AREA);
    return {};
  }),
  drop: atWork.drafts.drop.handler(({ input, context }) => {
    context.work.store.putLocal(DRAFTS_AREA, input.key, null);
    context.work.localChanges.emit(DRAFTS_AREA);
    return {};
  }),
};
