import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Gives the whole run one temporary folder, in which every `os.tmpdir()` of tests and of the programs that they start lies, and
 * removes it at the end: a test that fails or is interrupted leaves nothing on the machine.
 */
export default function setUp(): void {
  const folder = mkdtempSync(join(tmpdir(), 'peyvand-tests-'));
  // PostgreSQL runs as another account when the tests run as root, and must be able to pass.
  chmodSync(folder, 0o755);
  process.env['TMPDIR'] = folder;
  process.env['TEMP'] = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
}
