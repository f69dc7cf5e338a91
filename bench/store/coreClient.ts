/** Starts a core process and opens a window to it. */
import { fork, type ChildProcess } from 'node:child_process';
import { WebSocket } from 'ws';
import { createContractClient, type CoreClient } from '../../shared/rpc/client.ts';
import { createWebSocketWire, type WebSocketLike } from '../../shared/rpc/webSocketWire.ts';
import type { Answer, Question } from './coreProcess.ts';
import { PASSPHRASE, type Dataset } from './dataset.ts';
import type { Memory } from './memoryOfProcess.ts';

export interface RunningCore {
  readonly window: CoreClient;
  /** Opens the profile's store, as a person's passphrase does. */
  unlock(): Promise<void>;
  memory(): Promise<Memory>;
  /** Milliseconds of all its threads since it was started. */
  processorTime(): Promise<number>;
  /** Puts a checkpoint with this version of so many customers into the staging. */
  stage(rows: number, version: number): Promise<void>;
  /** Milliseconds of applying it. */
  apply(): Promise<number>;
  stop(): Promise<void>;
}

/** @param program What `bundleCore` made. */
export async function startCore(program: string, { directory, profileId }: Dataset): Promise<RunningCore> {
  const child = fork(program, [directory], { execArgv: [] });
  const opened = await nextAnswer(child);
  if (opened === null || !('port' in opened)) throw new Error('the core process said no port');
  const socket = new WebSocket(`ws://127.0.0.1:${opened.port}`, { perMessageDeflate: false });
  const window = createContractClient(createWebSocketWire(socket as unknown as WebSocketLike));
  const ask = async (question: Question): Promise<Answer> => {
    const answer = nextAnswer(child);
    child.send(question);
    return answer;
  };
  return {
    window,
    async unlock() {
      await window.session.unlock({ profileId, passphrase: PASSPHRASE });
    },
    async memory() {
      const answer = await ask({ ask: 'memory' });
      if (answer === null || !('memory' in answer)) throw new Error('no memory in the answer');
      return answer.memory;
    },
    async processorTime() {
      const answer = await ask({ ask: 'processorTime' });
      if (answer === null || !('milliseconds' in answer)) throw new Error('no processor time in the answer');
      return answer.milliseconds;
    },
    async stage(rows, version) {
      await ask({ ask: 'stage', rows, version });
    },
    async apply() {
      const answer = await ask({ ask: 'apply' });
      if (answer === null || !('milliseconds' in answer)) throw new Error('the checkpoint was not applied');
      return answer.milliseconds;
    },
    async stop() {
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.send({ ask: 'stop' } satisfies Question);
      socket.terminate();
      await ended;
    },
  };
}

function nextAnswer(child: ChildProcess): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`the core process ended with code ${code}`));
    child.once('exit', onExit);
    child.once('message', (answer) => {
      child.off('exit', onExit);
      resolve(answer as Answer);
    });
  });
}

/** The first value of a live query; the query is ended. */
export async function firstOf<Value>(stream: Promise<AsyncIterable<Value>>): Promise<Value> {
  for await (const value of await stream) return value;
  throw new Error('the stream ended without a value');
}
