/** Which records a person opened lately on this machine: ids alone, in their encrypted store, never sent. */
import { z } from 'zod';
import { PALETTE_COLLECTIONS, type PaletteCollection } from '../../../../shared/contract/palette.ts';
import type { Work } from '../procedures.ts';

const AREA = 'palette';
const KEY = 'opened';
const KEPT = 40;

const storedSchema = z.array(z.object({ collection: z.enum(PALETTE_COLLECTIONS), id: z.string() })).catch([]);

interface Opened {
  readonly collection: PaletteCollection;
  readonly id: string;
}

/** The last first. */
export const openedLately = ({ store }: Work): readonly Opened[] => storedSchema.parse(store.getLocal(AREA, KEY) ?? []);

export function noteOpened(work: Work, record: Opened): void {
  const before = openedLately(work);
  if (before[0]?.id === record.id) return;
  const others = before.filter(({ id }) => id !== record.id);
  work.store.putLocal(AREA, KEY, [{ collection: record.collection, id: record.id }, ...others].slice(0, KEPT));
}
