/** Reasons as the window is told them: with what a line is called. */
import type { ApprovalRow } from '../../../../shared/contract/approvals.ts';
import type { Approval, ApprovalReason } from '../../../../shared/domain/approvals/approval.ts';
import { elementsOf, textOf } from '../../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';

export const toReasons = (
  body: RecordBody,
  reasons: readonly (ApprovalReason | Approval['reasons'][number])[],
): ApprovalRow['reasons'] =>
  reasons.map(({ reason, found, limit, currency, lineId, coverage, unmeasured }) => {
    const lineName = lineId === undefined ? null : nameOfLine(body, lineId);
    return {
      reason,
      ...(found === undefined ? {} : { found }),
      ...(limit === undefined ? {} : { limit }),
      ...(currency === undefined ? {} : { currency }),
      ...(lineId === undefined ? {} : { lineId }),
      ...(lineName === null ? {} : { lineName }),
      ...(coverage === undefined ? {} : { coverage: [...coverage] }),
      ...(unmeasured === undefined ? {} : { unmeasured }),
    };
  });

function nameOfLine(body: RecordBody, lineId: string): string | null {
  const line = elementsOf(body, 'lines').find((one) => one['id'] === lineId);
  return line ? textOf(line, 'productName') : null;
}
