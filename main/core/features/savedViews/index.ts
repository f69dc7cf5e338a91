/** Filters, sorts and columns of lists that a person keeps, under a name or as they stand, on this device. */
import { z } from 'zod';
import { columnLayoutSchema, type ColumnLayout } from '../../../../shared/contract/savedViews.ts';
import { followValue, whileSessionLasts } from '../follow.ts';
import { atWork, type Work } from '../procedures.ts';

const AREA = 'savedViews';
const COLUMNS_AREA = 'listColumns';

const storedSchema = z.object({
  list: z.string(),
  name: z.string(),
  query: z.json(),
  columns: columnLayoutSchema.optional(),
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
  save: atWork.savedViews.save.handler(({ input: { id, isDefault, ...view }, context: { work } }) => {
    if (isDefault === true)
      for (const { id: other, isDefault: was, ...before } of viewsOf(work, view.list))
        if (was === true && other !== id) work.store.putLocal(AREA, other, before);
    work.store.putLocal(AREA, id, viewOf({ ...view, isDefault }));
    work.localChanges.emit(AREA);
    return {};
  }),
  remove: atWork.savedViews.remove.handler(({ input, context: { work } }) => {
    work.store.putLocal(AREA, input.id, null);
    work.localChanges.emit(AREA);
    return {};
  }),
  columns: atWork.savedViews.columns.handler(({ input, context: { work }, signal }) =>
    whileSessionLasts(
      work,
      followValue(
        () => columnsOf(work, input.list),
        (listener) => work.localChanges.subscribe((area) => area === COLUMNS_AREA && listener()),
        signal,
      ),
    ),
  ),
  arrange: atWork.savedViews.arrange.handler(({ input: { list, columns }, context: { work } }) => {
    work.store.putLocal(COLUMNS_AREA, list, columns.length === 0 ? null : columns);
    work.localChanges.emit(COLUMNS_AREA);
    return {};
  }),
};

/** What another version wrote and this one cannot read is as if nobody had chosen. */
const columnsOf = (work: Work, list: string): ColumnLayout =>
  columnLayoutSchema.safeParse(work.store.getLocal(COLUMNS_AREA, list)).data ?? [];

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
