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
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
