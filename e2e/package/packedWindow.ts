/** The packed window in a real browser, with the headers that the shell sends and a port in place of the one that the preload hands over. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MessagePort } from 'node:worker_threads';
import { chromium, type Page } from 'playwright-core';
import { findChromium } from '../../build/testing/chromium.ts';
import { readWindowFiles } from '../../main/hosts/windowFiles.ts';
import { securityHeaders } from '../../main/hosts/windowHeaders.ts';
import { WIRE_BY_PORT, WIRE_PARAMETER } from '../../shared/rpc/portHandOver.ts';

export interface PackedWindow {
  readonly page: Page;
  /** What the content policy forbade. */
  readonly violations: readonly string[];
  readonly errors: readonly string[];
  close(): Promise<void>;
}

export interface PackedWindowOptions {
  readonly rendererDirectory: string;
  readonly openPort: () => MessagePort;
}

export async function openPackedWindow({ rendererDirectory, openPort }: PackedWindowOptions): Promise<PackedWindow> {
  const files = await readWindowFiles(rendererDirectory);
  const server = createServer((request, response) => {
    const file = files.find(new URL(request.url ?? '/', 'http://window').pathname);
    response.writeHead(file ? 200 : 404, { ...securityHeaders(), 'content-type': file?.type ?? 'text/plain' });
    response.end(file?.bytes);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const browser = await chromium.launch(await findChromium());
  const ports: MessagePort[] = [];
  const close = async (): Promise<void> => {
    for (const port of ports) port.close();
    await browser.close();
    await new Promise((resolve) => server.close(resolve));
  };
  try {
    const page = await browser.newPage({ locale: 'fa-IR', timezoneId: 'Asia/Tehran' });
    const violations: string[] = [];
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await page.exposeFunction('peyvandViolation', (violation: string) => violations.push(violation));
    await page.exposeFunction('peyvandToCore', (index: number, message: string | null) =>
      ports[index]?.postMessage(message),
    );
    await page.exposeFunction('peyvandOpenPort', () => {
      const port = openPort();
      const index = ports.push(port) - 1;
      port.on('message', (message: unknown) => {
        page
          .evaluate(([to, text]) => window.dispatchEvent(new CustomEvent(`peyvandFromCore${to}`, { detail: text })), [
            index,
            typeof message === 'string' ? message : null,
          ] as const)
          // The page may be gone by now.
          .catch(() => undefined);
      });
      return index;
    });
    await page.addInitScript(standInForPreload);
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/?${WIRE_PARAMETER}=${WIRE_BY_PORT}`);
    return { page, violations, errors, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Bridge {
  peyvandViolation(violation: string): void;
  peyvandToCore(index: number, message: string | null): void;
  peyvandOpenPort(): Promise<number>;
}

/** Runs in the page before its own scripts. */
function standInForPreload(): void {
  const bridge = window as unknown as Bridge;
  document.addEventListener('securitypolicyviolation', (event) =>
    bridge.peyvandViolation(
      `${event.violatedDirective}: ${event.blockedURI} (${event.sourceFile}:${event.lineNumber})`,
    ),
  );
  window.addEventListener('message', (event: MessageEvent<{ peyvand?: string; ask?: string } | null>) => {
    if (event.data?.peyvand !== 'wirePlease') return;
    const { ask } = event.data;
    void bridge.peyvandOpenPort().then((index) => {
      const { port1, port2 } = new MessageChannel();
      port2.addEventListener('message', ({ data }: MessageEvent<string | null>) => bridge.peyvandToCore(index, data));
      window.addEventListener(`peyvandFromCore${index}`, (fromCore) =>
        port2.postMessage((fromCore as CustomEvent<string | null>).detail),
      );
      port2.start();
      window.postMessage({ peyvand: 'wire', ask }, '*', [port1]);
    });
  });
}
