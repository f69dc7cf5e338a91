/** Keys as a keyboard gives them: also letters that the browser's driver knows no key for. */
import type { CDPSession } from 'playwright-core';

/** Milliseconds between two keys: a quick typist, about 130 words a minute. */
export const BETWEEN_KEYS = 90;

/** All letters but the last, as one types them; `last` presses that one. */
export async function typeText(keyboard: CDPSession, text: string, last: () => Promise<void>): Promise<void> {
  const letters = [...text];
  for (const [place, letter] of letters.entries()) {
    if (place === letters.length - 1) await last();
    await pressLetter(keyboard, letter);
    if (place < letters.length - 1) await new Promise((resolve) => setTimeout(resolve, BETWEEN_KEYS));
  }
}

async function pressLetter(keyboard: CDPSession, letter: string): Promise<void> {
  await keyboard.send('Input.dispatchKeyEvent', { type: 'keyDown', text: letter, unmodifiedText: letter, key: letter });
  await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', key: letter });
}
