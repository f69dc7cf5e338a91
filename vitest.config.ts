import { defineConfig } from 'vitest/config';

/**
 * Two projects. `unit` is everything that needs no window, integration tests with real files and a real PostgreSQL included;
 * `e2e` drives a real browser against real hosts, one spec at a time.
 */
export default defineConfig({
  test: {
    globalSetup: ['build/testing/temporaryFolder.ts', 'build/testing/postgres.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{shared,main,renderer,server,build,simulation,bench}/**/*.test.{ts,tsx}'],
          environment: 'node',
          pool: 'forks',
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.spec.ts'],
          environment: 'node',
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          // A window is given time, on a slow machine too; what it must show, it must show in the end.
          expect: { poll: { timeout: 15_000, interval: 50 } },
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
