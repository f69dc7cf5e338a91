/**
 * The device's own audit log: what was done here that somebody may ask about, also without a line. Entries are chained and signed with the device's key,
 * lie in the encrypted store beside its drafts (and so survive its salvage), and are kept until the server has confirmed them.
 *
 * Who holds the device and its passphrase can leave out what is written last and never delivered; what they cannot do is change, drop or put in
 * anything before it: a disk that was put back to an earlier day writes a second entry of one number, and the server has both.
 */
import { instantFromMilliseconds, type Clock } from '../../../shared/base/clock.ts';
import { createError, isPeyvandError } from '../../../shared/base/errors.ts';
import type { DeviceCallInputs, DeviceCallReplies } from '../../../shared/contract/server.ts';
import { AUDIT_CONTENT_MAXIMUM, AUDIT_DELIVERY_MAXIMUM } from '../../../shared/contract/administration.ts';
import type { AuditAction, AuditFacts } from '../../../shared/domain/audit/actions.ts';
import {
  auditTextToSign,
  EMPTY_CHAIN,
  faultBehind,
  sealEntry,
  textOfEntry,
  type AuditEntry,
  type ChainFault,
} from '../../../shared/domain/audit/chain.ts';
import type { CoreLog } from '../coreOptions.ts';
import type { GroupSigner, RecordStore } from '../store/types.ts';

export interface DeviceAudit {
  /**
   * Adds an entry; it is on the disk when this returns (while a checkpoint is taken over: with that). For rare acts alone, and before they are done: what
   * cannot be noted does not happen then.
   * @param facts names and figures, never a passphrase, never whole records.
   * @param subject about what: an id.
   * @throws PeyvandError `message_too_large` beyond 8,000 characters in all.
   */
  write(action: AuditAction, facts?: AuditFacts, subject?: string | null): void;
  /**
   * As {@link write}, of what is done already: a failure to note it (a full disk) must not look like a failure of the act.
   * @returns whether it was noted; what was not is in the log.
   */
  note(action: AuditAction, facts?: AuditFacts, subject?: string | null): boolean;
  /** What the server has not confirmed, oldest first. */
  unconfirmed(): readonly AuditEntry[];
  /** What is wrong with the entries kept here, null when nothing is. */
  verify(): { readonly seq: number; readonly fault: ChainFault } | null;
  /** Hands in what is not confirmed. @returns how many entries. @throws PeyvandError as the call does. */
  deliver(): Promise<number>;
}

export interface DeviceAuditOptions {
  readonly store: Pick<RecordStore, 'identity' | 'getLocal' | 'listLocal' | 'putLocal'>;
  readonly signer: GroupSigner;
  readonly clock: Clock;
  readonly deliver: (input: DeviceCallInputs['deliverAudit']) => Promise<DeviceCallReplies['deliverAudit']>;
  readonly log: CoreLog;
}

const AREA = 'audit';
const CONFIRMED_AREA = 'audit.confirmed';

interface KeptEntry extends AuditEntry {
  readonly signature: string;
}

export function createDeviceAudit({ store, signer, clock, deliver, log }: DeviceAuditOptions): DeviceAudit {
  /** By identity: a new one begins a chain of its own, and what an earlier one noted is still to be handed in. */
  const chains = (): Map<string, KeptEntry[]> =>
    Map.groupBy(
      store.listLocal(AREA).map(({ value }) => value as KeptEntry),
      ({ device }) => device ?? '',
    );
  /** Of the identity that the device has now. The last entry always stays: the next one names it. */
  const kept = (): KeptEntry[] => chains().get(store.identity.device) ?? [];
  const confirmedThrough = (device: string): number => {
    const value = store.getLocal(CONFIRMED_AREA, device);
    return typeof value === 'number' ? value : 0;
  };

  function confirm(device: string, through: number): void {
    store.putLocal(CONFIRMED_AREA, device, through);
    const done = (chains().get(device) ?? []).filter(({ seq }) => seq <= through);
    for (const { seq } of done.slice(0, -1)) store.putLocal(AREA, keyOf(device, seq), null);
  }

  function write(action: AuditAction, facts: AuditFacts = {}, subject: string | null = null): void {
    const { device, person } = store.identity;
    const { seq, hash } = kept().at(-1) ?? EMPTY_CHAIN;
    const entry = sealEntry({
      seq: seq + 1,
      at: instantFromMilliseconds(clock.now()),
      person,
      device,
      action,
      subject,
      facts,
      previous: hash,
    });
    if (textOfEntry(entry).length > AUDIT_CONTENT_MAXIMUM)
      throw createError('message_too_large', { maximum: AUDIT_CONTENT_MAXIMUM });
    const signed: KeptEntry = { ...entry, signature: signer.sign(auditTextToSign(entry.hash)) };
    store.putLocal(AREA, keyOf(device, signed.seq), signed);
  }

  return {
    write,

    note(action, facts, subject) {
      try {
        write(action, facts, subject);
        return true;
      } catch (error) {
        log('audit.not_noted', { action, error: isPeyvandError(error) ? error.code : String(error) });
        return false;
      }
    },

    unconfirmed: () =>
      [...chains()].flatMap(([device, own]) => own.filter(({ seq }) => seq > confirmedThrough(device))),

    verify() {
      const [first, ...rest] = kept();
      if (!first) return null;
      // What came before the first was confirmed and is the server's to judge.
      let end = { seq: first.seq - 1, hash: first.previous };
      for (const entry of [first, ...rest]) {
        const fault = faultBehind(end, entry);
        if (fault) return { seq: entry.seq, fault };
        end = entry;
      }
      return null;
    },

    async deliver() {
      let delivered = 0;
      const failures: unknown[] = [];
      for (const device of chains().keys()) {
        try {
          delivered += await deliverChain(device);
        } catch (error) {
          // What the server does not take of an earlier chain keeps no later one from it.
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
      return delivered;
    },
  };

  async function deliverChain(device: string): Promise<number> {
    let delivered = 0;
    for (;;) {
      const through = confirmedThrough(device);
      const next = (chains().get(device) ?? []).filter(({ seq }) => seq > through).slice(0, AUDIT_DELIVERY_MAXIMUM);
      if (next.length === 0) return delivered;
      const entries = next.map((entry) => ({ content: textOfEntry(entry), signature: entry.signature }));
      const reply = await deliver({ entries });
      // A server that confirms nothing of what it was given would be asked without end.
      if (reply.through <= through) return delivered;
      confirm(device, reply.through);
      delivered += next.length;
    }
  }
}

/** Text order is the order of the chain. */
const keyOf = (device: string, seq: number): string => `${device}/${String(seq).padStart(9, '0')}`;
