/** The preload script of the shell in a browser: the same relay, with Playwright's bindings in the place of Electron's `ipcRenderer`. */
import { relayPorts, type PageWindow } from '../../main/hosts/electron/window/relayPorts.ts';
import { WINDOW_ORIGIN } from '../../main/hosts/electron/window/windowAddress.ts';

/** Bound by `shellHost.ts`. */
interface Bindings {
  shellHears(channel: string, facts: readonly unknown[]): void;
  shellPortHears(port: number, message: unknown): void;
}

type Listener = (event: { readonly ports: readonly MessagePort[] }, ...facts: unknown[]) => void;

const bindings = window as unknown as Bindings;
const listenersByChannel = new Map<string, Listener>();
const ports = new Map<number, MessagePort>();

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

/** From the shell: a message, with or without a port. */
Object.assign(window, {
  shellSays(channel: string, facts: readonly unknown[], portNumber: number | null) {
    const given: MessagePort[] = [];
    if (portNumber !== null) {
      const { port1, port2 } = new MessageChannel();
      port2.addEventListener('message', ({ data }) => bindings.shellPortHears(portNumber, data));
      port2.start();
      ports.set(portNumber, port2);
      given.push(port1);
    }
    listenersByChannel.get(channel)?.({ ports: given }, ...facts);
  },
  shellPortSays(portNumber: number, message: unknown) {
    ports.get(portNumber)?.postMessage(message);
  },
});
