/** Page → preload script → main process, and links from outside. */
import { EventEmitter } from 'node:events';
import { placeOnCommandLine } from '../../../../main/hosts/electron/desktop/deepLinks.ts';
import { relayPorts, type IpcToMain, type PageWindow } from '../../../../main/hosts/electron/window/relayPorts.ts';
import { CHANNELS, windowUrl } from '../../../../main/hosts/electron/window/windowAddress.ts';
import { offerWires } from '../../../../main/hosts/electron/window/wireOffers.ts';
import { isAsk, isPageAddress, readPageMessage, readShellMessage } from '../../../../shared/rpc/portHandOver.ts';
import type { Outcome } from '../../boundary.ts';

/** Where an ask for a wire comes from; all but the first have no right to one. */
export const SENDERS = [
  'our page',
  'no frame',
  'a frame inside',
  'elsewhere',
  'one of its files',
  'not our window',
] as const;
export type Sender = (typeof SENDERS)[number];

function openPreload(): {
  say(data: unknown): void;
  deliver(channel: string, ports: object[], ...facts: unknown[]): void;
  readonly sent: unknown[][];
  readonly told: unknown[];
} {
  let hear: Parameters<PageWindow['addEventListener']>[1] = () => undefined;
  const [sent, told]: [unknown[][], unknown[]] = [[], []];
  const page: PageWindow = {
    location: { href: windowUrl() },
    get top() {
      return page;
    },
    addEventListener: (_type, listener) => void (hear = listener),
    postMessage: (message) => void told.push(message),
  };
  const listeners = new Map<string, Parameters<IpcToMain['on']>[1]>();
  relayPorts(page, {
    send: (...facts) => void sent.push(facts),
    on: (channel, listener) => listeners.set(channel, listener),
  });
  return {
    say: (data) => hear({ data, source: page }),
    deliver: (channel, ports, ...facts) => listeners.get(channel)?.({ ports }, ...facts),
    sent,
    told,
  };
}

export function sayInPage(value: unknown): Outcome {
  const { say, sent } = openPreload();
  say(value);
  const isHeard = sent.every(
    ([channel, ask, ...more]) => channel === CHANNELS.wirePlease && isAsk(ask) && more.length === 0,
  );
  const broken = isHeard && sent.length <= 1 ? [] : ['the preload script passes on what is no ask'];
  if (sent.length > 0 && readPageMessage(value) === null) broken.push('what is no message of a page was heard');
  return { answer: sent.length > 0 ? 'heard' : 'not heard', broken };
}

export function sayToPreload(value: unknown, channel: string, ports: number): Outcome {
  const { deliver, told } = openPreload();
  deliver(
    channel,
    Array.from({ length: ports }, () => ({})),
    value,
  );
  const heard = told.map(readShellMessage);
  const broken = told.length <= 1 ? [] : ['one message became several'];
  for (const message of heard)
    if (message?.peyvand === 'open' && !isPageAddress(message.address)) broken.push('a page is sent elsewhere');
  return { answer: told.length === 0 ? 'not told' : (heard[0]?.peyvand ?? 'told, not read'), broken };
}

export function askMain(value: unknown, sender: Sender): Outcome {
  const ipcMain = new EventEmitter();
  let offered = 0;
  offerWires({
    electron: { ipcMain } as never,
    core: { offerPort: () => void (offered += 1), withdraw: () => undefined, onState: () => () => undefined },
    isOurs: () => sender !== 'not our window',
    onPageReady: () => undefined,
    log: () => undefined,
  });
  const url =
    sender === 'elsewhere'
      ? 'https://evil.example/'
      : sender === 'one of its files'
        ? new URL('x.js', windowUrl()).href
        : windowUrl();
  const frame = {
    url,
    parent: sender === 'a frame inside' ? {} : null,
    isDestroyed: () => false,
    postMessage: () => undefined,
  };
  const contents = Object.assign(new EventEmitter(), { id: 1, isDestroyed: () => false });
  ipcMain.emit(CHANNELS.wirePlease, { sender: contents, senderFrame: sender === 'no frame' ? null : frame }, value);
  const isEntitled = sender === 'our page' && isAsk(value);
  return {
    answer: offered > 0 ? 'given a wire' : 'refused',
    broken: offered === (isEntitled ? 1 : 0) ? [] : [`${sender}: ${offered} wires were offered`],
  };
}

export function followLink(value: unknown): Outcome {
  const place = placeOnCommandLine(['peyvand', String(value)]);
  return {
    answer: place === null ? 'no link' : 'a place',
    broken: place === null || isPageAddress(place) ? [] : ['a link leads elsewhere'],
  };
}
