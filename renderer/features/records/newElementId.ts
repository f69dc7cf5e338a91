import { createIdSource } from '../../../shared/base/id.ts';

/** Ids of list elements that are added in this window. */
export const newElementId = createIdSource(
  { now: () => Date.now() },
  { bytes: (length) => crypto.getRandomValues(new Uint8Array(length)) },
);
