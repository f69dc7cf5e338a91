/** Errors cross the wire as a code and facts; the window words them in the user's language. See `shared/base/errors.ts`. */
import { oc } from '@orpc/contract';
import { z } from 'zod';

const factSchema = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]);

/** Every method may fail with this one shape; `code` is one of `ERROR_CODES`. */
export const method = oc.errors({
  PEYVAND: { status: 422, data: z.object({ code: z.string(), facts: z.record(z.string(), factSchema) }) },
});
