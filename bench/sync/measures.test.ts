import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { openCountingLine } from './countingLine.ts';
import { createFindings } from './findings.ts';
import { createGrowth } from './reportGrowth.ts';

it('a counting line hands everything on and counts it both ways, headers included', async () => {
  const server = createServer((request, response) => {
    request.pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const line = await openCountingLine(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const sent = 'ن'.repeat(40_000);
  const response = await fetch(`${line.url}/echo`, { method: 'POST', body: sent });
  expect(await response.text()).toBe(sent);
  const { up, down } = line.take();
  for (const bytes of [up, down]) {
    expect(bytes).toBeGreaterThan(80_000);
    expect(bytes).toBeLessThan(82_000);
  }
  expect(line.take()).toEqual({ up: 0, down: 0 });
  await line.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

it('growth is the dearest size against the cheapest, and a quarter more is the most that is flat', () => {
  const findings = createFindings();
  const growth = createGrowth();
  for (const [size, milliseconds] of [
    [1_000, 100],
    [10_000, 1_250],
  ] as const)
    growth.add('pull', size, size, { Peyvand: [milliseconds], ceiling: [milliseconds / 2] });
  for (const [size, milliseconds] of [
    [1_000, 126],
    [10_000, 100],
  ] as const)
    growth.add('push', size, 50, { Peyvand: [milliseconds] });
  growth.add('asked once', 1_000, 1_000, { Peyvand: [1] });
  growth.report(findings);
  expect(findings.verdicts.map(({ what, measured, isMet }) => [what, measured, isMet])).toEqual([
    ['pull, 1 k → 10 k', '× 1.25', true],
    ['push, 1 k → 10 k', '× 1.26', false],
  ]);
  expect(findings.tables[0]?.rows).toEqual([
    ['Peyvand', '100', '125', '× 1.25'],
    ['ceiling', '50', '63', '× 1.25'],
  ]);
});
