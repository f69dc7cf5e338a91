import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinPath, splitPath } from './leafPath.ts';

const anySegment = fc
  .string({ minLength: 1, unit: fc.constantFrom('a', '~', '/', '0', '1', 'ی', '') })
  .filter((text) => text !== '');
const anySegments = fc.array(anySegment, { minLength: 1 });

describe('leaf paths', () => {
  it('give back their segments, whatever is in them', () => {
    fc.assert(
      fc.property(anySegments, (segments) => {
        expect(splitPath(joinPath(...segments))).toEqual(segments);
      }),
    );
  });

  it('differ where the segments differ', () => {
    fc.assert(
      fc.property(anySegments, anySegments, (left, right) => {
        expect(joinPath(...left) === joinPath(...right)).toBe(JSON.stringify(left) === JSON.stringify(right));
      }),
    );
  });

  it('escape as RFC 6901 does', () => {
    expect(joinPath('lines', 'a/b', 'm~n')).toBe('lines/a~1b/m~0n');
    expect(joinPath('~1')).toBe('~01');
    expect(splitPath('~01')).toEqual(['~1']);
  });

  it.each(['', '/a', 'a/', 'a//b', 'a~', '~2', 'a/~/b'])('refuse %j', (path) => {
    expect(() => splitPath(path)).toThrow('invalid_input');
  });

  it('need at least one segment, and none empty', () => {
    expect(() => joinPath()).toThrow('invalid_input');
    expect(() => joinPath('a', '')).toThrow('invalid_input');
  });
});
