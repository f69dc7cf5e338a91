/**
 * Decoys: customers that nobody may know, except that somebody uses a list which they should not have. That one is a decoy stands in the table `decoys` and
 * nowhere else; its record is loaded as any other and synced as any other.
 */
import { instantFromMilliseconds } from '../../shared/base/clock.ts';
import { createError } from '../../shared/base/errors.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { Decoy } from '../../shared/contract/watch.ts';
import type { DeviceCallInputs } from '../../shared/contract/server.ts';
import { textOf, textsOf } from '../../shared/domain/bodyReads.ts';
import { mayRead } from '../../shared/domain/permissions.ts';
import { territoryScope, type RecordBody } from '../../shared/domain/record.ts';
import { emailKey, phoneKey } from '../../shared/domain/watch/contactKeys.ts';
import type { DeviceCallContext } from '../api/deviceAnswers.ts';
import { lockMember } from '../administration/asking.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import type { Device } from '../auth/devices.ts';
import type { Database, Queryable } from '../store/database.ts';
import { retried } from '../store/retried.ts';
import type { Member, Organisation } from '../sync/organisation.ts';
import { draftDecoy, plainPattern, type DecoyPattern } from './decoyBody.ts';
import { withinHours } from './decoyRecords.ts';

/**
 * Makes one decoy per line, in a territory of the person that as few others hold as can be. @throws PeyvandError `not_found` for nobody of the company,
 * `invalid_input` (`decoy_line`: neither number nor address in it; `decoy_taken`: a customer or another decoy has it already).
 */
