import { z } from 'zod';
import { createError } from '../../../../shared/base/errors.ts';
import { splitPath } from '../../../../shared/base/leafPath.ts';
import { approvalStateOf, contractApprovalState, contractTerms } from '../../../../shared/domain/approvals/approval.ts';
import { agreedBefore } from '../../../../shared/domain/approvals/judge.ts';
import { renewalWindow } from '../../../../shared/domain/contracts/entitlements.ts';
import { kindOf } from '../../../../shared/domain/catalogue.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { applyChanges } from '../../../../shared/sync/diff.ts';
import type { LeafChange } from '../../../../shared/sync/operation.ts';
import { newRequest, setRequest } from '../approvals/index.ts';
import { needOf } from '../approvals/standing.ts';
import { createRecord, editRecord, requireHeld, type Edit } from '../commands.ts';
import { liveQuery, readWindow } from '../live.ts';
import { atWork, todayOf, type CoreContext, type Work } from '../procedures.ts';
import { withMarks } from '../records/marks.ts';
import { readContractFacts } from './facts.ts';
import { contractListQuery, type ContractListInput, type ContractListRow } from './queries.ts';

const KIND = 'serviceContract';

export const contracts = {
  list: atWork.contracts.list.handler(({ input, context, signal }) => {
    const { work } = context;
    return liveQuery({
      work,
      signal,
      readable: ['contracts'],
      dependencies: ['contracts', 'customers', 'reviews'],
      run: (ends) => {
        const { renewalDue, ...asked } = input;
        const renewal = renewalDue === true ? { renewal: renewalWindow(todayOf(context, work)) } : {};
        return listContracts(work, { ...asked, ...renewal }, ends);
      },
    });
  }),
  facts: atWork.contracts.facts.handler(({ input, context, signal }) =>
    liveQuery({
      work: context.work,
      signal,
      readable: ['contracts', 'serviceRequests', 'assets'],
      dependencies: ['contracts', 'serviceRequests', 'assets'],
      run: () => readContractFacts(context, context.work, input.id),
    }),
  ),
  create: atWork.contracts.create.handler(({ input, context }) => {
    if ('approval' in input.body) throw createError('illegal_transition', { path: 'approval' });
    const body = withRequest(context, context.work, input.id ?? '', input.body);
    return createRecord(context.work, 'contracts', context.nextId(), { ...input, body });
  }),
  edit: atWork.contracts.edit.handler(({ input, context }) => {
    if (input.changes.some(({ path }) => splitPath(path)[0] === 'approval'))
      throw createError('illegal_transition', { path: 'approval' });
    const request = requestOfEdit(context, context.work, input);
    return editRecord(context.work, 'contracts', { ...input, changes: [...input.changes, ...request] });
  }),
};

/** Terms outside of the policy ask for somebody's word by being written: the contract covers nothing until then. */
function withRequest(context: CoreContext, work: Work, id: string, body: RecordBody): RecordBody {
  const reasons = needOf(work, KIND, id, body);
  return reasons.length === 0 ? body : { ...body, approval: newRequest(context, work, KIND, body, reasons) };
}

/** A change of terms asks anew, or has nothing to ask any more. What was agreed on the very same terms stays. */
function requestOfEdit(context: CoreContext, work: Work, { id, changes }: Edit): LeafChange[] {
  const held = requireHeld(work, { collection: 'contracts', id });
  const definition = kindOf('contracts', held.kind);
  if (!definition || held.kind !== KIND) return [];
  const after = applyChanges(definition, held.body, changes);
  if (contractTerms(after) === contractTerms(held.body) || approvalStateOf(after, contractTerms) === 'approved')
    return [];
  const agreed = agreedBefore(held.body);
  const reasons = needOf(work, KIND, id, after, { agreed });
  if (reasons.length > 0) return [setRequest(held.body, newRequest(context, work, KIND, after, reasons, { agreed }))];
  const seen = held.body['approval'];
  return seen === undefined ? [] : [{ do: 'unset', path: 'approval', seen }];
}

async function listContracts(work: Work, input: ContractListInput, signal: AbortSignal) {
  const query = contractListQuery(input);
  if (query === null) return { total: 0, rows: [] };
  const { total, rows } = await readWindow<ContractListRow>(work, query, signal);
  const marked = await withMarks(work, rows, () => 'contracts', signal);
  return {
    total,
    rows: marked.map((row) => ({
      id: row.id,
      number: row.number,
      customerId: row.customerId ?? '',
      customerName: row.customerName ?? '',
      title: row.title ?? '',
      startsOn: row.startsOn ?? '',
      endsOn: row.endsOn ?? '',
      coverage: row.coverage === null ? [] : z.array(z.string()).parse(JSON.parse(row.coverage)),
      agreed: row.asked === null ? 'none' : contractApprovalState(JSON.parse(row.asked) as RecordBody),
      pending: row.pending,
      held: row.held,
      needsYou: row.needsYou,
    })),
  };
}
