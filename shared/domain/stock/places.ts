/** Who holds what lies at a place. The same on the server, which grants by it, and on the laptop, which offers by it. */
import { textOf } from '../bodyReads.ts';
import type { Role } from '../organisation/organisation.ts';
import type { RecordBody } from '../record.ts';

/**
 * A van is its driver's, and those hold it besides who lead its branch. A warehouse is its branch's; one without a branch is the company's own, and
 * everybody sells from it. (Those who hold every scope hold every place.)
 */
export function isPlaceHeld(
  { id, role, branchId }: { readonly id: string; readonly role: Role; readonly branchId: string | null },
  place: RecordBody,
): boolean {
  if (textOf(place, 'holderId') === id) return true;
  const ofBranch = textOf(place, 'branchId');
  if (place['type'] === 'van') return role === 'branchManager' && branchId !== null && ofBranch === branchId;
  return ofBranch === null || ofBranch === branchId;
}
