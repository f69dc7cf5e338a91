import { expect, it } from 'vitest';
import { deterministicId } from '../../../shared/base/id.ts';
import { branchScope, COMPANY_SCOPE, personScope, stockScope, territoryScope } from '../../../shared/domain/record.ts';
import { scopeInLog } from './scopeInLog.ts';

it('SEC-147: the log names scopes as we name them, and repeats nothing else that a server says', () => {
  const id = deterministicId('test', 'somewhere');
  const ours = [COMPANY_SCOPE, territoryScope(id), branchScope(id), personScope(id), stockScope(id)];
  expect(ours.map(scopeInLog)).toEqual(ours);
  for (const scope of ['company/بهار شیمی', `territory/${id}\n`, 'بهار شیمی', `company ${id}`, ''])
    expect(scopeInLog(scope)).toBe('of another shape');
});
