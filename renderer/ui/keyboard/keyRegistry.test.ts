import { describe, expect, it } from 'vitest';
import { createKeyRegistry, goesOn, matchesKeys } from './keyRegistry.ts';

const press = (overrides: Partial<Parameters<typeof matchesKeys>[1]>) => ({
  key: '',
  code: '',
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...overrides,
});

describe('matching keys', () => {
  it('finds a letter by its place, also on the Persian layout', () => {
    expect(matchesKeys({ keys: ['Mod', 'K'] }, press({ key: 'ن', code: 'KeyK', ctrlKey: true }))).toBe(true);
    expect(matchesKeys({ keys: ['N'] }, press({ key: 'د', code: 'KeyN' }))).toBe(true);
    expect(matchesKeys({ keys: ['?'] }, press({ key: '؟', code: 'Slash', shiftKey: true }))).toBe(true);
    expect(matchesKeys({ keys: ['5'] }, press({ key: '۵', code: 'Digit5' }))).toBe(true);
    expect(matchesKeys({ keys: ['5'] }, press({ key: '5', code: 'Numpad5' }))).toBe(true);
  });

  it('wants exactly the keys beside it', () => {
    expect(matchesKeys({ keys: ['N'] }, press({ code: 'KeyN', ctrlKey: true }))).toBe(false);
    expect(matchesKeys({ keys: ['Mod', 'S'] }, press({ code: 'KeyS' }))).toBe(false);
    expect(matchesKeys({ keys: ['/'] }, press({ key: '?', code: 'Slash', shiftKey: true }))).toBe(false);
    expect(matchesKeys({ keys: ['Mod', 'Enter'] }, press({ key: 'Enter', metaKey: true }))).toBe(true);
  });
});

describe('a key that is held down', () => {
  it('goes on moving, and does nothing else again', () => {
    for (const keys of [['ArrowDown'], ['Alt', 'ArrowUp'], ['PageDown']]) expect(goesOn({ keys })).toBe(true);
    for (const keys of [['M'], ['Mod', 'Enter'], ['Mod', 'S'], ['Escape'], ['P']]) expect(goesOn({ keys })).toBe(false);
  });
});

describe('the registry', () => {
  it('lets the newest binding win and the older one back when it goes', () => {
    const registry = createKeyRegistry();
    const page = { keys: ['Escape'], label: 'page' };
    const detail = { keys: ['Escape'], label: 'detail' };
    registry.add([page]);
    const remove = registry.add([detail]);
    expect(registry.find(() => true)?.label).toBe('detail');
    remove();
    expect(registry.find(() => true)?.label).toBe('page');
  });

  it('prefers a key of the page to one that holds everywhere, whichever came first', () => {
    const registry = createKeyRegistry();
    registry.add([{ keys: ['Escape'], label: 'page' }]);
    registry.add([{ keys: ['Escape'], label: 'frame', everywhere: true }]);
    expect(registry.find(() => true)?.label).toBe('page');
  });

  it('finds only the keys of the dialog that lies uppermost, and those of the page when it is closed', () => {
    const registry = createKeyRegistry();
    registry.add([{ keys: ['Mod', 'Enter'], label: 'apply', inFields: true }]);
    registry.add([{ keys: ['Mod', 'K'], label: 'palette', everywhere: true }]);
    const [lower, upper] = [{ name: 'dialog' } as const, { name: 'dialog' } as const];
    registry.add([{ keys: ['Mod', 'S'], label: 'save' }], lower);
    const closeLower = registry.openDialog(lower);
    const labels = (): string[] => {
      const seen: string[] = [];
      registry.find(({ label }) => {
        seen.push(label);
        return false;
      });
      return [...new Set(seen)].toSorted();
    };
    expect(labels()).toEqual(['save']);
    const closeUpper = registry.openDialog(upper);
    expect(labels()).toEqual([]);
    closeUpper();
    expect(labels()).toEqual(['save']);
    closeLower();
    expect(labels()).toEqual(['apply', 'palette']);
  });
});
