/** Entry of the preload script: sandboxed, in a world of its own beside the page. Built as one CommonJS file. */
import { ipcRenderer } from 'electron';
import { relayPorts, type PageWindow } from './window/relayPorts.ts';

// This layer's types know no pages.
const page: PageWindow = Reflect.get(globalThis, 'window');
relayPorts(page, ipcRenderer);
