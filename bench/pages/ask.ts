/** Asks each question some times over and holds its answers against each other and against how much there is. */
import { timed } from '../shared/rounds.ts';
import { say } from '../shared/temporaryFolder.ts';
import type { RunningCore } from '../store/coreClient.ts';
import { LIMITS, type Question } from './questions.ts';

export interface Answered {
  readonly page: string;
  readonly what: string;
  readonly waiting: Question['waiting'];
  /** Rows, or how long the list is. */
  readonly found: number;
  /** The first time of a session, milliseconds. */
  readonly first: number;
  /** From then on. */
  readonly milliseconds: readonly number[];
  /** Milliseconds of the core's processor time, all threads: what a busy machine does not change. */
  readonly processor: readonly number[];
}

const PATIENCE_MILLISECONDS = 120_000;

/** One question after another, as a person goes from page to page; `rounds` times through all of them after a first one. */
export async function askAll(
  { processorTime }: Pick<RunningCore, 'processorTime'>,
  questions: readonly Question[],
  rounds: number,
): Promise<Answered[]> {
  const answers = questions.map((question) => ({
    question,
    found: 0,
    ids: '',
    first: 0,
    milliseconds: [] as number[],
    processor: [] as number[],
  }));
  const faults: string[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    say(round === 0 ? 'pages: the first time' : `pages: round ${round} of ${rounds}`);
    for (const answer of answers) {
      const { question } = answer;
      const ending = new AbortController();
      const patience = setTimeout(() => ending.abort(), PATIENCE_MILLISECONDS);
      const before = await processorTime();
      const { value, milliseconds } = await timed(() => question.ask(ending.signal)).catch((error: unknown) => {
        throw new Error(`${question.page}, ${question.what}: ${String(error)}`, { cause: error });
      });
      clearTimeout(patience);
      const processor = (await processorTime()) - before;
      ending.abort();
      if (round === 0) {
        if (milliseconds > LIMITS[question.waiting])
          say(
            `${question.page}, ${question.what}: ${Math.round(milliseconds)} ms, ${Math.round(processor)} of the processor`,
          );
        answer.first = milliseconds;
        answer.found = foundIn(value);
        answer.ids = idsOf(value);
        faults.push(...faultOf(question, answer.found));
      } else {
        answer.milliseconds.push(milliseconds);
        answer.processor.push(processor);
        if (idsOf(value) !== answer.ids)
          throw new Error(`${question.page}, ${question.what}: another answer than before`);
      }
    }
    if (faults.length > 0) throw new Error(faults.join('; '));
  }
  return answers.map(({ question: { page, what, waiting }, found, first, milliseconds, processor }) => ({
    page,
    what,
    waiting,
    found,
    first,
    milliseconds,
    processor,
  }));
}

function faultOf({ page, what, total, mayBeEmpty = false }: Question, found: number): string[] {
  if (total !== undefined && found !== total) return [`${page}, ${what}: ${found} instead of ${total}`];
  return !mayBeEmpty && found === 0 ? [`${page}, ${what}: nothing`] : [];
}

/** How long the list is that was answered; of another answer how many things it holds. */
function foundIn(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  if ('total' in value && typeof value.total === 'number') return value.total;
  const lists = Object.values(value).filter((part) => Array.isArray(part));
  return lists.length > 0 ? Math.max(...lists.map((part) => part.length)) : Object.keys(value).length;
}

/** The ids of all that is in it, in their order: what says at what moment it was answered differs each time. */
function idsOf(value: unknown): string {
  const ids: unknown[] = [];
  JSON.stringify(value, (key, part: unknown) => {
    if (key === 'id' || key === 'key') ids.push(part);
    return part;
  });
  return JSON.stringify(ids);
}
