import { timeZoneOr } from '../../../../shared/sync/receipt.ts';
import type { CoreContext, Work } from '../procedures.ts';

/** Where the company is, else where this machine is. */
export const zoneOf = ({ core }: CoreContext, work: Work): string =>
  timeZoneOr(work.settings.timeZone() ?? core.timeZone);
