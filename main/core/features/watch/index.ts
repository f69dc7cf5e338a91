/** The watch through the window: an administrator's questions go to the server as they are; a person's own reading is counted here. */
import { followValue, whileSessionLasts } from '../follow.ts';
import { atWork } from '../procedures.ts';

export const watch = {
  findings: atWork.watch.findings.handler(({ input, context, signal }) =>
    context.work.ask('watchFindings', input, signal),
  ),
  settle: atWork.watch.settle.handler(({ input, context }) => context.work.ask('settleFinding', input)),
  exports: atWork.watch.exports.handler(({ input, context, signal }) =>
    context.work.ask('watchExports', input, signal),
  ),
  people: atWork.watch.people.handler(({ input, context, signal }) => context.work.ask('watchPeople', input, signal)),
  grantExport: atWork.watch.grantExport.handler(({ input, context }) => context.work.ask('grantExport', input)),
  grantReading: atWork.watch.grantReading.handler(({ input, context }) => context.work.ask('grantReading', input)),
  decoys: atWork.watch.decoys.handler(({ input, context, signal }) => context.work.ask('listDecoys', input, signal)),
  makeDecoys: atWork.watch.makeDecoys.handler(({ input, context }) => context.work.ask('makeDecoys', input)),
  retireDecoy: atWork.watch.retireDecoy.handler(({ input, context }) => context.work.ask('retireDecoy', input)),
  lookUp: atWork.watch.lookUp.handler(({ input, context }) => context.work.ask('lookUpDecoy', input)),
  reading: atWork.watch.reading.handler(({ context: { work }, signal }) =>
    whileSessionLasts(
      work,
      followValue(
        () => work.leaver.reading.standing(),
        (listener) => work.leaver.reading.onMoved(listener),
        signal,
      ),
    ),
  ),
  goOnReading: atWork.watch.goOnReading.handler(({ input, context: { work } }) => {
    work.leaver.reading.goOn(input.reason);
    return {};
  }),
};
