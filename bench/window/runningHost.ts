import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface RunningHost {
  /** Lets one browser in. */
  readonly url: string;
  stop(): Promise<void>;
}

export async function startHost(dataDirectory: string, rendererDirectory: string): Promise<RunningHost> {
  const child = fork(join(import.meta.dirname, 'hostProcess.ts'), [dataDirectory, rendererDirectory], { execArgv: [] });
  const ended = once(child, 'exit');
  const first = await Promise.race([once(child, 'message'), ended.then(() => null)]);
  if (first === null) throw new Error('the host ended before it had a window to offer');
  return {
    url: String(first[0]),
    async stop() {
      child.send('stop');
      await ended;
    },
  };
}
