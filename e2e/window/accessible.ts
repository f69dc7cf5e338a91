import { AxeBuilder } from '@axe-core/playwright';
import { expect } from 'vitest';
import type { AppWindow } from './pages/appWindow.ts';

/** What hangs on a field or a button (its hint, its choices, its menu) is drawn over the page, outside of every landmark, and belongs to that: axe would have it in one. */
const OVER_THE_PAGE = /^<[^>]*role="(?:tooltip|presentation|menu|listbox)"/u;

/** Nothing on the page may shut people out: axe finds nothing, however small it thinks it. */
export async function expectAccessible(window: AppWindow, where: string): Promise<void> {
  // One page has no frames of other origins, so axe needs no second page to put its findings together.
  const { violations } = await new AxeBuilder({ page: window.page }).setLegacyMode(true).analyze();
  const found = violations.flatMap(({ id, impact, nodes }) =>
    nodes
      .filter(({ html }) => id !== 'region' || !OVER_THE_PAGE.test(html))
      .map(({ html, failureSummary }) => `${id} (${impact}): ${html}\n${failureSummary}`),
  );
  expect(found, where).toEqual([]);
}
