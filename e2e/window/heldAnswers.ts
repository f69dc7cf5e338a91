import type { AppWindow } from './pages/appWindow.ts';

export interface HeldAnswers {
  /** From now on the core is heard by nobody; it hears everything. */
  hold(): void;
  /** All that it said meanwhile comes, in its order. */
  release(): void;
  /** Nobody will hear what it said meanwhile: the page is gone. */
  forget(): void;
  /** Has the core been told these words? */
  wasTold(words: string): boolean;
}

/** A window whose core can be made to answer late; of every page that is opened beside it as well. */
export async function holdableAnswers(window: AppWindow): Promise<HeldAnswers> {
  let kept: (() => void)[] | null = null;
  let told = '';
  await window.page.context().routeWebSocket(/./, (socket) => {
    const core = socket.connectToServer();
    socket.onMessage((message) => {
      told += String(message);
      core.send(message);
    });
    core.onMessage((message) => {
      if (kept) kept.push(() => socket.send(message));
      else socket.send(message);
    });
  });
  await window.reload();
  return {
    hold: () => (kept = []),
    release() {
      const late = kept ?? [];
      kept = null;
      for (const send of late) send();
    },
    forget: () => (kept = null),
    wasTold: (words) => told.includes(words),
  };
}
