/** What the program at a device knows of whoever sits before it, as its own rules of approval ask it (main/core). */
import { instantFromMilliseconds, type Instant } from '../../shared/base/clock.ts';
import { ROLES } from '../../shared/domain/organisation/organisation.ts';
import type { Standing } from '../../main/core/features/approvals/standing.ts';
import { createSettings } from '../../main/core/features/organisation/settings.ts';
import type { Actor } from '../actorTypes.ts';

/** Of this moment: another save may come of what others decided meanwhile. */
export function standingOf(actor: Actor): Standing {
  const settings = createSettings(actor.store);
  const all = settings.all();
  settings.stop();
  const said = actor.record('organisation', actor.person)?.body['role'];
  const role = ROLES.find((known) => known === said);
  return {
    store: actor.store,
    settings: { all: () => all },
    clock: actor,
    person: () => ({ id: actor.person, role: role ?? 'technician', standing: role ? 'active' : 'unknownRole' }),
  };
}

/** By this machine's clock. */
export const nowOf = ({ now }: Pick<Actor, 'now'>): Instant => instantFromMilliseconds(now());
