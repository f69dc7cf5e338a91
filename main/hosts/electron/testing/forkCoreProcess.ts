/** `utilityProcess.fork` with a real process under it: {@link parentPortStandIn}. What it is asked to run is the real core process. */
import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ForkOptions, MessagePortMain } from 'electron';
import type { Carried } from './parentPortStandIn.ts';

const STAND_IN = fileURLToPath(new URL('./parentPortStandIn.ts', import.meta.url));

export class ForkedCore extends EventEmitter {
  readonly child: ChildProcess;
  private readonly ports = new Map<number, MessagePortMain>();

  constructor(options: ForkOptions) {
    super();
    // `spawn` of Electron takes the very environment it is given.
    this.child = fork(STAND_IN, [], { env: { ...options.env }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.child.on('message', (carried: Carried) => {
      if (carried.carries === 'message') this.emit('message', carried.data);
      else if (carried.carries === 'port') this.ports.get(carried.port)?.postMessage(carried.data);
      else this.ports.get(carried.port)?.close();
    });
    // Killed outright there is a signal and no code; Electron gives a number then, too.
    this.child.on('exit', (code) => {
      for (const port of this.ports.values()) port.close();
      this.emit('exit', code ?? 9);
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  kill(): boolean {
    return this.child.kill();
  }

  postMessage(data: unknown, ports: MessagePortMain[] = []): void {
    this.send({ carries: 'message', data, ports: ports.map((port) => this.carry(port)) });
  }

  private carry(port: MessagePortMain): number {
    const number = this.ports.size + 1;
    this.ports.set(number, port);
    port.on('message', ({ data }) => this.send({ carries: 'port', port: number, data }));
    port.on('close', () => this.send({ carries: 'close', port: number }));
    port.start();
    return number;
  }

  private send(carried: Carried): void {
    // It may be dying while this is written: Electron drops such messages too.
    if (this.child.connected) this.child.send(carried, () => undefined);
  }
}
