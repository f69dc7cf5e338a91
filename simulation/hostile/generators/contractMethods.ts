/** Every method of a contract, as it is declared: name, and the schema of what it takes. */
import { isContractProcedure } from '@orpc/contract';
import type { z } from 'zod';

export interface ContractMethod {
  /** As the wire has it: `/orders/confirm`. */
  readonly path: string;
  /** Null for one that takes nothing. */
  readonly input: z.core.$ZodType | null;
  readonly output: z.core.$ZodType | null;
}

export function methodsOf(contract: unknown, path = ''): ContractMethod[] {
  if (isContractProcedure(contract)) {
    const { inputSchema, outputSchema } = contract['~orpc'] as unknown as Readonly<
      Record<string, z.core.$ZodType | undefined>
    >;
    return [
      {
        path,
        input: inputSchema ?? null,
        output: outputSchema ?? null,
      },
    ];
  }
  if (typeof contract !== 'object' || contract === null) return [];
  return Object.entries(contract).flatMap(([name, part]) => methodsOf(part, `${path}/${name}`));
}
