import { describe } from 'vitest';
import { createHttpTransport } from '../../main/core/sync/index.ts';
import { startServer } from '../../server/main.ts';
import { twoRepsContract } from './twoReps.contract.ts';

describe('two reps and a manager, by direct call', () => {
  twoRepsContract({
    open: (company) => Promise.resolve({ transport: () => company.transport(), close: () => Promise.resolve() }),
  });
});

describe('two reps and a manager, over HTTP to two nodes of one server', () => {
  twoRepsContract({
    async open({ databaseUrl, dataDirectory }) {
      const start = () => startServer({ databaseUrl, port: 0, dataDirectory, logLevel: 'silent' });
      const nodes = [await start(), await start()];
      let next = 0;
      return {
        // Every device on the other node than the one before it.
        transport: () => createHttpTransport(nodes[next++ % nodes.length]?.url ?? ''),
        async close() {
          await Promise.all(nodes.map((node) => node.close()));
        },
      };
    },
  });
});
