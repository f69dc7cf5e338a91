/**
 * The chain of an audit log: every entry names the hash of the one before it, and its own hash is over all that it says. The server has one, and every
 * device its own. Who changes, removes or inserts an entry would have to write all later ones anew.
 */
import { sha256Hex } from '../../base/bytes.ts';
import { canonicalJson } from '../../base/canonicalJson.ts';
import type { Instant } from '../../base/clock.ts';
import type { RecordId } from '../../base/id.ts';
import type { AuditFacts } from './actions.ts';

export interface AuditContent {
  /** 1, 2, 3… without gaps. */
  readonly seq: number;
  readonly at: Instant;
  /** Who did it; null for what nobody known did. */
  readonly person: RecordId | null;
  /** With which device; in a device's own chain always that device. */
  readonly device: RecordId | null;
  /** An `AuditAction`, or one of a newer version. */
  readonly action: string;
  /** About what: the id of a device, a person, a record, the hash of a group. */
  readonly subject: string | null;
  readonly facts: AuditFacts;
  /** The hash of the entry before; '' for the first. */
  readonly previous: string;
}

export interface AuditEntry extends AuditContent {
  /** Lower-case hexadecimal. */
  readonly hash: string;
}

/** The last entry of a chain, or of what was read of it. */
export interface ChainEnd {
  readonly seq: number;
  readonly hash: string;
}

export const EMPTY_CHAIN: ChainEnd = { seq: 0, hash: '' };

/** `missing`: entries before it are gone. `unlinked`: it names another one as the one before it. `altered`: it does not say what was hashed. */
export type ChainFault = 'missing' | 'unlinked' | 'altered';

/** The bytes that are hashed and, of a device's entry, signed: canonical JSON of the content alone. */
export const textOfEntry = ({ seq, at, person, device, action, subject, facts, previous }: AuditContent): string =>
  canonicalJson({ seq, at, person, device, action, subject, facts, previous });

/** @throws PeyvandError `invalid_input` for facts that are no JSON. */
export const sealEntry = (content: AuditContent): AuditEntry => ({
  ...content,
  hash: sha256Hex(textOfEntry(content)),
});

/** What is wrong with an entry that should stand behind `end`; null when nothing is. */
export function faultBehind(end: ChainEnd, entry: AuditEntry): ChainFault | null {
  if (entry.seq !== end.seq + 1) return 'missing';
  if (entry.previous !== end.hash) return 'unlinked';
  return sha256Hex(textOfEntry(entry)) === entry.hash ? null : 'altered';
}

/** What a device signs of an entry. The words in front keep it apart from everything else that the same key signs. */
export const auditTextToSign = (hash: string): string => `peyvand audit entry 1\n${hash}`;
