import type { Browser, BrowserContext } from 'playwright-core';
import type { MachineParts } from './windowHost.ts';

/** A browser's profile, as the person at this machine has it. */
export async function openContext(
  browser: Browser,
  { language, dark, width, height, clock }: MachineParts,
): Promise<BrowserContext> {
  const context = await browser.newContext({
    locale: language === 'fa' ? 'fa-IR' : 'en-US',
    timezoneId: 'Asia/Tehran',
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  if (clock) await context.clock.install({ time: clock.now() });
  return context;
}
