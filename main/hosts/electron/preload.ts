/** Entry of the preload script: sandboxed, in a world of its own beside the page. Built as one CommonJS file. */
import { ipcRenderer } from 'electron';
import { relayPorts, type PageWindow } from './window/relayPorts.ts';

// In a page `globalThis` is its window; this layer's types know no pages.
relayPorts(globalThis as unknown as PageWindow, ipcRenderer);
