/** Where every feature begins: the contract's methods with the core behind them, for anybody or for the person at work. */
import { implement } from '@orpc/server';
import { createError } from '../../../shared/base/errors.ts';
import { isoDateFromInstant, instantFromMilliseconds, type Instant, type IsoDate } from '../../../shared/base/clock.ts';
import type { RecordId } from '../../../shared/base/id.ts';
import { contract } from '../../../shared/contract/index.ts';
import type { CoreOptions } from '../coreOptions.ts';
import type { OpenSession } from '../session/openSession.ts';
import type { Session } from '../session/session.ts';
import type { Preferences } from './preferences/preferencesFile.ts';
import { countAsked, countGiven } from './watch/readingGate.ts';

export interface CoreContext {
  readonly core: CoreOptions;
  readonly session: Session;
  readonly preferences: Preferences;
  readonly nextId: () => RecordId;
}

/** Methods that work whether or not somebody is at work. */
export const anytime = implement(contract).$context<CoreContext>();

/** Methods of the person at work: refused with `locked` otherwise, and when the session ends under them. Each counts as activity. */
export const atWork = anytime.use(async ({ context, next, path }, input) => {
  const work = context.session.requireActive();
  const method = path.join('/');
  try {
    countAsked(work.leaver.reading, method, input);
    const result = await next({ context: { work } });
    return { ...result, output: countGiven(work.leaver.reading, method, result.output) };
  } catch (error) {
    throw work.ended.aborted ? createError('locked', {}, error) : error;
  }
});

export type Work = OpenSession;

export const nowOf = ({ core }: CoreContext): Instant => instantFromMilliseconds(core.clock.now());

/** The day where the company is, else where this machine is. */
export function todayOf(context: CoreContext, work: Work): IsoDate {
  const now = nowOf(context);
  try {
    return isoDateFromInstant(now, work.settings.timeZone() ?? context.core.timeZone);
  } catch {
    // A setting that names no zone must not keep anybody from working.
    return isoDateFromInstant(now, context.core.timeZone);
  }
}
