/** Programs of a bench in processes of their own, asked over Node's IPC: one command, one answer. */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** A process that answers commands. */
export interface Program {
  ask<Answer>(command: string, facts?: unknown): Promise<Answer>;
  /** Ends it in good order; resolves when it is gone. */
  stop(): Promise<void>;
}

interface Question {
  readonly id: number;
  readonly command: string;
  readonly facts: unknown;
}

type Answer = { readonly id: number } & ({ readonly answer: unknown } | { readonly error: string });

const STOP = 'stop';

/** @param file Beside this one. `node` options (`--cpu-prof`) are handed on from `PEYVAND_BENCH_NODE`, for profiles. */
export function startProgram(file: string): Program {
  const profiling = (process.env['PEYVAND_BENCH_NODE'] ?? '').split(' ').filter((option) => option !== '');
  const child: ChildProcess = fork(join(import.meta.dirname, file), {
    execArgv: ['--expose-gc', ...profiling],
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>();
  let lastId = 0;
  const { promise: gone, resolve: onGone } = Promise.withResolvers<void>();
  child.on('message', (answer: Answer) => {
    const question = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('error' in answer) question?.reject(new Error(`${file}: ${answer.error}`));
    else question?.resolve(answer.answer);
  });
  child.once('exit', (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`${file} ended (${signal ?? code})`));
    waiting.clear();
    onGone();
  });
  // A bench that is interrupted leaves nothing behind.
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const ask = (command: string, facts?: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      lastId += 1;
      waiting.set(lastId, { resolve, reject });
      child.send({ id: lastId, command, facts } satisfies Question);
    });
  return {
    ask: <Reply>(command: string, facts?: unknown) => ask(command, facts) as Promise<Reply>,
    async stop() {
      if (child.connected) child.send({ id: 0, command: STOP, facts: null } satisfies Question);
      await gone;
      process.off('exit', kill);
    },
  };
}

export type Commands = Readonly<Record<string, (facts: never) => unknown>>;

/** The other end: answers until it is told to stop or its parent is gone. */
export function serveCommands(commands: Commands, close: () => Promise<void> | void): void {
  const end = async (): Promise<void> => {
    await close();
    process.exit(0);
  };
  const answer = async ({ id, command, facts }: Question): Promise<Answer> => {
    const run = commands[command] as ((facts: unknown) => unknown) | undefined;
    if (!run) return { id, error: `no command ${command}` };
    try {
      return { id, answer: await run(facts) };
    } catch (error) {
      return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
  };
  process.on('message', (question: Question) => {
    if (question.command === STOP) void end();
    else void answer(question).then((reply) => process.send?.(reply));
  });
  process.once('disconnect', () => void end());
  // Interrupted at the terminal: the parent decides.
  process.on('SIGINT', () => undefined);
}
