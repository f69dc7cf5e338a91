/** From which day on a company keeps its receipts here: what is older is left to the books of before, and is open by its terms alone. */
import { isIsoDate, type IsoDate } from '../../base/clock.ts';
import type { JsonValue } from '../../base/leafPath.ts';

export const RECEIPTS_FROM_SETTING = 'receiptsFrom';

/** null: from the beginning; also for what is no day. */
export const receiptsFromOf = (setting: JsonValue | undefined): IsoDate | null => (isIsoDate(setting) ? setting : null);
