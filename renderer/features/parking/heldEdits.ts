/** What an administrator has changed in a held group and not yet decided: kept as a draft, sent with the decision. */
import { splitPath, type JsonValue } from '../../../shared/base/leafPath.ts';
import type { HeldEdit, HeldLeaf } from '../../../shared/contract/parking.ts';
import { isSameJson } from '../../../shared/sync/jsonValues.ts';

/** Keyed by {@link editKey}. A set without a value is a field that was opened and not changed. */
export type Edits = { readonly [key: string]: Edit };
export type Edit =
  | { readonly act: 'leaveOut' }
  | { readonly act: 'set'; readonly path: string; readonly value: JsonValue };

/** `null` stands for the whole operation. */
export const editKey = (operation: number, leaf: string | null): string => `${operation}:${leaf ?? ''}`;

export const withEdit = (edits: Edits, key: string, edit: Edit | null): Edits => {
  const { [key]: _before, ...rest } = edits;
  return edit === null ? rest : { ...rest, [key]: edit };
};

/**
 * As the server takes them. What lies in an operation that is left out, or inside a leaf that is, needs no word of its own, and a field
 * that was opened and still says what its author wrote is no edit.
 * @param leafOf By operation and key, those of fields inside an element without the field; undefined when the group has no such leaf.
 */
export function toHeldEdits(
  edits: Edits,
  leafOf: (operation: number, leaf: string) => Pick<HeldLeaf, 'path' | 'mine'> | undefined,
): HeldEdit[] {
  const isLeftOut = (operation: number, leaf: string | null): boolean =>
    edits[editKey(operation, leaf)]?.act === 'leaveOut';
  return Object.entries(edits).flatMap(([key, edit]): HeldEdit[] => {
    const [before = '', leaf = ''] = key.split(/:(.*)/s);
    const operation = Number(before);
    if (leaf === '') return [{ operation, leaf: null, act: 'leaveOut' }];
    const holder = leaf.split('/', 1)[0] ?? leaf;
    if (isLeftOut(operation, null) || (holder !== leaf && isLeftOut(operation, holder))) return [];
    const found = leafOf(operation, holder);
    const path = edit.act === 'set' ? edit.path : found?.path;
    if (path === undefined || (edit.act === 'set' && isAsWritten(found?.mine, leaf, edit.value))) return [];
    return [
      { operation, leaf: { key: leaf, path }, act: edit.act, ...(edit.act === 'set' ? { value: edit.value } : {}) },
    ];
  });
}

function isAsWritten(mine: JsonValue | undefined, leaf: string, value: JsonValue): boolean {
  const [, field] = splitPath(leaf);
  if (field === undefined) return isSameJson(mine, value);
  const element = typeof mine === 'object' && mine !== null && !Array.isArray(mine) ? mine : {};
  return isSameJson((element as Readonly<Record<string, JsonValue>>)[field], value);
}
