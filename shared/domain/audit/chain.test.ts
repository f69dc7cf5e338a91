import { describe, expect, it } from 'vitest';
import { deterministicId } from '../../base/id.ts';
import { EMPTY_CHAIN, faultBehind, sealEntry, type AuditEntry, type ChainEnd } from './chain.ts';

const chainOf = (length: number): AuditEntry[] => {
  const entries: AuditEntry[] = [];
  for (let seq = 1; seq <= length; seq += 1)
    entries.push(
      sealEntry({
        seq,
        at: `2026-11-22T08:00:0${seq}.000Z`,
        person: deterministicId('test', 'ali'),
        device: null,
        action: 'unlock.failed',
        subject: null,
        facts: { attempt: seq, names: ['علی', 'a'] },
        previous: entries.at(-1)?.hash ?? '',
      }),
    );
  return entries;
};

const firstFault = (entries: readonly AuditEntry[]): string | null => {
  let end: ChainEnd = EMPTY_CHAIN;
  for (const entry of entries) {
    const fault = faultBehind(end, entry);
    if (fault) return `${entry.seq} ${fault}`;
    end = entry;
  }
  return null;
};

describe('a chain of entries', () => {
  const entries = chainOf(4);

  it('SEC-61: holds as it was written', () => {
    expect(firstFault(entries)).toBeNull();
  });

  it('SEC-61: shows an entry that was altered, whatever of it', () => {
    const other: Partial<AuditEntry>[] = [
      { at: '2026-11-22T09:00:00.000Z' },
      { person: null },
      { device: deterministicId('test', 'laptop') },
      { action: 'session.signedIn' },
      { subject: 'x' },
      { facts: { attempt: 3, names: ['علی'] } },
    ];
    for (const change of other)
      expect(firstFault(entries.map((entry) => (entry.seq === 3 ? { ...entry, ...change } : entry)))).toBe('3 altered');
  });

  it('SEC-61: shows an entry that is gone, one that was put in, and one that was hashed anew', () => {
    expect(firstFault(entries.toSpliced(1, 1))).toBe('3 missing');
    expect(firstFault(entries.toSpliced(2, 1, sealEntry({ ...entries[2]!, subject: 'x' })))).toBe('4 unlinked');
    expect(firstFault([...entries.slice(0, 2), ...entries.slice(1)])).toBe('2 missing');
  });
});
