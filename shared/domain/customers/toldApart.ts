/** Two customers that are alike and not the same: said by a person, of what they had in common on that day. Pure. */
import { textsOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';

interface Side {
  readonly id: string;
  readonly body: RecordBody;
}

/** What stands in `toldApart` of one of the two: the other one, and what they have in common. Said by two people apart it is the same. */
export const apartMark = (otherId: string, key: string): string => `${otherId} ${key}`;

/** All that a customer says of another one. */
export const marksAbout = (body: RecordBody, otherId: string): string[] =>
  textsOf(body, 'toldApart').filter((mark) => mark.startsWith(apartMark(otherId, '')));

/** Has somebody looked at the key that these two share, and found that it says nothing? */
export const isToldApart = (one: Side, other: Side, key: string): boolean =>
  textsOf(one.body, 'toldApart').includes(apartMark(other.id, key)) ||
  textsOf(other.body, 'toldApart').includes(apartMark(one.id, key));
