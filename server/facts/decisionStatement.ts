/** A decision as it was signed (docs/decisions/0011): the body of its record without the signature, with the record's id. */
import type { z } from 'zod';
import { canonicalJson } from '../../shared/base/canonicalJson.ts';
import { decisionSchema } from '../../shared/domain/reviews/decision.ts';
import { recordIdSchema } from '../../shared/sync/operation.ts';

const decisionStatementSchema = decisionSchema.omit({ signature: true }).extend({ id: recordIdSchema });
export type DecisionStatement = z.infer<typeof decisionStatementSchema>;

/** null for a text that is none, or that is not written as the server writes: its record could not be made from it. */
export function readDecisionStatement(text: string): DecisionStatement | null {
  try {
    const value: unknown = JSON.parse(text);
    const { data } = decisionStatementSchema.safeParse(value);
    const namesGroup = data?.decision === 'lost' ? data.group === undefined : data?.group !== undefined;
    return data && namesGroup && canonicalJson(value) === text ? data : null;
  } catch {
    return null;
  }
}
