import { afterEach, describe, expect, it } from 'vitest';
import { openFromShell } from './openFromShell.ts';
import { openPortWire } from './openPortWire.ts';

/** A page with only what the port's way needs; the shell's preload shares its `window`. */
function createPage() {
  const asks: { ask: string }[] = [];
  const ports: MessagePort[] = [];
  const events = new EventTarget();
  const page = Object.assign(events, {
    location: { origin: 'null', hash: '#/customers' },
    postMessage: (data: { ask: string }) => void asks.push(data),
  });
  const window = page as unknown as Window;
  return {
    window,
    asks,
    ports,
    location: page.location,
    hear(data: unknown, given: readonly MessagePort[] = [], source: unknown = page) {
      events.dispatchEvent(Object.assign(new Event('message'), { data, source, ports: given }));
    },
    /** The core's end of a port that is handed over for this ask. */
    handOver(ask: string, source: unknown = page): MessagePort {
      const { port1, port2 } = new MessageChannel();
      ports.push(port1, port2);
      this.hear({ peyvand: 'wire', ask }, [port1], source);
      return port2;
    },
  };
}

const pages: ReturnType<typeof createPage>[] = [];
const open = () => {
  const page = createPage();
  pages.push(page);
  const opening = openPortWire(page.window);
  const [asked] = page.asks;
  if (!asked) throw new Error('the page asked for nothing');
  return { page, ask: asked.ask, ...opening };
};
afterEach(() => {
  for (const { ports } of pages.splice(0)) for (const port of ports) port.close();
});

const nextOn = (port: MessagePort): Promise<unknown> =>
  new Promise((resolve) => {
    port.addEventListener('message', (event) => resolve(event.data), { once: true });
    port.start();
  });
const isSettled = (promise: Promise<unknown>): Promise<boolean> =>
  Promise.race([
    promise.then(
      () => true,
      () => true,
    ),
    new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 30)),
  ]);

describe('a wire over a port of the shell', () => {
  it('is ready when the port for its own ask has come; what was said before is said then', async () => {
    const { page, ask, wire, ready } = open();
    wire.send('early');
    const core = page.handOver(ask);
    await ready;
    expect(await nextOn(core)).toBe('early');
    const heard = new Promise((resolve) => wire.onMessage(resolve));
    core.postMessage('answer');
    expect(await heard).toBe('answer');
  });

  it('takes no port of another ask, of another window, without a port, or a second one', async () => {
    const { page, ask, wire, ready } = open();
    page.handOver('11111111-1111-4111-8111-111111111111');
    page.handOver(ask, {});
    page.hear({ peyvand: 'wire', ask });
    page.hear(null);
    expect(await isSettled(ready)).toBe(false);
    const core = page.handOver(ask);
    await ready;
    const forged = page.handOver(ask);
    const said = nextOn(core);
    wire.send('mine');
    expect(await said).toBe('mine');
    expect(await isSettled(nextOn(forged))).toBe(false);
  });

  it('ends when the shell says that the core is gone, not before it has begun', async () => {
    const { page, ask, wire, ready } = open();
    let ended = false;
    wire.onClose(() => (ended = true));
    page.hear({ peyvand: 'wireEnded' });
    page.handOver(ask);
    await ready;
    page.hear({ peyvand: 'wireEnded' }, [], {});
    await Promise.resolve();
    expect(ended).toBe(false);
    page.hear({ peyvand: 'wireEnded' });
    await Promise.resolve();
    expect(ended).toBe(true);
  });

  it('ends with its port; closed before a port came, it wants none any more', async () => {
    const first = open();
    const core = first.page.handOver(first.ask);
    const ended = new Promise<void>((resolve) => first.wire.onClose(resolve));
    core.postMessage(null);
    await ended;
    const second = open();
    second.wire.close();
    await expect(second.ready).rejects.toThrow('closed');
    const late = second.page.handOver(second.ask);
    expect(await isSettled(nextOn(late))).toBe(false);
  });
});

describe('a place that the shell asks for', () => {
  it('is gone to when it is one within the window, said by its own window', () => {
    const page = createPage();
    openFromShell(page.window);
    page.hear({ peyvand: 'open', address: '#/orders/1' }, [], {});
    for (const address of [
      'https://example.com/',
      'javascript:alert(1)',
      '/orders',
      '#orders',
      '#/a b',
      '#/"><x',
      5,
      `#/${'a'.repeat(3_000)}`,
    ])
      page.hear({ peyvand: 'open', address });
    expect(page.location.hash).toBe('#/customers');
    page.hear({ peyvand: 'open', address: '#/orders/1' });
    expect(page.location.hash).toBe('#/orders/1');
  });
});
