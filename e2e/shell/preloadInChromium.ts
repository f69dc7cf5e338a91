/** The preload script of the shell in a browser: the same relay, with Playwright's bindings in the place of Electron's `ipcRenderer`. */
import { relayPorts, type PageWindow } from '../../main/hosts/electron/window/relayPorts.ts';
import { WINDOW_ORIGIN } from '../../main/hosts/electron/window/windowAddress.ts';

/** Bound by `shellHost.ts`. */
interface Bindings {
  shellHears(channel: string, facts: readonly unknown[]): void;
}

type Listener = (event: { readonly ports: readonly MessagePort[] }, ...facts: unknown[]) => void;

const bindings = window as unknown as Bindings;
const listenersByChannel = new Map<string, Listener>();

// A browser has no scheme of ours: the page's address is told as the one that it stands for.
const page = new Proxy(window, {
  get(target, name) {
    if (name === 'location') return { href: target.location.href.replace(target.location.origin, WINDOW_ORIGIN) };
    if (name === 'top') return target.top === target ? page : target.top;
    if (name === 'addEventListener')
      return (type: 'message', listener: (event: { data: unknown; source: unknown }) => void) =>
        target.addEventListener(type, ({ data, source }) =>
          listener({ data: data as unknown, source: source === target ? page : source }),
        );
    const member: unknown = Reflect.get(target, name);
    return typeof member === 'function' ? (member.bind(target) as unknown) : member;
  },
}) as unknown as PageWindow;

relayPorts(page, {
  send: (channel, ...facts) => bindings.shellHears(channel, facts),
  on: (channel, listener) => listenersByChannel.set(channel, listener),
});

/** Of the port that is on its way to the page. */
let handedOver: WebSocket | null = null;

// A port of Electron leads out of the page at once, also for what is said as the page goes. One to another port in the same page does not:
// so the page's end, once it has arrived by the real transfer, says what it is told straight to a socket that leads to the shell.
window.addEventListener('message', ({ ports: [port] }) => {
  if (!port || !handedOver) return;
  const socket = handedOver;
  handedOver = null;
  port.postMessage = (message: unknown) => {
    // A port whose other end is gone takes words and loses them.
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  };
});

/** From the shell: a message, with the name of a port or without. */
Object.assign(window, {
  async shellSays(channel: string, facts: readonly unknown[], portName: string | null) {
    const given: MessagePort[] = [];
    if (portName !== null) {
      const { port1, port2 } = new MessageChannel();
      const socket = new WebSocket(`ws://${location.host}/${portName}`);
      socket.addEventListener('message', ({ data }) => port2.postMessage(JSON.parse(String(data))));
      await new Promise((resolve) => socket.addEventListener('open', resolve));
      handedOver = socket;
      given.push(port1);
    }
    listenersByChannel.get(channel)?.({ ports: given }, ...facts);
  },
});
