/** A new answer with telephone numbers of customers must not go past the meter unseen. */
import { getEventIteratorSchemaDetails } from '@orpc/contract';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { contract } from '../../../../shared/contract/index.ts';

/** Every method of the contract by its path, with the JSON schema of what it answers. */
function answersByPath(node: object, path: readonly string[] = []): (readonly [string, string])[] {
  if ('~orpc' in node) {
    const { outputSchema } = node['~orpc'] as {
      readonly outputSchema?: Parameters<typeof getEventIteratorSchemaDetails>[0];
    };
    const schema = getEventIteratorSchemaDetails(outputSchema)?.yields ?? outputSchema;
    const json = schema instanceof z.ZodType ? z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }) : {};
    return [[path.join('/'), JSON.stringify(json)]];
  }
  return Object.entries(node).flatMap(([name, child]) => answersByPath(child as object, [...path, name]));
}

it('SEC-116: whatever answers with a telephone number is counted, or has none of customers', () => {
  const answers = answersByPath(contract);
  expect(answers.length).toBeGreaterThan(100);
  expect(answers.flatMap(([path, json]) => (json.includes('"phone":') ? [path] : [])).toSorted()).toEqual([
    'customers/list',
    'day/list',
    // Colleagues who decide; numbers that lead to nobody.
    'parking/deciders',
    'watch/decoys',
    'watch/lookUp',
  ]);
});
