import { verifyIranianLegalId, verifyIranianNationalId } from '@persian-tools/persian-tools';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  economicCodeProblem,
  identifierDigits,
  isCompanyId,
  isFromAbroad,
  isPersonId,
  nationalIdProblem,
} from './identifiers.ts';

const digits = (length: number): fc.Arbitrary<string> =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((all) => all.join(''));

describe('a national id', () => {
  it.each(['0067749828', '0499370899'])('of a person: %s', (id) => expect(isPersonId(id)).toBe(true));
  it.each(['0067749829', '1111111111', '006774982', '00677498280'])('of nobody: %s', (id) =>
    expect(isPersonId(id)).toBe(false),
  );
  it('of a company', () => {
    expect(isCompanyId('10380284790')).toBe(true);
    expect(isCompanyId('10380285692')).toBe(false);
  });

  it('is judged as the library judges it', () => {
    fc.assert(
      fc.property(digits(9), (first) => {
        for (let check = 0; check < 10; check += 1)
          expect(isPersonId(`${first}${check}`)).toBe(
            verifyIranianNationalId(`${first}${check}`, { checkPrefix: false }),
          );
      }),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(digits(10), (first) => {
        for (let check = 0; check < 10; check += 1)
          expect(isCompanyId(`${first}${check}`)).toBe(verifyIranianLegalId(`${first}${check}`) === true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a warning', () => {
  it('says what is wrong with the id of a person, a company, a dealer who may be either', () => {
    expect(nationalIdProblem('person', '۰۰۶۷۷۴۹۸۲۸')).toBeNull();
    expect(nationalIdProblem('person', '006-774982-8')).toBeNull();
    expect(nationalIdProblem('person', '10380284790')).toBe('personLength');
    expect(nationalIdProblem('company', '0067749828')).toBe('companyLength');
    expect(nationalIdProblem('company', '10380284791')).toBe('check');
    expect(nationalIdProblem('dealer', '10380284790')).toBeNull();
    expect(nationalIdProblem('dealer', '0067749828')).toBeNull();
    expect(nationalIdProblem('dealer', '123')).toBe('eitherLength');
  });

  it('says nothing of what is of another country, or of nothing', () => {
    expect(nationalIdProblem('company', 'HRB 12345')).toBeNull();
    expect(nationalIdProblem('person', '')).toBeNull();
    expect(economicCodeProblem('DE123456789')).toBeNull();
  });

  it('of an economic code goes by its length, and by the check where it is a company’s id', () => {
    expect(economicCodeProblem('10380284790')).toBeNull();
    expect(economicCodeProblem('۴۱۱۳۴۵۶۷۸۹۰۱')).toBeNull();
    expect(economicCodeProblem('00677498280001')).toBeNull();
    expect(economicCodeProblem('10380284791')).toBe('check');
    expect(economicCodeProblem('411')).toBe('economicLength');
  });
});

it('digits are read through what people put between them', () => {
  expect(identifierDigits('۱۰ ۳۸۰-۲۸۴۷۹۰')).toBe('10380284790');
  expect(identifierDigits('AB12')).toBeNull();
  expect(identifierDigits('')).toBeNull();
});

it('a customer is from abroad when no address says otherwise', () => {
  const at = (...countries: (string | undefined)[]) => ({
    addresses: countries.map((country, index) => ({ id: String(index), order: 'a', ...(country ? { country } : {}) })),
  });
  expect(isFromAbroad(at('آلمان'))).toBe(true);
  expect(isFromAbroad(at('Germany', 'Iran'))).toBe(false);
  expect(isFromAbroad(at(undefined))).toBe(false);
  expect(isFromAbroad({})).toBe(false);
});
