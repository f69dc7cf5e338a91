import { describe, expect, it } from 'vitest';
import { passphraseStrength } from './passphraseStrength.ts';

describe('strength of a passphrase', () => {
  it('wants eight characters, counted as people see them', () => {
    expect(passphraseStrength('abc')).toBe('tooShort');
    expect(passphraseStrength('باران۱۲')).toBe('tooShort');
  });

  it.each(['password', '12345678', '۱۲۳۴۵۶۷۸۹', 'aaaaaaaaaaaa', 'abcdefgh', 'qwertyui', '09121234567', 'سلامسلام'])(
    'finds %s weak',
    (text) => {
      expect(passphraseStrength(text)).toBe('weak');
    },
  );

  it.each(['باران روی بام', 'correct horse', 'Tr0ub4dor&3x'])('finds %s at least fair', (text) => {
    expect(['fair', 'strong']).toContain(passphraseStrength(text));
  });

  it.each(['باران روی بام کاهگلی', 'four quiet words together', 'چای تازه، صبح شنبه'])('finds %s strong', (text) => {
    expect(passphraseStrength(text)).toBe('strong');
  });
});
