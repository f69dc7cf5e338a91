/** The Persian words. A key that is missing here, or too many, does not compile. */
import { commonFa } from './common.fa.ts';
import type { en } from './en.ts';
import { errorsFa } from './errors.fa.ts';
import type { TranslationOf } from './messages.ts';
import { reasonsFa } from './reasons.fa.ts';
import { recordsFa } from './records.fa.ts';
import { reviewsFa } from './reviews.fa.ts';
import { sessionFa } from './session.fa.ts';
import { settingsFa } from './settings.fa.ts';
import { syncFa } from './sync.fa.ts';

export const fa: TranslationOf<typeof en> = {
  ...commonFa,
  ...errorsFa,
  ...reasonsFa,
  ...recordsFa,
  ...reviewsFa,
  ...sessionFa,
  ...settingsFa,
  ...syncFa,
};
