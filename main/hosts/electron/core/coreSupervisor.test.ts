import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createManualClock, type ManualClock } from '../../../../shared/base/clock.ts';
import { noKeychain } from '../../../core/ports/keychain.ts';
import { createManualTimers, type ManualTimers } from '../../../core/ports/manualTimers.ts';
import { createElectronDouble, type ChildDouble, type ElectronDouble } from '../testing/electronDouble.ts';
import { createCoreSupervisor, FAILURES_IN_A_ROW, PATIENCE, type CoreSupervisor } from './coreSupervisor.ts';

let clock: ManualClock;
let timers: ManualTimers;
let double: ElectronDouble;
let core: CoreSupervisor;
let states: string[];

beforeEach(() => {
  clock = createManualClock(0);
  timers = createManualTimers(clock);
  double = createElectronDouble({ directory: '/nowhere' });
  core = createCoreSupervisor({
    electron: double.electron,
    modulePath: '/built/coreProcess.mjs',
    settings: { dataDirectory: '/data', serverUrl: null },
    keychain: noKeychain,
    clock,
    timers,
    log: () => {},
  });
  states = [];
  core.onState((state) => void states.push(state));
});

function child(): ChildDouble {
  const last = double.children.at(-1);
  if (!last) throw new Error('nothing was forked');
  return last;
}
const ready = (): void => void child().emit('message', { type: 'ready' });
const crash = (): void => void child().emit('exit', 139);

describe('the core process', () => {
  it('is told where its data lies, and gets no switches for Node from outside', () => {
    const foreign = { NODE_OPTIONS: '', NODE_TLS_REJECT_UNAUTHORIZED: '1', ELECTRON_RUN_AS_NODE: '1' };
    for (const [name, value] of Object.entries({ ...foreign, NODE_EXTRA_CA_CERTS: '/company.pem' }))
      vi.stubEnv(name, value);
    crash();
    timers.advance(PATIENCE.firstRestart);
    vi.unstubAllEnvs();
    expect(child().modulePath).toBe('/built/coreProcess.mjs');
    expect(Object.keys(child().options.env ?? {}).filter((name) => name in foreign)).toEqual([]);
    expect(child().options.env).toMatchObject({ NODE_EXTRA_CA_CERTS: '/company.pem' });
    expect(child().options.execArgv).toBeUndefined();
    expect(child().said).toEqual([
      { message: { type: 'start', settings: { dataDirectory: '/data', serverUrl: null } }, ports: [] },
    ]);
  });

  it('SEC-2: is answered about the keychain, while it is the one that runs', async () => {
    child().emit('message', { type: 'keychain', id: 7, question: { ask: 'standing' } });
    await Promise.resolve().then(() => Promise.resolve());
    expect(child().said.at(-1)?.message).toEqual({
      type: 'keychain',
      id: 7,
      answer: { ask: 'standing', standing: 'none' },
    });
    expect(states).toEqual([]);
    child().emit('message', { type: 'keychain', id: 8, question: { ask: 'open', sealed: 'AAAA', more: 1 } });
    await Promise.resolve().then(() => Promise.resolve());
    expect(child().heard()).toEqual(['start', 'keychain']);
  });

  it('gives a port when there is a core; of two asks of one window the later counts', () => {
    const given: string[] = [];
    core.offerPort('window-1', () => given.push('early'));
    core.offerPort('window-1', () => given.push('late'));
    core.offerPort('window-2', () => given.push('gone'));
    core.withdraw('window-2');
    expect(given).toEqual([]);
    ready();
    expect(given).toEqual(['late']);
    core.offerPort('window-3', () => given.push('at once'));
    expect(given).toEqual(['late', 'at once']);
    expect(child().heard()).toEqual(['start', 'serve', 'serve']);
    expect(child().said.at(1)?.ports).toHaveLength(1);
  });

  it('is started again when it dies, later after each failure in a row, and asks the person in the end', () => {
    ready();
    const pauses = [250, 500, 1_000, 2_000];
    expect(pauses).toHaveLength(FAILURES_IN_A_ROW - 1);
    for (const [index, pause] of pauses.entries()) {
      crash();
      timers.advance(pause - 1);
      expect(double.children).toHaveLength(index + 1);
      timers.advance(1);
      expect(double.children).toHaveLength(index + 2);
    }
    crash();
    expect(core.state()).toBe('failing');
    expect(timers.size).toBe(0);
    core.tryAgain();
    expect(double.children).toHaveLength(FAILURES_IN_A_ROW + 1);
    ready();
    expect(states).toEqual(['running', 'restarting', 'failing', 'restarting', 'running']);
  });

  it('forgives a crash after a time of good work, also of one that ended with code 0 unasked', () => {
    for (let day = 0; day < 10; day += 1) {
      ready();
      clock.advance(PATIENCE.well);
      child().emit('exit', 0);
      timers.advance(PATIENCE.firstRestart);
    }
    expect(core.state()).toBe('restarting');
    expect(double.children).toHaveLength(11);
  });

  it('ends one that never says it is ready', () => {
    timers.advance(PATIENCE.start - 1);
    expect(child().kills).toBe(0);
    timers.advance(1);
    expect(child().kills).toBe(1);
    child().emit('exit', 15);
    expect(core.state()).toBe('restarting');
  });

  it('is asked to close, given time, and only then ended', async () => {
    ready();
    let isClosed = false;
    const closing = core.close().then(() => {
      isClosed = true;
    });
    expect(child().heard()).toEqual(['start', 'close']);
    expect(core.close()).toBe(core.close());
    timers.advance(PATIENCE.close - 1);
    expect(child().kills).toBe(0);
    timers.advance(1);
    expect(child().kills).toBe(1);
    await Promise.resolve();
    expect(isClosed).toBe(false);
    child().emit('exit', 15);
    await closing;
    expect(core.state()).toBe('closed');
    expect(double.children).toHaveLength(1);
  });

  it('that will not even be killed keeps nobody from ending', async () => {
    ready();
    const closing = core.close();
    timers.advance(PATIENCE.close + PATIENCE.kill);
    await closing;
    expect(core.state()).toBe('closed');
  });

  it('is not started again when it dies while the program waits to end', async () => {
    crash();
    await core.close();
    expect(core.state()).toBe('closed');
    expect(timers.size).toBe(0);
    core.offerPort('window-1', () => {
      throw new Error('a port of a closed core');
    });
  });

  it('is believed no message of another shape', () => {
    for (const message of [null, 'ready', { type: 'ready', more: 1 }, { type: 'log', event: 5 }, { type: 'start' }])
      child().emit('message', message);
    expect(core.state()).toBe('starting');
  });
});
