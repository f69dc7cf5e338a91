/**
 * A customer that is none, made after the company's own: a real lead or prospect of the same place is the pattern of what is filled in and how, and what names
 * somebody is drawn anew. Leads and prospects have no orders, so nothing is missing in a decoy that a real one has; nothing in it says what it is.
 */
import { instantFromMilliseconds, instantToMilliseconds } from '../../shared/base/clock.ts';
import { createIdSource, type RecordId } from '../../shared/base/id.ts';
import type { JsonValue } from '../../shared/base/leafPath.ts';
import { createSeededRandomness, type Randomness } from '../../shared/base/randomness.ts';
import { elementsOf, textOf } from '../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { createChance, type Chance } from '../sample/chance.ts';
import { CONTACT_TITLES, FAMILY_NAMES, GIVEN_NAMES, PLACE_NAMES } from '../sample/names.ts';
import { COMMON_STREETS } from '../sample/places.ts';
import { TRADES } from '../sample/trades.ts';
import type { RecordDraft } from '../sync/bulkLoad.ts';

export interface DecoyPattern {
  readonly kind: string;
  readonly body: RecordBody;
  /** Who wrote it down: a decoy has an author like it. */
  readonly createdBy: RecordId;
}

export interface DecoyWish {
  readonly pattern: DecoyPattern;
  readonly owner: RecordId;
  readonly territory: RecordId | null;
  readonly phone: string;
  readonly email: string;
  /** No other customer may be called so. */
  readonly isTaken: (name: string) => boolean;
  /** A code of its own, like the others' next one; null where they have none. */
  readonly code: string | null;
  readonly now: number;
  readonly randomness: Randomness;
}

/** Somebody wrote it down within the last day and a half and it came with a later sync, as things do. */
const AGE_MILLISECONDS_MAXIMUM = 36 * 3_600_000;
const NAME_TRIES = 200;

export function draftDecoy(wish: DecoyWish): RecordDraft & { readonly name: string } {
  const chance = chanceOf(wish.randomness);
  const { pattern } = wish;
  const at = instantFromMilliseconds(wish.now - chance.between(60_000, AGE_MILLISECONDS_MAXIMUM));
  const nextId = createIdSource({ now: () => instantToMilliseconds(at) }, wish.randomness);
  const like = elementId(nextId);
  const name = nameLike(wish, chance);
  const { body } = pattern;
  const firstPhone = elementsOf(body, 'phones')[0];
  const firstAddress = elementsOf(body, 'addresses')[0];
  const draft: Record<string, JsonValue> = {
    name,
    ...(wish.code === null ? {} : { code: wish.code }),
    stage: body['stage'] === 'lead' ? 'lead' : 'prospect',
    ...copied(body, ['channelRole', 'industry', 'region', 'tags']),
    ...(wish.territory === null ? {} : { territoryId: wish.territory }),
    ownerId: wish.owner,
    ...(wish.phone === ''
      ? {}
      : {
          phones: [
            {
              id: like(firstPhone?.['id']),
              order: 'a0',
              label: textOf(firstPhone ?? {}, 'label') ?? 'office',
              number: wish.phone,
            },
          ],
        }),
    ...(wish.email === '' ? {} : { email: wish.email }),
    ...(elementsOf(body, 'contacts').length > 0 && pattern.kind !== 'person'
      ? {
          contacts: [
            {
              id: like(elementsOf(body, 'contacts')[0]?.['id']),
              order: 'a0',
              name: `${chance.pick(GIVEN_NAMES)[0]} ${chance.pick(FAMILY_NAMES)[0]}`,
              title: chance.pick(CONTACT_TITLES),
            },
          ],
        }
      : {}),
    ...(firstAddress
      ? {
          addresses: [
            {
              id: like(firstAddress['id']),
              order: 'a0',
              label: textOf(firstAddress, 'label') ?? 'main',
              street: `${chance.pick(COMMON_STREETS)}، پلاک ${chance.between(3, 390).toLocaleString('fa-IR', { useGrouping: false })}`,
              ...copied(firstAddress, ['city', 'region', 'country']),
            },
          ],
        }
      : {}),
    // Nobody agreed to anything, as with a lead of yesterday: campaigns that ask for consent pass it by.
    ...(body['consent'] === undefined ? {} : { consent: { phone: 'unknown', sms: 'unknown', email: 'unknown' } }),
  };
  return {
    collection: 'customers',
    kind: pattern.kind,
    id: nextId(),
    body: draft,
    createdBy: pattern.createdBy,
    at,
    name,
  };
}

/** What others are drawn like where a company has no customer to go by. */
export const plainPattern = (createdBy: RecordId): DecoyPattern => ({
  kind: 'company',
  body: { name: '', stage: 'lead', phones: [{ id: 'p1' }] },
  createdBy,
});

function nameLike({ pattern, isTaken }: DecoyWish, chance: Chance): string {
  const own = TRADES.map(([, trade]) => trade).filter(
    (trade) => trade.kind === pattern.kind && trade.industry === pattern.body['industry'],
  );
  const trades = own.length > 0 ? own : TRADES.map(([, trade]) => trade).filter(({ kind }) => kind === pattern.kind);
  const city = textOf(elementsOf(pattern.body, 'addresses')[0] ?? {}, 'city') ?? 'مرکزی';
  for (let tries = 0; ; tries += 1) {
    const name = chance
      .pick(trades.flatMap(({ names }) => names))
      .replace(
        '{place}',
        tries < NAME_TRIES / 2
          ? chance.pick(PLACE_NAMES)[0]
          : `${chance.pick(PLACE_NAMES)[0]} ${chance.pick(PLACE_NAMES)[0]}`,
      )
      .replace('{city}', city)
      .replace('{given}', chance.pick(GIVEN_NAMES)[0])
      .replace('{family}', chance.pick(FAMILY_NAMES)[0]);
    if (!isTaken(name) || tries >= NAME_TRIES) return name;
  }
}

/** Short ones are counted within their record, long ones are their own: a second record with the same would stand out. */
const elementId =
  (nextId: () => RecordId) =>
  (pattern: unknown): string =>
    typeof pattern === 'string' && pattern.length <= 8 ? pattern : nextId();

const copied = (body: RecordBody, fields: readonly string[]): Record<string, JsonValue> =>
  Object.fromEntries(fields.flatMap((field) => (body[field] === undefined ? [] : [[field, body[field]]])));

/** Drawn from real randomness: whoever knows the program must not be able to draw the same ones. */
function chanceOf(randomness: Randomness): Chance {
  const bytes = randomness.bytes(8);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const seed = createSeededRandomness(view.getUint32(0)).integer(1_000_000);
  return createChance(seed, view.getUint32(4) % 1_000_000_000);
}
