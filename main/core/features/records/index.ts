import { atWork } from '../procedures.ts';
import { observeRecord } from './observe.ts';

export const records = {
  observe: atWork.records.observe.handler(({ input, context, signal }) => observeRecord(context.work, input, signal)),
};
