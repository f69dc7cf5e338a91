/** What a service contract must be. */
import { integerOf, moneyOf, textOf, textsOf } from '../bodyReads.ts';
import type { Violation } from '../kind.ts';
import { violation } from '../reasons.ts';
import type { RecordBody } from '../record.ts';
import type { ServiceContract } from './serviceContract.ts';

/** `endedOn` may lie before the start: a customer may withdraw before the first day. */
export function contractViolations(body: RecordBody | ServiceContract): Violation[] {
  const contract = body as RecordBody;
  const startsOn = textOf(contract, 'startsOn');
  const endsOn = textOf(contract, 'endsOn');
  const violations: Violation[] = [];
  if (startsOn && endsOn && endsOn < startsOn) violations.push(violation('endsOn', 'contract.endsBeforeStart'));
  if (textsOf(contract, 'coverage').length === 0) violations.push(violation('coverage', 'contract.coverageMissing'));
  if ((moneyOf(contract, 'price')?.amount ?? 0) < 0) violations.push(violation('price', 'contract.priceNegative'));
  if ((integerOf(contract, 'visitsIncluded') ?? 0) < 0)
    violations.push(violation('visitsIncluded', 'contract.visitsNegative'));
  return violations;
}
