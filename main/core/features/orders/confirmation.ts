/** draft → confirmed: what must be there, and what the commit says. Prices are as they were typed or proposed; the number is taken in the same commit. */
import { createError } from '../../../../shared/base/errors.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import { SERIES_BY_KIND } from '../../../../shared/domain/salesDocuments/documentStates.ts';
import { confirmationViolations, orderTransition } from '../../../../shared/domain/salesDocuments/orderRules.ts';
import type { HeldRecord, LocalCommit, LocalOperation } from '../../store/types.ts';
import { violationFacts } from '../commands.ts';
import { nowOf, type CoreContext } from '../procedures.ts';

/**
 * @throws PeyvandError `illegal_transition` for what is no draft; `price_missing` when that alone is missing, else `invalid_input`; both with
 *   `violations`, line by line.
 */
export function requireConfirmable({ body }: Pick<HeldRecord, 'body'>): void {
  const from = textOf(body, 'state') ?? '';
  if (!orderTransition(from, 'confirmed')) throw createError('illegal_transition', { from, to: 'confirmed' });
  const violations = confirmationViolations(body);
  if (violations.length === 0) return;
  const isPriceAlone = violations.every(({ reason }) => reason === 'order.priceMissing');
  const facts = { violations: violationFacts(violations) };
  throw isPriceAlone
    ? createError('price_missing', facts)
    : createError('invalid_input', { ...facts, reason: 'invariant_broken' });
}

interface Confirmation {
  readonly operation: Extract<LocalOperation, { act: 'patch' }>;
  readonly number: NonNullable<LocalCommit['number']>;
}

export function confirmationOf(context: CoreContext, { kind, id }: HeldRecord): Confirmation {
  return {
    operation: {
      act: 'patch',
      collection: 'salesDocuments',
      kind,
      id,
      changes: [
        { do: 'set', path: 'state', value: 'confirmed', seen: 'draft' },
        { do: 'set', path: 'confirmedAt', value: nowOf(context) },
      ],
    },
    number: { series: SERIES_BY_KIND.order, reference: { collection: 'salesDocuments', id }, path: 'number' },
  };
}
