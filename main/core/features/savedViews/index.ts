/** Filters and sorts of lists that a person keeps under a name, on this device. */
import { z } from 'zod';
import { followValue, whileSessionLasts } from '../follow.ts';
import { atWork, type Work } from '../procedures.ts';

const AREA = 'savedViews';

const storedSchema = z.object({
  list: z.string(),
  name: z.string(),
  query: z.json(),
  isDefault: z.boolean().optional(),
});

export const savedViews = {
  list: atWork.savedViews.list.handler(({ input, context: { work }, signal }) =>
    whileSessionLasts(
      work,
      followValue(
        () => viewsOf(work, input.list),
        (listener) => work.localChanges.subscribe((area) => area === AREA && listener()),
        signal,
      ),
    ),
  ),
  save: atWork.savedViews.save.handler(({ input: { id, list, name, query, isDefault }, context: { work } }) => {
    if (isDefault === true)
      for (const { id: other, isDefault: was, ...view } of viewsOf(work, list))
        if (was === true && other !== id) work.store.putLocal(AREA, other, view);
    work.store.putLocal(AREA, id, { list, name, query, ...(isDefault === true ? { isDefault } : {}) });
    work.localChanges.emit(AREA);
    return {};
  }),
  remove: atWork.savedViews.remove.handler(({ input, context: { work } }) => {
    work.store.putLocal(AREA, input.id, null);
    work.localChanges.emit(AREA);
    return {};
  }),
};

function viewsOf(work: Work, list: string) {
  return work.store.listLocal(AREA).flatMap(({ key, value }) => {
    const read = storedSchema.safeParse(value);
    return read.success && read.data.list === list ? [{ id: key, ...viewOf(read.data) }] : [];
  });
}

const viewOf = ({ isDefault, ...view }: z.infer<typeof storedSchema>) => ({
  ...view,
  ...(isDefault === true ? { isDefault } : {}),
});
