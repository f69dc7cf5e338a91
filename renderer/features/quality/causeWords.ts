import { RETURN_REASONS } from '../../../shared/domain/salesDocuments/lines.ts';
import { REQUEST_CAUSES } from '../../../shared/domain/serviceRequests/serviceRequest.ts';
import type { CausesOf } from '../../../shared/contract/causes.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import type { Translator } from '../../../shared/locale/translator.ts';

export const causesOf = (of: CausesOf): readonly string[] => (of === 'returns' ? RETURN_REASONS : REQUEST_CAUSES);

/** A cause of a request, or a reason of a return. */
export const causeLabel = (t: Translator, of: CausesOf, cause: string): string =>
  of === 'returns'
    ? valueLabel(t, 'salesDocuments', 'reason', cause)
    : valueLabel(t, 'serviceRequests', 'causes', cause);
