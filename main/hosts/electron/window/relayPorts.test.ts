import { describe, expect, it } from 'vitest';
import { relayPorts, type IpcToMain, type PageWindow } from './relayPorts.ts';
import { windowUrl } from './windowAddress.ts';

describe('the preload script', () => {
  interface Side {
    page: PageWindow & { told: [unknown, string, unknown[]][]; say(data: unknown, source?: unknown): void };
    ipc: IpcToMain & {
      sent: unknown[][];
      deliver(channel: string, ports: object[], ...facts: unknown[]): void;
      channels: string[];
    };
  }
  function open(href = windowUrl(), isTop = true): Side {
    const told: [unknown, string, unknown[]][] = [];
    let hear: (event: { data: unknown; source: unknown }) => void = () => {};
    const page: Side['page'] = {
      location: { href },
      get top() {
        return isTop ? page : null;
      },
      addEventListener: (_type, listener) => (hear = listener),
      postMessage: (message, targetOrigin, ports = []) => void told.push([message, targetOrigin, ports]),
      told,
      say: (data, source = page) => hear({ data, source }),
    };
    const listeners = new Map<string, Parameters<IpcToMain['on']>[1]>();
    const sent: unknown[][] = [];
    const ipc: Side['ipc'] = {
      sent,
      send: (...facts) => void sent.push(facts),
      on: (channel, listener) => listeners.set(channel, listener),
      deliver: (channel, ports, ...facts) => listeners.get(channel)?.({ ports }, ...facts),
      get channels() {
        return [...listeners.keys()];
      },
    };
    relayPorts(page, ipc);
    return { page, ipc };
  }

  it('carries an ask to the main process and the port to the page', () => {
    const { page, ipc } = open();
    page.say({ peyvand: 'wirePlease', ask: 'abc-1' });
    expect(ipc.sent).toEqual([['peyvand:wire-please', 'abc-1']]);
    const port = {};
    ipc.deliver('peyvand:wire', [port], 'abc-1');
    ipc.deliver('peyvand:wire-ended', []);
    ipc.deliver('peyvand:open', [], '#/orders/1');
    expect(page.told.map(([message, , ports]) => [message, ports])).toEqual([
      [{ peyvand: 'wire', ask: 'abc-1' }, [port]],
      [{ peyvand: 'wireEnded' }, []],
      [{ peyvand: 'open', address: '#/orders/1' }, []],
    ]);
  });

  it('hears nobody but its own page, and nothing but an ask', () => {
    const { page, ipc } = open();
    page.say({ peyvand: 'wirePlease', ask: 'a' }, {});
    page.say({ peyvand: 'wirePlease', ask: 'a' }, null);
    for (const forged of [
      null,
      'wirePlease',
      [],
      { peyvand: 'open', address: '#/' },
      { peyvand: 'wirePlease' },
      { peyvand: 'wirePlease', ask: 'a b' },
      { peyvand: 'wirePlease', ask: 'x'.repeat(65) },
      { peyvand: 'wirePlease', ask: { toString: () => 'a' } },
    ])
      page.say(forged);
    expect(ipc.sent).toEqual([]);
  });

  it('does nothing at all in a frame, or at another address', () => {
    for (const { ipc } of [
      open(windowUrl(), false),
      open('https://example.com/'),
      open('about:blank'),
      open('peyvand-app://other/'),
    ])
      expect(ipc.channels).toEqual([]);
  });
});
