/** Entry of the preload script: sandboxed, in a world of its own beside the page. Built as one CommonJS file. */
import { ipcRenderer } from 'electron';
import { relayPorts, type PageWindow } from './window/relayPorts.ts';

// This layer's types know no pages.
relayPorts(Reflect.get(globalThis, 'window') as PageWindow, ipcRenderer);
