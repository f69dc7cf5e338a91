/**
 * Customers of whom a text is the whole national id, economic code or e-mail address, however it is spelled: what no word index finds in one piece. Looked
 * up by equality among the match keys, as twins are. A key says nothing of the field that it was made of, so that each hit is looked at again without
 * the fields that the person's role does not see: nobody learns by searching whose number it is.
 */
import type { RecordId } from '../../../../shared/base/id.ts';
import { emailKey, idKey, matchKeysOf } from '../../../../shared/domain/customers/matchKeys.ts';
import { hiddenFields } from '../../../../shared/domain/permissions.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import type { Work } from '../procedures.ts';
import { standingOf } from './family.ts';

/** An address that half the company shares (the chain's own, say) finds a few of them. */
const FOUND_MOST = 20;

/** Of merged customers the one that stands for them. Nothing where the text is no such number or address, or nobody's. */
export function customersByKey(work: Work, text: string): RecordId[] {
  const keys = [idKey(text), emailKey(text)].filter((key) => key !== null);
  if (keys.length === 0) return [];
  const hidden = hiddenFields(work.person().role, 'customers');
  const bearers = work.store.read
    .all<{ id: RecordId; body: string }>(bearersQuery, { keys: JSON.stringify(keys), most: FOUND_MOST })
    .filter(({ body }) => {
      const seen = Object.entries(JSON.parse(body) as RecordBody).filter(([field]) => !hidden.includes(field));
      return matchKeysOf(Object.fromEntries(seen)).some((key) => keys.includes(key));
    })
    .map(({ id }) => id);
  const standing = standingOf(work, bearers);
  return [...new Set(bearers.map((id) => standing.get(id) ?? id))];
}

export const bearersQuery = `
  SELECT c.id, c.body FROM json_each(:keys) asked
  CROSS JOIN customer_match_keys k ON k.key = asked.value CROSS JOIN customers c ON c.id = k.customer_id
  WHERE c.deleted = 0 LIMIT :most`;
