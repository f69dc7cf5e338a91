/** The harness itself: whoever breaks a promise at a border is found, named by seed and number, and shown by a small input. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLogGuard, withoutGround, type Boundary, type Outcome } from './boundary.ts';
import { CANARY } from './generators/nasties.ts';
import { runInputs } from './runInputs.ts';

const boundaryOf = (receive: (input: number) => Outcome, finish: () => string[] = () => []): Boundary<number> => ({
  name: 'made up',
  inputsPerWorld: 10,
  open: withoutGround(() =>
    Promise.resolve({
      inputs: fc.nat(1_000),
      receive: (input) => Promise.resolve(receive(input)),
      finish: () => Promise.resolve(finish()),
      close: () => Promise.resolve(),
    }),
  ),
});
const fine: Outcome = { answer: 'ok', broken: [] };

test('SEC-140: a broken promise is told with its number, made small, and is the same when that input is tried alone', async () => {
  const boundary = boundaryOf((input) => (input >= 100 ? { answer: 'bad', broken: ['too large'] } : fine));
  const { failures, inputs } = await runInputs(boundary, { seed: 1, inputs: 40, failuresMaximum: 100 });
  expect(inputs).toBe(40);
  const [first] = failures;
  expect(first).toMatchObject({ broken: ['too large'], input: '[100]' });
  const alone = await runInputs(boundary, { seed: 1, from: first?.index ?? 0, inputs: 1 });
  expect(alone.failures).toEqual([first]);
});

test('SEC-140: what throws, what changes a prototype, and what is amiss at the end of a world are failures', async () => {
  const throws = boundaryOf(() => {
    throw new TypeError('of undefined');
  });
  expect((await runInputs(throws, { seed: 1, inputs: 1 })).failures[0]?.broken[0]).toMatch(/^threw TypeError/);
  const pollutes = boundaryOf(() => {
    Reflect.defineProperty(Object.prototype, 'polluted', { value: 1, configurable: true });
    return fine;
  });
  expect((await runInputs(pollutes, { seed: 1, inputs: 1 })).failures[0]?.broken).toEqual([
    'a prototype of the language was changed',
  ]);
  Reflect.deleteProperty(Object.prototype, 'polluted');
  const leaves = boundaryOf(
    () => fine,
    () => ['customers are gone'],
  );
  expect(
    (await runInputs(leaves, { seed: 1, inputs: 12 })).failures.map(({ index, broken }) => [index, broken]),
  ).toEqual([
    [9, ['at the end of its world: customers are gone']],
    [11, ['at the end of its world: customers are gone']],
  ]);
});

test('SEC-147: a log that quotes what came in, or tells of a defect, is found out', () => {
  const logs = createLogGuard((line) => line.includes('core.defect'));
  logs.note({ event: 'request', code: 'invalid_input' });
  expect(logs.take()).toEqual([]);
  logs.note({ event: 'request', name: `x ${CANARY}` });
  logs.note({ event: 'core.defect' });
  expect(logs.take()).toHaveLength(2);
  expect(logs.take()).toEqual([]);
});
