/** Two customers that are alike and not the same: said by a person, of what they had in common on that day. Pure. */
import { elementsOf, textOf, textsOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';

interface Side {
  readonly id: string;
  readonly body: RecordBody;
}

/** Match keys that somebody has looked at and found to say nothing of these two. */
export function keysToldApart(one: Side, other: Side): ReadonlySet<string> {
  const said = (holder: RecordBody, id: string): string[] =>
    elementsOf(holder, 'toldApart').flatMap((element) =>
      textOf(element, 'customerId') === id ? textsOf(element, 'keys') : [],
    );
  return new Set([...said(one.body, other.id), ...said(other.body, one.id)]);
}
