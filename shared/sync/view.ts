/** What a person's role may read and the client knows: collections and fields. Which records is a matter of scopes. */
import { sha256Hex } from '../base/bytes.ts';
import { canonicalJson } from '../base/canonicalJson.ts';
import { splitPath, type JsonValue } from '../base/leafPath.ts';
import type { Role } from '../domain/organisation/organisation.ts';
import { hiddenFields, readableCollections } from '../domain/permissions.ts';
import { COLLECTION_NAMES, type CollectionName, type RecordBody } from '../domain/record.ts';
import { isJsonList, isJsonObject } from './jsonValues.ts';

export interface View {
  /** 32 hex digits. Another id means that other rows or fields travel: staged pages are dropped, affected rows sent again. */
  readonly id: string;
  /** Sorted by name. */
  readonly collections: readonly CollectionName[];
  /** True where {@link maskBody} may take anything away: false means that every body comes back as it is. */
  hidesIn(collection: CollectionName): boolean;
  /** The body without the fields that this view hides; the same object when it hides none. */
  maskBody(collection: CollectionName, kind: string, body: RecordBody): RecordBody;
}

/** `schemaVersionsKnown`: what the client knows, by collection, as sent at the handshake. Collections it does not name stay away. */
export function createView(role: Role, schemaVersionsKnown: Readonly<Record<string, number>>): View {
  const collections = readableCollections(role)
    .filter((name) => Object.hasOwn(schemaVersionsKnown, name))
    .toSorted();
  const hiddenByCollection = new Map(collections.map((name) => [name, hiddenFields(role, name)]));
  const isHidden: IsHidden = (collection, field) => hiddenByCollection.get(collection)?.includes(field) ?? true;
  return {
    id: viewId(collections, hiddenByCollection, schemaVersionsKnown),
    collections,
    // A review shows values of other collections; a collection that this view does not show at all is hidden whole.
    hidesIn: (collection) => collection === 'reviews' || (hiddenByCollection.get(collection)?.length ?? 1) > 0,
    maskBody: (collection, kind, body) =>
      withoutHidden(collection === 'reviews' ? maskOfReviews(kind, body, isHidden) : body, (field) =>
        isHidden(collection, field),
      ),
  };
}

function viewId(
  collections: readonly CollectionName[],
  hiddenByCollection: ReadonlyMap<CollectionName, readonly string[]>,
  schemaVersionsKnown: Readonly<Record<string, number>>,
): string {
  const content = collections.map((name) => ({
    collection: name,
    hidden: (hiddenByCollection.get(name) ?? []).toSorted(),
    schema: schemaVersionsKnown[name] ?? 0,
  }));
  return sha256Hex(canonicalJson(content)).slice(0, 32);
}

function withoutHidden(body: RecordBody, isHidden: (field: string) => boolean): RecordBody {
  const fields = Object.entries(body);
  const shown = fields.filter(([field]) => !isHidden(field));
  return shown.length === fields.length ? body : Object.fromEntries(shown);
}

type IsHidden = (collection: CollectionName, field: string) => boolean;

/**
 * A review carries values of another record. Leaves that the view hides there lose their values and keep their path: the person
 * learns that something waits, not what.
 */
function maskReview(review: RecordBody, isHidden: IsHidden): RecordBody {
  const collection = COLLECTION_NAMES.find((name) => name === review['collection']);
  const leaves = review['leaves'];
  if (!collection || !isJsonList(leaves)) return review;
  return { ...review, leaves: leaves.map((leaf) => maskLeaf(leaf, (field) => isHidden(collection, field))) };
}

const maskOfReviews = (kind: string, body: RecordBody, isHidden: IsHidden): RecordBody =>
  kind === 'decision' ? maskDecision(body, isHidden) : maskReview(body, isHidden);

/** A decision carries values of several records: each leaf names its own collection. */
function maskDecision(decision: RecordBody, isHidden: IsHidden): RecordBody {
  const changes = decision['changes'];
  if (!isJsonList(changes)) return decision;
  const mask = (leaf: JsonValue): JsonValue => {
    const collection = isJsonObject(leaf) ? COLLECTION_NAMES.find((name) => name === leaf['collection']) : undefined;
    return collection ? maskLeaf(leaf, (field) => isHidden(collection, field)) : leaf;
  };
  return { ...decision, changes: changes.map(mask) };
}

const SIDES: ReadonlySet<string> = new Set(['base', 'mine', 'theirs', 'result']);

function maskLeaf(leaf: JsonValue, isHidden: (field: string) => boolean): JsonValue {
  if (!isJsonObject(leaf)) return leaf;
  const path = typeof leaf['path'] === 'string' ? leaf['path'] : '';
  // The empty path is the whole record: its sides are bodies.
  const maskSide = (side: JsonValue): JsonValue | undefined => {
    if (path !== '') return isHidden(splitPath(path)[0] ?? '') ? undefined : side;
    return isJsonObject(side) ? withoutHidden(side, isHidden) : undefined;
  };
  const masked = Object.entries(leaf).flatMap(([name, value]): [string, JsonValue][] => {
    if (!SIDES.has(name)) return [[name, value]];
    const side = maskSide(value);
    return side === undefined ? [] : [[name, side]];
  });
  return Object.fromEntries(masked);
}
