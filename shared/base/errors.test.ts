import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createError, ERROR_CODES, errorFromWire, errorToWire, isPeyvandError, type ErrorFact } from './errors.ts';
import { fail, ok } from './result.ts';

const anyFact: fc.Arbitrary<ErrorFact> = fc.oneof(
  fc.string(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Object.is(number, -0)),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.string()),
);

describe('the error family', () => {
  it('survives a JSON wire with its code and facts', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ERROR_CODES), fc.dictionary(fc.string(), anyFact), (code, facts) => {
        const wire: unknown = JSON.parse(JSON.stringify(errorToWire(createError(code, facts))));
        const received = errorFromWire(wire);
        expect(received.code).toBe(code);
        expect({ ...received.facts }).toEqual({ ...facts });
      }),
    );
  });

  it('never says anything about what is not of the family', () => {
    const secret = new Error('SELECT password FROM person');
    expect(errorToWire(secret)).toEqual({ code: 'internal', facts: {} });
    expect(errorToWire('a thrown text')).toEqual({ code: 'internal', facts: {} });
    expect(JSON.stringify(errorToWire(createError('locked', {}, secret)))).not.toContain('password');
  });

  it('has the code alone as its message, and keeps the cause on this side', () => {
    const cause = new Error('ENOSPC');
    const error = createError('disk_full', { file: 'علی.db' }, cause);
    expect(error.message).toBe('disk_full');
    expect(error.cause).toBe(cause);
    expect('cause' in createError('locked')).toBe(false);
  });

  it('turns anything malformed into internal, without throwing', () => {
    fc.assert(
      fc.property(fc.anything(), (wire) => {
        expect(isPeyvandError(errorFromWire(wire))).toBe(true);
      }),
    );
    expect(errorFromWire({ code: 'internal2', facts: {} }).code).toBe('internal');
  });

  it('keeps the name of a code that only a newer peer knows', () => {
    const received = errorFromWire({ code: 'quota_exceeded', facts: { limit: 5 } });
    expect(received.code).toBe('internal');
    expect({ ...received.facts }).toEqual({ limit: 5, unknownCode: 'quota_exceeded' });
    expect({ ...errorFromWire({ code: '<b>x</b>', facts: {} }).facts }).toEqual({});
  });

  it('drops facts that are no facts, and only those', () => {
    const facts = { field: 'name', nested: { a: 1 }, list: ['a', 1], count: Number.NaN, names: ['a', 'b'] };
    expect({ ...errorFromWire({ code: 'not_found', facts }).facts }).toEqual({ field: 'name', names: ['a', 'b'] });
  });

  it('does not let facts change afterwards', () => {
    const facts = { field: 'name' };
    const error = createError('invalid_input', facts);
    facts.field = 'other';
    expect(error.facts['field']).toBe('name');
    expect(Object.isFrozen(error.facts)).toBe(true);
  });

  it('lists each code once', () => {
    expect(new Set(ERROR_CODES).size).toBe(ERROR_CODES.length);
  });
});

describe('results', () => {
  it('are told apart by ok', () => {
    expect(ok(5)).toEqual({ ok: true, value: 5 });
    expect(fail('reason')).toEqual({ ok: false, error: 'reason' });
  });
});
