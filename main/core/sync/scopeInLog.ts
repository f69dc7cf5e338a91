/** The name of a scope comes from the server, and what a server says is not repeated in a log (SEC-147): only names of the shapes that we give them are. */
import type { ScopeId } from '../../../shared/domain/record.ts';

const OURS = /^(company|(territory|branch|person|stock)\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export const scopeInLog = (scope: ScopeId): string => (OURS.test(scope) ? scope : 'of another shape');
