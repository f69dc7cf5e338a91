/**
 * Numbers that the state gives: a person's national id, a company's, the economic code. They are checked to warn of a slip of the pen and never
 * to refuse: a customer from abroad has others, and people write down what stands on the paper before them.
 */
import { digitsToLatin } from '../../base/digits.ts';
import { textOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';

type NationalIdProblem = 'personLength' | 'companyLength' | 'eitherLength' | 'check';
type EconomicCodeProblem = 'economicLength' | 'check';

const PERSON_DIGITS = 10;
const COMPANY_DIGITS = 11;
/** Before 1400 the economic code had twelve digits; since then a company's is its national id, a person's has fourteen. */
const ECONOMIC_DIGITS: ReadonlySet<number> = new Set([COMPANY_DIGITS, 12, 14]);

/** Without what people put between digits; null where there is a letter in it: it is not one of ours. */
export function identifierDigits(text: string): string | null {
  const bare = digitsToLatin(text).replace(/[\s\-./\u200c\u200e\u200f]/g, '');
  return /^\d+$/.test(bare) ? bare : null;
}

/** null: nothing to say, which is also said of what is of another country, or empty. */
export function nationalIdProblem(kind: string, text: string): NationalIdProblem | null {
  const digits = identifierDigits(text);
  if (digits === null) return null;
  const lengths =
    kind === 'person' ? [PERSON_DIGITS] : kind === 'company' ? [COMPANY_DIGITS] : [PERSON_DIGITS, COMPANY_DIGITS];
  if (!lengths.includes(digits.length))
    return kind === 'person' ? 'personLength' : kind === 'company' ? 'companyLength' : 'eitherLength';
  const isRight = digits.length === PERSON_DIGITS ? isPersonId(digits) : isCompanyId(digits);
  return isRight ? null : 'check';
}

export function economicCodeProblem(text: string): EconomicCodeProblem | null {
  const digits = identifierDigits(text);
  if (digits === null) return null;
  if (!ECONOMIC_DIGITS.has(digits.length)) return 'economicLength';
  return digits.length !== COMPANY_DIGITS || isCompanyId(digits) ? null : 'check';
}

/** A customer whose main address, or whose only addresses, are abroad is not held against the rules of this country. */
export function isFromAbroad(body: RecordBody): boolean {
  const addresses = Array.isArray(body['addresses']) ? body['addresses'] : [];
  const countries = addresses
    .map((address) =>
      typeof address === 'object' && address !== null ? textOf(address as RecordBody, 'country') : null,
    )
    .filter((country) => country !== null);
  return countries.length > 0 && countries.every((country) => !HOME.test(country.trim()));
}

const HOME = /^(?:ایران|iran|ir|islamic republic of iran|جمهوری اسلامی ایران)$/iu;

/** Ten digits, the last of which is the check: the others weighed 10 to 2, modulo 11. Ten times the same digit fits the sum and is nobody's. */
export function isPersonId(digits: string): boolean {
  if (!/^\d{10}$/.test(digits) || /^(\d)\1{9}$/.test(digits)) return false;
  const sum = Array.from(digits.slice(0, -1)).reduce((total, digit, index) => total + Number(digit) * (10 - index), 0);
  const rest = sum % 11;
  return Number(digits.at(-1)) === (rest < 2 ? rest : 11 - rest);
}

const COMPANY_WEIGHTS = [29, 27, 23, 19, 17, 29, 27, 23, 19, 17];

/** Eleven digits, the last of which is the check: the others raised by the tenth plus two, weighed, modulo 11. */
export function isCompanyId(digits: string): boolean {
  if (!/^\d{11}$/.test(digits) || /^(\d)\1{10}$/.test(digits)) return false;
  const raise = Number(digits[9]) + 2;
  const sum = Array.from(digits.slice(0, -1)).reduce(
    (total, digit, index) => total + (Number(digit) + raise) * (COMPANY_WEIGHTS[index] ?? 0),
    0,
  );
  const rest = sum % 11;
  return Number(digits.at(-1)) === (rest === 10 ? 0 : rest);
}
