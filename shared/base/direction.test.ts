import { describe, expect, it } from 'vitest';
import { isolateLeftToRight, isolateName, removeDirectionMarks } from './direction.ts';

describe('text of two directions', () => {
  it('keeps a code, and a name, apart from what stands around them', () => {
    expect(`«${isolateLeftToRight('ORD-T01-7')}»`).toBe('«\u2066ORD-T01-7\u2069»');
    expect(`${isolateName('کنترل سه‌سطحی')}: 900 promised`).toBe('\u2068کنترل سه‌سطحی\u2069: 900 promised');
  });

  it('takes no marks from what it wraps, which could leave the wrapping, and wraps nothing that is empty', () => {
    expect(isolateName('الف\u2069\u202eب')).toBe('\u2068الفب\u2069');
    expect(isolateLeftToRight('1\u20692')).toBe('\u206612\u2069');
    expect(isolateName('') + isolateLeftToRight('')).toBe('');
    expect(removeDirectionMarks('نیم\u200cفاصله\u200f')).toBe('نیم\u200cفاصله');
  });
});
