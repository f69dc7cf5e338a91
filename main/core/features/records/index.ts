import { atWork } from '../procedures.ts';
import { historyHere } from './historyHere.ts';
import { observeRecord } from './observe.ts';

export const records = {
  history: atWork.records.history.handler(({ input, context: { work }, signal }) =>
    work.ask('recordHistory', input, signal),
  ),
  historyHere: atWork.records.historyHere.handler(({ input, context, signal }) =>
    historyHere(context.work, input, signal),
  ),
  observe: atWork.records.observe.handler(({ input, context, signal }) => observeRecord(context.work, input, signal)),
};
