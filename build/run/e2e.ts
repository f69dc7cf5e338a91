/**
 * `npm run e2e` runs the specs of the window.
 *
 *   --host loopback|electron|shell   what the product runs on (loopback)
 *   --spec <name>              only files whose path contains this; may be repeated
 *   --headed                   show the windows
 */
import { parseArgs } from 'node:util';
import { runTool } from '../commands.ts';
import { ensureElectronBuilt } from '../package/build.ts';
import { findElectron } from './installedElectron.ts';
import { ensureRendererBuilt } from './rendererBuild.ts';
import { HEADED_VARIABLE, HOST_VARIABLE, HOSTS, isHost } from '../../e2e/window/hosts/chosenHost.ts';

process.exitCode = await run(process.argv.slice(2));

/** Exit codes: 0 when every spec passed, 1 when one failed or nothing could be run, 2 for a command line that cannot be followed. */
async function run(commandLine: string[]): Promise<number> {
  let options;
  try {
    options = readOptions(commandLine);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 2;
  }
  try {
    // Before any spec: a run that was asked for and cannot be had fails at once, with its reason.
    if (options.host === 'electron') {
      console.log(`Electron: ${findElectron()}`);
      await ensureElectronBuilt(() => console.log('Building for Electron …'));
    } else await ensureRendererBuilt(() => console.log('Building the window …'));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
  const { succeeded } = await runTool(
    'vitest',
    ['run', '--project', 'e2e', ...(options.specs.length > 0 ? options.specs : ['e2e/window'])],
    'inherited',
    { [HOST_VARIABLE]: options.host, [HEADED_VARIABLE]: options.headed ? '1' : '0' },
  );
  return succeeded ? 0 : 1;
}

function readOptions(commandLine: string[]) {
  const { values } = parseArgs({
    args: commandLine,
    options: {
      host: { type: 'string', default: 'loopback' },
      spec: { type: 'string', multiple: true, default: [] },
      headed: { type: 'boolean', default: false },
    },
  });
  const { host, spec, headed } = values;
  if (!isHost(host)) throw new Error(`--host is one of ${HOSTS.join(', ')}, not ${host}.`);
  return { host, specs: spec, headed };
}
