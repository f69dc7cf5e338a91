/** Runs Argon2id on a thread of its own: 0.3 s of pure arithmetic would otherwise hold up every request of the node. */
import { argon2id, argon2Verify } from 'hash-wasm';
import { parentPort } from 'node:worker_threads';
import type { PasswordAnswer, PasswordTask } from './passwords.ts';

/** 64 MiB and three passes: the second choice of RFC 9106, section 4, with one lane. */
const COST = { memorySize: 64 * 1024, iterations: 3, parallelism: 1, hashLength: 32 } as const;

const port = parentPort;
if (!port) throw new Error('passwordWorker.ts is a worker: start it through passwords.ts');

port.on('message', (task: PasswordTask) => {
  void work(task).then((answer) => port.postMessage(answer));
});

async function work(task: PasswordTask): Promise<PasswordAnswer> {
  try {
    if (task.type === 'hash')
      return {
        ok: true,
        value: await argon2id({ ...COST, password: task.password, salt: task.salt, outputType: 'encoded' }),
      };
    return { ok: true, value: await argon2Verify({ password: task.password, hash: task.hash }) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
