/** SEC-30: what a browser that shows the window leaves in its profile, of all that it showed. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureRendererBuilt } from '../../build/run/rendererBuild.ts';
import { findChromium } from '../../build/testing/chromium.ts';
import { startLoopbackHost, type LoopbackHost } from '../../main/hosts/loopback/main.ts';
import { startServer, type RunningServer } from '../../server/main.ts';
import { createTestCompany, type TestCompany } from '../sync/company.ts';
import { PASSPHRASE, toCustomers } from '../window/flows.ts';
import { AppWindow } from '../window/pages/appWindow.ts';
import { PassphrasePage, SignInPage } from '../window/pages/session.ts';
import { PLANTED } from './planted.ts';
import { createScanner } from './scan.ts';

/** With a profile of its own on the disk, as `npm start` opens it. */
describe('SEC-30: the profile of the browser', () => {
  const scan = createScanner([PLANTED.persianName, PLANTED.englishNote, PLANTED.phone]);
  let root: string;
  let company: TestCompany | undefined;
  let server: RunningServer | undefined;
  let host: LoopbackHost | undefined;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'peyvand-profile-'));
    company = await createTestCompany();
    server = await startServer({
      databaseUrl: company.databaseUrl,
      port: 0,
      dataDirectory: company.dataDirectory,
      logLevel: 'silent',
    });
    host = await startLoopbackHost({
      port: 0,
      dataDirectory: join(root, 'data'),
      rendererDirectory: await ensureRendererBuilt(),
      serverUrl: server.url,
      argon2: { memoryKibibytes: 64, iterations: 1, parallelism: 1 },
    });
  });
  afterAll(async () => {
    await host?.close();
    await server?.close();
    await company?.close();
    await rm(root, { recursive: true, force: true });
  });

  it('holds nothing of what was written, shown and searched for', async () => {
    const { executablePath, args } = await findChromium();
    const profile = join(root, 'profile');
    const context = await chromium.launchPersistentContext(profile, {
      executablePath,
      args: [...args, '--incognito'],
      locale: 'fa-IR',
    });
    try {
      const page = context.pages()[0] ?? (await context.newPage());
      page.setDefaultTimeout(60_000);
      await page.goto(host?.url ?? '');
      const window = new AppWindow(page, 'fa');
      await new SignInPage(window).waitFor();
      await new SignInPage(window).signIn('ali', 'password-of-ali');
      await new PassphrasePage(window).choose(PASSPHRASE);
      const customers = await toCustomers(window);
      const form = await customers.startNew();
      await form.name().fill(PLANTED.persianName);
      await form.fields.choose(window.t('field.territoryId'), 'شمال');
      await form.note().fill(PLANTED.englishNote);
      await form.save();
      await customers.search(PLANTED.persianName);
      await customers.row(PLANTED.persianName).waitFor();
      await customers.open(PLANTED.persianName);
      await page.reload();
      await customers.row(PLANTED.persianName).waitFor();
      expect(await scan(profile)).toMatchObject({ found: [] });
    } finally {
      await context.close();
    }
    const seen = await scan(profile, join(root, 'data'));
    expect(seen).toMatchObject({ found: [] });
    expect(seen.files.length).toBeGreaterThan(5);
  });
});
