import type { z } from 'zod';
import { moneyListSchema } from '../../../shared/contract/lists.ts';

/** A list of money that a read model keeps as JSON; null is an empty one. */
export const readMoneyList = (json: string | null): z.infer<typeof moneyListSchema> =>
  json === null ? [] : moneyListSchema.parse(JSON.parse(json));
