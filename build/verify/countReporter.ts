import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

export interface TestCounts {
  passed: number;
  failed: number;
}

/** Names the file that the counts are written to. */
export const COUNTS_VARIABLE = 'PEYVAND_TEST_COUNTS';

/**
 * Writes how many tests passed and failed, as JSON, and prints nothing. A file that could not be loaded has no test that
 * failed, and an error outside every test belongs to none: each counts as one failure.
 */
export default class CountReporter implements Reporter {
  onTestRunEnd(testModules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const counts: TestCounts = { passed: 0, failed: unhandledErrors.length };
    for (const module of testModules) {
      const states = [...module.children.allTests()].map((test) => test.result().state);
      const failed = states.filter((state) => state === 'failed').length;
      counts.passed += states.filter((state) => state === 'passed').length;
      counts.failed += failed === 0 && module.state() === 'failed' ? 1 : failed;
    }
    const path = process.env[COUNTS_VARIABLE];
    if (path !== undefined) writeFileSync(path, JSON.stringify(counts));
  }
}
