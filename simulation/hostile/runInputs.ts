/** Input after input through a border; each is known by seed and number, and one that breaks a promise is made smaller before it is told. */
import fc from 'fast-check';
import { createPrototypeGuard, type Boundary, type Outcome, type Target } from './boundary.ts';

export interface Failure {
  readonly index: number;
  readonly broken: readonly string[];
  /** The smallest input found that breaks it, as text, cut. */
  readonly input: string;
}

export interface Report {
  readonly boundary: string;
  readonly seed: number;
  readonly inputs: number;
  readonly failures: readonly Failure[];
  /** How often each answer was given. */
  readonly answers: Readonly<Record<string, number>>;
  /** Milliseconds that the slowest took, and which it was: to be looked at, nothing is asserted of it. */
  readonly slowest: { readonly index: number; readonly milliseconds: number };
  readonly heapMegabytes: { readonly first: number; readonly last: number };
}

export interface RunOptions {
  readonly seed: number;
  /** The number of the first. */
  readonly from?: number;
  readonly inputs: number;
  /** Told before each input: whoever watches knows which one it is that hangs. */
  readonly onInput?: (index: number) => void;
  readonly failuresMaximum?: number;
}

/** How often a failing input is tried in smaller forms. */
const SHRINKS_MAXIMUM = 60;
const INPUT_SHOWN = 400;

export async function runInputs<Input>(boundary: Boundary<Input>, options: RunOptions): Promise<Report> {
  const { seed, from = 0, inputs, failuresMaximum = 20 } = options;
  const failures: Failure[] = [];
  const answers: Record<string, number> = {};
  const checkPrototypes = createPrototypeGuard();
  let slowest = { index: from, milliseconds: 0 };
  let tried = 0;
  const heapAtFirst = heapMegabytes();
  const ground = await boundary.open();
  try {
    for (let index = from; index < from + inputs && failures.length < failuresMaximum;) {
      const world = Math.floor(index / boundary.inputsPerWorld);
      const last = Math.min((world + 1) * boundary.inputsPerWorld, from + inputs) - 1;
      const target = await ground.begin(seedOf(seed, `${boundary.name} world ${world}`));
      try {
        for (; index <= last && failures.length < failuresMaximum; index += 1) {
          options.onInput?.(index);
          const began = performance.now();
          const { answer, broken, input } = await tryInput(boundary, target, seed, index, checkPrototypes);
          const milliseconds = Math.round(performance.now() - began);
          if (milliseconds > slowest.milliseconds && broken.length === 0) slowest = { index, milliseconds };
          answers[answer] = (answers[answer] ?? 0) + 1;
          tried += 1;
          if (broken.length > 0) failures.push({ index, broken, input });
        }
        const broken = await target.finish();
        if (broken.length > 0) failures.push({ index: index - 1, broken: broken.map(atTheEnd), input: '' });
      } finally {
        await target.close();
      }
    }
  } finally {
    await ground.close();
  }
  return {
    boundary: boundary.name,
    seed,
    inputs: tried,
    failures,
    answers,
    slowest,
    heapMegabytes: { first: heapAtFirst, last: heapMegabytes() },
  };
}

const atTheEnd = (message: string): string => `at the end of its world: ${message}`;

async function tryInput<Input>(
  { name, shrinksMaximum = SHRINKS_MAXIMUM }: Boundary<Input>,
  target: Target<Input>,
  seed: number,
  index: number,
  checkPrototypes: () => string[],
): Promise<Outcome & { readonly input: string }> {
  let last: Outcome = { answer: 'none', broken: [] };
  let first: string | null = null;
  const property = fc.asyncProperty(fc.limitShrink(target.inputs, shrinksMaximum), async (input) => {
    last = await receive(target, input);
    const broken = [...last.broken, ...checkPrototypes()];
    if (broken.length === 0) return;
    last = { ...last, broken };
    first ??= last.answer;
    throw new BrokenPromise(broken);
  });
  const details = await fc.check(property, { seed: seedOf(seed, `${name} ${index}`), numRuns: 1 });
  if (!details.failed) return { ...last, input: '' };
  const { errorInstance, counterexample } = details;
  const broken = errorInstance instanceof BrokenPromise ? errorInstance.broken : [`threw ${describe(errorInstance)}`];
  return { answer: first ?? last.answer, broken, input: shown(counterexample).slice(0, INPUT_SHOWN) };
}

function shown(input: unknown): string {
  try {
    return fc.stringify(input);
  } catch {
    return 'too deep to be shown';
  }
}

async function receive<Input>(target: Target<Input>, input: Input): Promise<Outcome> {
  try {
    return await target.receive(input);
  } catch (error) {
    return { answer: 'thrown', broken: [`threw ${describe(error)}`] };
  }
}

class BrokenPromise extends Error {
  readonly broken: readonly string[];
  constructor(broken: readonly string[]) {
    super(broken.join('; '));
    this.broken = broken;
  }
}

const describe = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 8).join('\n') : String(error);

/** Of 32 bits, for this seed and purpose. */
const seedOf = (seed: number, purpose: string): number => fc.hash(`${seed} ${purpose}`) | 0;

const heapMegabytes = (): number => Math.round(process.memoryUsage().heapUsed / 1_048_576);