export async function makeDecoys(
  context: DeviceCallContext,
  by: Device,
  { person, lines }: DeviceCallInputs['makeDecoys'],
): Promise<{ made: number }> {
  const { database, clock, randomness } = context;
  const organisation = await context.organisation.read(database);
  const owner = organisation.member(person);
  if (!owner?.active || !mayRead(owner.role, 'customers')) throw createError('not_found', { what: 'person' });
  const keysByLine = lines.map(({ phone, email }) => [phoneKey(phone), emailKey(email)].filter((key) => key !== null));
  const wrong = keysByLine.findIndex((keys, line) => keys.length === 0 || isUnread(lines[line]));
  if (wrong >= 0) throw createError('invalid_input', { reason: 'decoy_line', line: wrong + 1 });
  await requireUnused(database, keysByLine.flat());

  const territory = await quietestTerritory(database, organisation, person);
  const patterns = await readPatterns(database, territory, person, by.person);
  const names = await readNames(database);
  const codes = await nextCodes(database, patterns, lines.length);
  const drafts = lines.map((line, index) => {
    const pattern = patterns[index % patterns.length] ?? plainPattern(by.person);
    const draft = draftDecoy({
      ...line,
      pattern,
      owner: person,
      territory,
      isTaken: (name) => names.has(name),
      code: codes[index] ?? null,
      now: clock.now(),
      randomness,
    });
    names.add(draft.name);
    return draft;
  });
  await retried(database, async (transaction) => {
    await lockMember(transaction, by, 'decoys.manage');
    for (const [index, { name, ...draft }] of drafts.entries()) {
      await transaction.rows(
        `INSERT INTO decoys (customer, person, name, phone, email, draft, made_by, made_at, load_after)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          draft.id,
          person,
          name,
          lines[index]?.phone ?? '',
          lines[index]?.email ?? '',
          JSON.stringify(draft),
          by.person,
          instantFromMilliseconds(clock.now()),
          withinHours(clock, randomness),
        ],
      );
      await transaction.rows('INSERT INTO decoy_keys (key, customer) SELECT unnest($1::text[]), $2', [
        keysByLine[index] ?? [],
        draft.id,
      ]);
    }
    await writeAudit(transaction, {
      action: 'decoy.made',
      person: by.person,
      device: by.id,
      subject: person,
      facts: { name: owner.name, count: drafts.length },
    });
  });
  return { made: drafts.length };
}

/** By when they were made, the newest first. */
export async function listDecoys(
  database: Database,
  organisation: Organisation,
  only: readonly RecordId[] | null = null,
): Promise<Decoy[]> {
  const rows = await database.rows<{
    customer: string;
    name: string;
    phone: string;
    email: string;
    person: string;
    made_at: Date;
    retired_at: Date | null;
    home_scope: string | null;
  }>(
    `SELECT d.*, r.home_scope FROM decoys d LEFT JOIN records r ON r.collection = 'customers' AND r.id = d.customer
     WHERE $1::uuid[] IS NULL OR d.customer = ANY($1::uuid[]) ORDER BY d.made_at DESC, d.customer`,
    [only],
  );
  const people = await readMembers(database, organisation);
  return rows.map((row) => ({
    customer: row.customer,
    name: row.name,
    phone: row.phone,
    email: row.email,
    person: { id: row.person, name: organisation.member(row.person)?.name ?? '' },
    holders: people
      .filter((member) => !member.holdsAll && row.home_scope !== null && member.holds(row.home_scope))
      .map(({ name }) => name),
    madeAt: instantFromMilliseconds(row.made_at.getTime()),
    retiredAt: row.retired_at === null ? null : instantFromMilliseconds(row.retired_at.getTime()),
  }));
}

/** Its record is deleted like any other, within hours; its numbers stay known, for lists that were taken before. @throws PeyvandError `not_found`. */
export async function retireDecoy(
  { database, clock, randomness }: DeviceCallContext,
  by: Device,
  customer: RecordId,
): Promise<void> {
  await retried(database, async (transaction) => {
    await lockMember(transaction, by, 'decoys.manage');
    const [decoy] = await transaction.rows<{ retired_at: Date | null }>(
      'SELECT retired_at FROM decoys WHERE customer = $1 FOR UPDATE',
      [customer],
    );
    if (!decoy) throw createError('not_found', { what: 'decoy' });
    if (decoy.retired_at !== null) return;
    await transaction.rows(
      'UPDATE decoys SET retired_at = $2, gone_after = $3, retired_by = $4, retired_device = $5 WHERE customer = $1',
      [customer, instantFromMilliseconds(clock.now()), withinHours(clock, randomness), by.person, by.id],
    );
    await writeAudit(transaction, { action: 'decoy.retired', person: by.person, device: by.id });
  });
}

// ---- what there is to go by ---------------------------------------------------------------------------------------

/** A line that has something in it which is neither number nor address. */
const isUnread = (line: { readonly phone: string; readonly email: string } | undefined): boolean =>
  line === undefined ||
  (line.phone !== '' && phoneKey(line.phone) === null) ||
  (line.email !== '' && emailKey(line.email) === null);

async function requireUnused(database: Database, keys: readonly string[]): Promise<void> {
  const taken = new Set(keys).size < keys.length;
  const [known] = await database.rows('SELECT 1 FROM decoy_keys WHERE key = ANY($1) LIMIT 1', [keys]);
  if (taken || known) throw createError('invalid_input', { reason: 'decoy_taken' });
  const digits = keys.filter((key) => key.startsWith('tel:')).map((key) => `%${key.slice('tel:'.length)}%`);
  const addresses = keys
    .filter((key) => key.startsWith('mail:'))
    .map((key) => `%${likeLiteral(key.slice('mail:'.length))}%`);
  // All customers are read once; it is rarely done.
  const [used] = await database.rows(
    `SELECT 1 FROM records WHERE collection = 'customers' AND (
       regexp_replace(translate(body::text, '۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩', '01234567890123456789'), '[^0-9"]+', '', 'g') LIKE ANY($1)
       OR lower(body::text) LIKE ANY($2)) LIMIT 1`,
    [digits, addresses],
  );
  if (used) throw createError('invalid_input', { reason: 'decoy_taken' });
}

const likeLiteral = (text: string): string => text.replace(/[\\%_]/g, String.raw`\$&`);

async function readMembers(database: Queryable, organisation: Organisation): Promise<Member[]> {
  const people = await database.rows<{ id: string }>(
    "SELECT id FROM records WHERE collection = 'organisation' AND kind = 'person' AND NOT deleted ORDER BY id",
  );
  return people.flatMap(({ id }) => {
    const member = organisation.member(id);
    return member?.active ? [member] : [];
  });
}

/** Of the person's own territories, that which fewest others hold; null for who has none. */
async function quietestTerritory(
  database: Database,
  organisation: Organisation,
  person: RecordId,
): Promise<RecordId | null> {
  const [row] = await database.rows<{ body: RecordBody }>(
    "SELECT body FROM records WHERE collection = 'organisation' AND id = $1",
    [person],
  );
  const members = await readMembers(database, organisation);
  const counted = textsOf(row?.body ?? {}, 'territoryIds').map((id) => ({
    id,
    holders: members.filter((member) => !member.holdsAll && member.holds(territoryScope(id))).length,
  }));
  return counted.toSorted((one, other) => one.holders - other.holders)[0]?.id ?? null;
}

/** Leads and prospects of the place that somebody else wrote down: who is watched knows whom they wrote down themselves. */
async function readPatterns(
  database: Database,
  territory: RecordId | null,
  person: RecordId,
  otherwise: RecordId,
): Promise<DecoyPattern[]> {
  const rows = await database.rows<{ kind: string; body: RecordBody; created_by: string }>(
    `SELECT kind, body, created_by FROM records
     WHERE collection = 'customers' AND NOT deleted AND body->>'stage' IN ('lead', 'prospect')
       AND id NOT IN (SELECT customer FROM decoys)
     ORDER BY (body->>'territoryId' = $1) DESC NULLS LAST, (created_by <> $2) DESC, md5(id::text || now()::text) LIMIT 20`,
    [territory, person],
  );
  return rows.map(({ kind, body, created_by }) => ({
    kind,
    body,
    createdBy: created_by === person ? otherwise : created_by,
  }));
}

async function readNames(database: Database): Promise<Set<string>> {
  const rows = await database.rows<{ name: string }>(
    "SELECT body->>'name' AS name FROM records WHERE collection = 'customers' AND body->>'name' IS NOT NULL",
  );
  return new Set(rows.map(({ name }) => name));
}

/** Behind the highest code in use, spelled as the patterns' own; null where the pattern has none. */
async function nextCodes(
  database: Database,
  patterns: readonly DecoyPattern[],
  count: number,
): Promise<(string | null)[]> {
  const spelled = patterns.map(({ body }) => /^(.*?)(\d{1,12})$/.exec(textOf(body, 'code') ?? ''));
  const prefix = spelled.find((match) => match !== null)?.[1];
  if (prefix === undefined) return Array.from({ length: count }, () => null);
  const [highest] = await database.rows<{ most: number | null }>(
    `SELECT max(substr(body->>'code', length($1) + 1)::bigint) AS most FROM records
     WHERE collection = 'customers' AND starts_with(body->>'code', $1) AND substr(body->>'code', length($1) + 1) ~ '^[0-9]{1,12}$'`,
    [prefix],
  );
  return Array.from({ length: count }, (_, index) => {
    const match = spelled[index % spelled.length];
    return match ? `${prefix}${String((highest?.most ?? 0) + index + 1).padStart(match[2]?.length ?? 1, '0')}` : null;
  });
}
