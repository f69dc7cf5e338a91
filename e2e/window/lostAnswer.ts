import { expect } from 'vitest';
import type { AppWindow } from './pages/appWindow.ts';

/** Acts, and lets the answer be lost. @param isDone What is waited for before the line breaks, where the first words of the core are not the last. */
export type LoseAnswer = (act: () => Promise<void>, isDone?: () => Promise<boolean>) => Promise<void>;

/** From then on an answer may be lost: the connection breaks when the core has spoken, and nothing of that arrived. */
export async function listenToCore(window: AppWindow): Promise<LoseAnswer> {
  let missed: number | null = null;
  let hangUp = (): Promise<void> => Promise.resolve();
  await window.page.context().routeWebSocket(/./, (socket) => {
    const core = socket.connectToServer();
    hangUp = () => socket.close();
    socket.onMessage((message) => core.send(message));
    core.onMessage((message) => {
      if (missed === null) socket.send(message);
      else missed += 1;
    });
  });
  await window.reload();
  return async (act, isDone) => {
    missed = 0;
    await act();
    if (isDone) await expect.poll(isDone).toBe(true);
    await expect.poll(() => missed).toBeGreaterThan(1);
    await hangUp();
    missed = null;
  };
}
