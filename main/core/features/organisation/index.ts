import type { WireJson } from '../../../../shared/contract/lists.ts';
import type { Stream } from '../follow.ts';
import { liveQuery } from '../live.ts';
import { atWork, type Work } from '../procedures.ts';
import { changeSettings, readSettingViews } from './companySettings.ts';
import { editPersonTimes } from './personTimes.ts';
import { createPlace, editPlace, readPlaces } from './places.ts';
import { directoryQuery, type NamedRow } from './queries.ts';

export const organisation = {
  directory: atWork.organisation.directory.handler(({ context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['organisation'],
      dependencies: ['organisation'],
      run: () => readDirectory(work),
    }),
  ),
  settings: atWork.organisation.settings.handler(({ context: { core, work }, signal }) =>
    liveWithStanding(work, signal, () => ({
      settings: readSettingViews(work),
      programVersion: core.programVersion ?? null,
    })),
  ),
  changeSettings: atWork.organisation.changeSettings.handler(async ({ input, context }) => {
    await changeSettings(context, context.work, input.changes);
    return {};
  }),
  places: atWork.organisation.places.handler(({ context: { work }, signal }) =>
    liveWithStanding(work, signal, () => readPlaces(work)),
  ),
  createPlace: atWork.organisation.createPlace.handler(({ input, context }) =>
    createPlace(context.work, context.nextId(), input),
  ),
  editPersonTimes: atWork.organisation.editPersonTimes.handler(({ input, context }) =>
    editPersonTimes(context.work, input),
  ),
  editPlace: atWork.organisation.editPlace.handler(({ input, context }) => editPlace(context.work, input)),
};

/** Of the organisation, for views that also say what waits to be sent and what is held. */
const liveWithStanding = <Result>(work: Work, signal: AbortSignal | undefined, run: () => Result): Stream<Result> =>
  liveQuery({ work, signal, readable: ['organisation'], dependencies: ['organisation'], alsoSync: true, run });

function readDirectory({ store, settings }: Work) {
  const rows = store.read.all<NamedRow>(directoryQuery);
  const ofKind = (kind: string) => rows.filter((row) => row.kind === kind);
  return {
    people: ofKind('person').map(({ id, name, role }) => ({ id, name: name ?? '', role: role ?? '' })),
    territories: ofKind('territory').map(({ id, name, branchId }) => ({ id, name: name ?? '', branchId })),
    branches: ofKind('branch').map(({ id, name }) => ({ id, name: name ?? '' })),
    settings: { ...settings.all() } as Record<string, WireJson>,
  };
}
