/**
 * The check of a page of records, by hand: it comes with a hundred thousand rows, and zod takes 20 µs for each. It accepts only what the
 * schema accepts and leaves as it is; whatever else comes, odd or wrong, is the schema's to judge.
 */
import { COLLECTION_NAMES } from '../../../shared/domain/record.ts';
import { pullReplySchema, type FeedRow, type PullReply } from '../../../shared/sync/protocol.ts';

/** @param content Out of `JSON.parse`. @returns null for what is no reply to a pull. */
export function readPullReply(content: unknown): PullReply | null {
  if (isPlainPage(content)) return content;
  const parsed = pullReplySchema.safeParse(content);
  return parsed.success ? parsed.data : null;
}

type Page = Extract<PullReply, { type: 'page' }>;
type Fields = Readonly<Record<string, unknown>>;

function isPlainPage(content: unknown): content is Page {
  return (
    isObject(content) &&
    hasFields(content, 6) &&
    content['type'] === 'page' &&
    typeof content['token'] === 'string' &&
    isScope(content['scope']) &&
    isCount(content['next'], 0) &&
    typeof content['done'] === 'boolean' &&
    Array.isArray(content['rows']) &&
    content['rows'].every(isPlainRow)
  );
}

function isPlainRow(row: unknown): row is FeedRow {
  if (!isObject(row) || !isCount(row['seq'], 1)) return false;
  if (row['type'] === 'put') return hasFields(row, 3) && isPlainImage(row['record']);
  return row['type'] === 'leave' && hasFields(row, 4) && isCollection(row['collection']) && isId(row['id']);
}

const isPlainImage = (image: unknown): boolean =>
  isObject(image) &&
  hasFields(image, 12) &&
  isCollection(image['collection']) &&
  typeof image['kind'] === 'string' &&
  isId(image['id']) &&
  isCount(image['version'], 1) &&
  isScope(image['homeScope']) &&
  Array.isArray(image['shares']) &&
  image['shares'].every(isScope) &&
  isId(image['createdBy']) &&
  isInstant(image['createdAt']) &&
  isId(image['updatedBy']) &&
  isInstant(image['updatedAt']) &&
  typeof image['deleted'] === 'boolean' &&
  isObject(image['body']);

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** No more fields than those that are looked at: the schema would leave out the others. */
function hasFields(value: Fields, count: number): boolean {
  let fields = 0;
  for (const _name in value) fields += 1;
  return fields === count;
}

const collections: ReadonlySet<unknown> = new Set(COLLECTION_NAMES);
const isCollection = (value: unknown): boolean => collections.has(value);
const isScope = (value: unknown): boolean => typeof value === 'string' && value.length >= 1 && value.length <= 128;
const isCount = (value: unknown, least: number): boolean => Number.isSafeInteger(value) && (value as number) >= least;

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const isId = (value: unknown): boolean => typeof value === 'string' && ID.test(value);
const isInstant = (value: unknown): boolean => typeof value === 'string' && INSTANT.test(value);
