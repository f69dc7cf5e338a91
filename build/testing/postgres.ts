import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../server/store/embeddedPostgres.ts';
import type { EmbeddedPostgres } from '../../server/store/embeddedPostgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where a test asks for the run's PostgreSQL: a port on 127.0.0.1 that answers with one line of JSON. */
    postgresLauncherPort: number;
  }
}

/**
 * One throwaway PostgreSQL for the whole run, started when the first test asks for it: a run of pure tests never pays for
 * it. `createTestDatabase` is what tests use.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  let postgres: Promise<EmbeddedPostgres> | undefined;
  const startOnce = (): Promise<EmbeddedPostgres> => {
    postgres ??= mkdtemp(join(tmpdir(), 'peyvand-test-postgres-')).then((directory) =>
      startEmbeddedPostgres({ directory, throwaway: true }),
    );
    return postgres;
  };
  const launcher = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    startOnce().then(
      ({ url }) => socket.end(JSON.stringify({ url })),
      (error: unknown) => socket.end(JSON.stringify({ error: error instanceof Error ? error.message : String(error) })),
    );
  });
  await new Promise<void>((listening) => launcher.listen(0, '127.0.0.1', listening));
  launcher.unref();
  project.provide('postgresLauncherPort', (launcher.address() as AddressInfo).port);

  return async () => {
    launcher.close();
    const started = await postgres?.catch(() => undefined);
    await started?.stop();
  };
}
