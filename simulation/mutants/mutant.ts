/** What a mutant is: the product with one promise broken on purpose, by passages of its source that are replaced while it is loaded. */

/** A passage that stands exactly once in its file, and what stands there instead. */
export interface Edit {
  /** From the project's root, with forward slashes. */
  readonly file: string;
  readonly passage: string;
  readonly replacement: string;
}

export interface Mutant {
  readonly name: string;
  /** One line: what it does wrong. */
  readonly breaks: string;
  readonly edits: readonly Edit[];
  /**
   * What the company of the simulation needs for the fault to show, such as a field that counts. A run with these alone must keep every
   * promise.
   */
  readonly prepares?: readonly Edit[];
  /**
   * Where it is looked for: in the simulation; in months in which people stay away longer than any lease while the server tidies its feed; or
   * among writers that contend for a real PostgreSQL (the simulation has one thread: it sees nothing that needs two transactions at once).
   */
  readonly arena: Arena;
}

export type Arena = 'simulation' | 'absence' | 'writers';

/** Every edit, those of the preparation first. */
export const editsOf = ({ edits, prepares = [] }: Pick<Mutant, 'edits' | 'prepares'>): readonly Edit[] => [
  ...prepares,
  ...edits,
];

/**
 * The source of a file with the edits that are meant for it.
 * @throws Error when a passage is not there exactly once: the product has changed, and the mutant must be written anew.
 */
export function mutateSource(file: string, source: string, edits: readonly Edit[]): string {
  return edits
    .filter((edit) => edit.file === file)
    .reduce((text, { passage, replacement }) => {
      const [before, after, ...more] = text.split(passage);
      if (before === undefined || after === undefined || more.length > 0)
        throw new Error(`${file} has this passage ${text.split(passage).length - 1} times, not once:\n${passage}`);
      return before + replacement + after;
    }, source);
}
