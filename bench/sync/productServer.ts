/** Peyvand's own server in a process of its own, as `npm run server` starts it. */
import { startServer, type RunningServer } from '../../server/main.ts';
import { serveCommands } from './commands.ts';
import { usageCommands } from './usage.ts';

let server: RunningServer | null = null;

serveCommands(
  {
    ...usageCommands(),
    async start({ databaseUrl, directory }: { databaseUrl: string; directory: string }): Promise<string> {
      server = await startServer({ databaseUrl, port: 0, dataDirectory: directory, logLevel: 'silent' });
      return server.url;
    },
  },
  async () => {
    await server?.close();
  },
);
