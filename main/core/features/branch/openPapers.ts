/** Paper that somebody began to type on this machine and has not entered to the end: it must be found again by whoever does not remember the day. */
import type { OpenPaper } from '../../../../shared/contract/branch.ts';
import { paperOfDraft } from '../../../../shared/contract/branch.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import { DRAFTS_AREA } from '../drafts/index.ts';
import type { Work } from '../procedures.ts';

/** The newest day first. */
export function readOpen(work: Work): OpenPaper[] {
  return work.store
    .listLocal(DRAFTS_AREA)
    .flatMap(({ key, value }): OpenPaper[] => {
      const paper = paperOfDraft(key);
      const rows = rowsIn(value);
      if (paper === null || rows === 0) return [];
      const person = work.store.read.record({ collection: 'organisation', id: paper.personId });
      return [{ ...paper, personName: (person && textOf(person.body, 'name')) ?? '', rows }];
    })
    .toSorted((one, other) => (one.on > other.on ? -1 : 1));
}

/** Drafts are the window's own: of these the length of their rows alone is asked. */
function rowsIn(draft: unknown): number {
  const rows = typeof draft === 'object' && draft !== null && 'rows' in draft ? draft.rows : null;
  return Array.isArray(rows) ? rows.length : 0;
}
