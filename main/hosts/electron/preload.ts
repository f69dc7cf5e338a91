/** Entry of the preload script: sandboxed, in a world of its own beside the page. Built as one CommonJS file. */
import { ipcRenderer } from 'electron';
import { relayPorts } from './window/relayPorts.ts';

relayPorts(window as never, ipcRenderer);
