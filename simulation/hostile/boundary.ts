/** A border at which something comes in that nobody of ours wrote, and what is promised about it. */
import type fc from 'fast-check';
import { ERROR_CODES } from '../../shared/base/errors.ts';
import { CANARY } from './generators/nasties.ts';

/** What became of one input. */
export interface Outcome {
  /** What it was answered with, for the tally: a code, `ok`, a state. */
  readonly answer: string;
  /** Promises that were not kept, in words that are the same for the same fault. */
  readonly broken: readonly string[];
}

/** The world behind the border, for some inputs. */
export interface Target<Input> {
  readonly inputs: fc.Arbitrary<Input>;
  receive(input: Input): Promise<Outcome>;
  /** Asked at the end of the world: is everything as it should be, and does honest work still go on? */
  finish(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface Boundary<Input = unknown> {
  readonly name: string;
  /** After so many inputs a new world is made: what was accepted would pile up. */
  readonly inputsPerWorld: number;
  /** How often a failing input is tried in smaller forms; sixty when left out. */
  readonly shrinksMaximum?: number;
  /** Dear things that all worlds stand on; opened once. */
  open(): Promise<Ground<Input>>;
}

export interface Ground<Input> {
  /** @param seed Of this world: the same seed makes the same world. */
  begin(seed: number): Promise<Target<Input>>;
  close(): Promise<void>;
}

/** For a boundary without anything to share between worlds. */
export const withoutGround =
  <Input>(begin: (seed: number) => Promise<Target<Input>>) =>
  (): Promise<Ground<Input>> =>
    Promise.resolve({ begin, close: () => Promise.resolve() });

const codes: ReadonlySet<unknown> = new Set(ERROR_CODES);
export const isKnownCode = (code: unknown): boolean => codes.has(code);

const PROTOTYPES = [Object, Array, Function, String, Number, Boolean, Promise, Map, Set, Error, Uint8Array].map(
  (made) => [made.name, made.prototype as object] as const,
);
const describePrototypes = (): string =>
  PROTOTYPES.map(([name, prototype]) => `${name}: ${Reflect.ownKeys(prototype).map(String).join(' ')}`).join('\n');

/** @returns What is wrong with the prototypes of the language, and puts nothing right. */
export function createPrototypeGuard(): () => string[] {
  const before = describePrototypes();
  return () => (describePrototypes() === before ? [] : ['a prototype of the language was changed']);
}

/** A log that finds out whoever quotes what came in, or meets a defect. */
export interface LogGuard {
  note(line: unknown): void;
  /** What was found since the last call. */
  take(): string[];
}

export function createLogGuard(isDefect: (line: string) => boolean): LogGuard {
  let found = new Set<string>();
  return {
    note(line) {
      const text = typeof line === 'string' ? line : (JSON.stringify(line) ?? '');
      if (text.includes(CANARY)) found.add(`a log quotes what came in: ${text.slice(0, 60)}`);
      if (isDefect(text)) found.add(`a log tells of a defect: ${text.slice(0, 1_200)}`);
    },
    take() {
      const lines = [...found];
      found = new Set();
      return lines;
    },
  };
}
