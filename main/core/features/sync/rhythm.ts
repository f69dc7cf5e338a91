/** When syncing happens by itself, and stopping and going on by hand. */
import { atWork } from '../procedures.ts';

export const rhythm = {
  cancel: atWork.sync.cancel.handler(({ context }) => context.work.sync.cancel()),
  resume: atWork.sync.resume.handler(({ context }) => context.work.sync.resume()),
  rhythm: atWork.sync.rhythm.handler(({ context }) => context.work.sync.rhythm()),
  changeRhythm: atWork.sync.changeRhythm.handler(({ input, context }) => {
    context.work.sync.changeRhythm(input);
    return context.work.sync.rhythm();
  }),
};
