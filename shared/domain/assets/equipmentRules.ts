/** What a machine's record must be. */
import { textOf } from '../bodyReads.ts';
import type { Violation } from '../kind.ts';
import { violation } from '../reasons.ts';
import type { RecordBody } from '../record.ts';
import type { Equipment } from './equipment.ts';

/** A guarantee may have begun (and ended) before the machine was set up here: only a removal before the installation contradicts itself. */
export function equipmentViolations(body: RecordBody | Equipment): Violation[] {
  const equipment = body as RecordBody;
  const installedOn = textOf(equipment, 'installedOn');
  const removedOn = textOf(equipment, 'removedOn');
  return installedOn && removedOn && removedOn < installedOn
    ? [violation('removedOn', 'equipment.removedBeforeInstalled')]
    : [];
}
