import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { expect, test } from 'vitest';
import { findChromium } from './chromium.ts';

test('a browser is found, starts headless and shapes Persian text with our font', { timeout: 120_000 }, async () => {
  const font = await readFile(
    fileURLToPath(new URL('../../node_modules/vazirmatn/fonts/webfonts/Vazirmatn[wght].woff2', import.meta.url)),
  );
  const page = `<!doctype html><html lang="fa" dir="rtl"><meta charset="utf-8">
    <style>@font-face { font-family: Vazirmatn; src: url(/font.woff2) } span { font: 40px Vazirmatn }</style>
    <span id="joined">پیوند</span><br><span id="apart">پ&zwnj;ی&zwnj;و&zwnj;ن&zwnj;د</span></html>`;
  const server = createServer((request, response) => {
    if (request.url === '/font.woff2') response.setHeader('content-type', 'font/woff2').end(font);
    else response.setHeader('content-type', 'text/html').end(page);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const browser = await chromium.launch(await findChromium());
  try {
    const tab = await browser.newPage();
    await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const seen = await tab.evaluate(async () => {
      await document.fonts.ready;
      const widthOf = (id: string): number => document.getElementById(id)?.getBoundingClientRect().width ?? 0;
      return { loaded: document.fonts.check('40px Vazirmatn'), joined: widthOf('joined'), apart: widthOf('apart') };
    });
    expect(seen.loaded).toBe(true);
    expect(seen.joined).toBeGreaterThan(20);
    // Joined letters take other, narrower forms than the same letters kept apart.
    expect(seen.joined).toBeLessThan(seen.apart * 0.95);
    const picture = process.env['PEYVAND_KEEP_PICTURE'];
    if (picture !== undefined) await tab.screenshot({ path: picture });
  } finally {
    await browser.close();
    await new Promise((closed) => server.close(closed));
  }
});
