import type { WireJson } from '../../../../shared/contract/lists.ts';
import { liveQuery } from '../live.ts';
import { atWork, type Work } from '../procedures.ts';
import { changeSettings, readSettingViews } from './companySettings.ts';
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
    liveQuery({
      work,
      signal,
      readable: ['organisation'],
      dependencies: ['organisation'],
      alsoSync: true,
      run: () => ({ settings: readSettingViews(work), programVersion: core.programVersion ?? null }),
    }),
  ),
  changeSettings: atWork.organisation.changeSettings.handler(async ({ input, context }) => {
    await changeSettings(context, context.work, input.changes);
    return {};
  }),
  places: atWork.organisation.places.handler(({ context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['organisation'],
      dependencies: ['organisation'],
      alsoSync: true,
      run: () => readPlaces(work),
    }),
  ),
  createPlace: atWork.organisation.createPlace.handler(({ input, context }) =>
    createPlace(context.work, context.nextId(), input),
  ),
  editPlace: atWork.organisation.editPlace.handler(({ input, context }) => editPlace(context.work, input)),
};

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
