/** Printed numbers: one paper each, for ever. Claimed before anything of a batch is applied, since a parked group's number stays used. */
import type { RecordId } from '../../../shared/base/id.ts';
import type { CollectionName } from '../../../shared/domain/record.ts';
import type { RecordOperation } from '../../../shared/sync/operation.ts';
import { noteUsed, parsePrintedNumber, parseSuffixedNumber, type UsedNumber } from '../../auth/numberBlocks.ts';
import type { Transaction } from '../../store/database.ts';
import { keyOf } from '../storedRecord.ts';
import type { ReceivedGroup } from './receive.ts';

/** Where documents carry their number. */
const NUMBER_FIELD: Partial<Record<CollectionName, string>> = {
  salesDocuments: 'number',
  contracts: 'number',
  serviceRequests: 'number',
};

export interface NumberClaims {
  /** Why the operation may not have the number it brings; null when it brings none or may. */
  refusalOf(
    item: ReceivedGroup,
    operation: RecordOperation,
  ): { reason: 'number_duplicate' | 'invalid'; number: string } | null;
  /** For a paper whose number another has: the number with a suffix that is kept for it from now on, whatever comes. */
  suffixedFor(operation: RecordOperation): string | null;
}

/** A device is cloned once or twice, not more often. */
const COPIES_MAXIMUM = 20;

interface Claim extends UsedNumber {
  readonly number: string;
  readonly key: string;
  readonly hash: string;
  readonly device: RecordId;
}

export async function claimNumbers(transaction: Transaction, groups: readonly ReceivedGroup[]): Promise<NumberClaims> {
  const claims = groups.flatMap(({ hash, group }) =>
    group.operations.flatMap((operation): Claim[] => {
      const number = numberBroughtBy(operation);
      const parsed = number === null ? null : parseNumber(number);
      return number !== null && parsed
        ? [{ ...parsed, number, key: keyOf(operation), hash, device: group.device }]
        : [];
    }),
  );
  if (claims.length === 0) return { refusalOf: () => null, suffixedFor: () => null };

  const deviceByCode = await readCodes(transaction, claims);
  // A number of another device's code is not claimed: nobody can use up somebody else's block. Of the rest the first has it.
  const own = new Map<string, Claim>();
  for (const claim of claims)
    if ((deviceByCode.get(claim.code) ?? claim.device) === claim.device && !own.has(claim.number))
      own.set(claim.number, claim);
  await writeClaims(transaction, [...own.values()]);
  await noteUsed(
    transaction,
    [...own.values()].filter(({ number }) => !parseSuffixedNumber(number)),
  );
  const ownerByNumber = await readOwners(
    transaction,
    claims.map(({ number }) => number),
  );
  const doubled = claims.filter(
    (claim) =>
      (deviceByCode.get(claim.code) ?? claim.device) === claim.device && ownerByNumber.get(claim.number) !== claim.key,
  );
  const suffixedByClaim = await reserveSuffixed(transaction, doubled);

  return {
    refusalOf(item, operation) {
      const number = numberBroughtBy(operation);
      const parsed = number === null ? null : parseNumber(number);
      if (number === null || !parsed) return null;
      const owner = ownerByNumber.get(number);
      // Whoever puts a document's own number back into it (the clash over its confirmation was taken back) uses up nothing.
      if (owner === keyOf(operation)) return null;
      if ((deviceByCode.get(parsed.code) ?? item.group.device) !== item.group.device)
        return { reason: 'invalid', number };
      return { reason: 'number_duplicate', number };
    },
    suffixedFor(operation) {
      const number = numberBroughtBy(operation);
      return number === null ? null : (suffixedByClaim.get(claimName(number, keyOf(operation))) ?? null);
    },
  };
}

/** With or without a suffix: it is of the block of the number that is printed. */
const parseNumber = (text: string): UsedNumber | null => parsePrintedNumber(parseSuffixedNumber(text)?.printed ?? text);

const claimName = (number: string, key: string): string => `${number} ${key}`;

/** The lowest suffix that is free, or this record's already. The lock on the device's row keeps others of its numbers away. */
async function reserveSuffixed(transaction: Transaction, doubled: readonly Claim[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  if (doubled.length === 0) return found;
  const candidatesOf = ({ number }: Claim): string[] => {
    const printed = parseSuffixedNumber(number)?.printed ?? number;
    return Array.from({ length: COPIES_MAXIMUM - 1 }, (_, index) => `${printed}/${index + 2}`);
  };
  const ownerByNumber = await readOwners(transaction, doubled.flatMap(candidatesOf));
  const reserved: Claim[] = [];
  for (const claim of doubled) {
    const candidates = candidatesOf(claim);
    const number =
      candidates.find((candidate) => ownerByNumber.get(candidate) === claim.key) ??
      candidates.find((candidate) => !ownerByNumber.has(candidate));
    if (number === undefined) continue;
    if (!ownerByNumber.has(number)) reserved.push({ ...claim, number });
    ownerByNumber.set(number, claim.key);
    found.set(claimName(claim.number, claim.key), number);
  }
  await writeClaims(transaction, reserved);
  return found;
}

/** Does any of these bring the number of a paper? */
export const bringNumbers = (groups: readonly ReceivedGroup[]): boolean =>
  groups.some(({ group }) => group.operations.some((operation) => numberBroughtBy(operation) !== null));

/** The printed number that an operation writes into its record. */
function numberBroughtBy(operation: RecordOperation): string | null {
  const field = NUMBER_FIELD[operation.collection];
  if (field === undefined || operation.act === 'delete') return null;
  const change = operation.act === 'patch' ? operation.changes.findLast(({ path }) => path === field) : null;
  const value = operation.act === 'create' ? operation.body[field] : change?.do === 'set' ? change.value : null;
  return typeof value === 'string' ? value : null;
}

async function readCodes(transaction: Transaction, claims: readonly Claim[]): Promise<Map<string, string>> {
  const codes = [...new Set(claims.map(({ code }) => code))];
  const rows = await transaction.rows<{ code: string; id: string }>(
    'SELECT code, id FROM devices WHERE code = ANY($1)',
    [codes],
  );
  return new Map(rows.map(({ code, id }) => [code, id]));
}

/** Whoever was first keeps it. */
async function writeClaims(transaction: Transaction, claims: readonly Claim[]): Promise<void> {
  if (claims.length === 0) return;
  const references = claims.map(({ key }) => key.split('/'));
  await transaction.rows(
    `INSERT INTO printed_numbers (number, collection, record_id, group_hash)
     SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[], $4::text[]) AS t(number, collection, record_id, group_hash) ORDER BY number
     ON CONFLICT DO NOTHING`,
    [
      claims.map(({ number }) => number),
      references.map(([collection]) => collection),
      references.map(([, id]) => id),
      claims.map(({ hash }) => hash),
    ],
  );
}

/** Keyed by number: the key of the record that has it. */
async function readOwners(transaction: Transaction, numbers: readonly string[]): Promise<Map<string, string>> {
  const rows = await transaction.rows<{ number: string; collection: string; record_id: string }>(
    'SELECT number, collection, record_id FROM printed_numbers WHERE number = ANY($1)',
    [numbers],
  );
  return new Map(rows.map(({ number, collection, record_id }) => [number, `${collection}/${record_id}`]));
}
