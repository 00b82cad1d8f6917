import { gzipSync } from 'node:zlib';
import type { Response } from 'playwright-core';
import { expect, it } from 'vitest';
import { servePage } from './servePage.ts';

/** What a visitor waits for, in bytes of gzip. */
const BUDGET = 300_000;

const served = servePage({ shared: true });

it('stands after 300 kB at most, and asks nothing of other hosts', async () => {
  const context = await served.browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  const responses: Response[] = [];
  context.on('response', (response) => responses.push(response));
  await page.goto(served.url);
  const mark = await page.waitForFunction(
    () => performance.getEntriesByName('first posterior')[0]?.startTime,
  );
  const stood = (await page.evaluate(() => performance.timeOrigin)) + ((await mark.jsonValue()) as number);
  const needed = responses.filter((response) => response.request().timing().startTime <= stood);
  const bytes = await Promise.all(
    needed.map(
      async (response) => [new URL(response.url()).pathname, gzipSync(await response.body()).length] as const,
    ),
  );
  const total = bytes.reduce((sum, [, size]) => sum + size, 0);
  const names = bytes.map(([path]) => path).join(' ');
  // What draws it is among them: the page, its worker, and a model.
  for (const part of ['/some/where/', 'live.worker', '.safetensors']) expect(names).toContain(part);
  expect(total, bytes.map(([path, size]) => `${path} ${size}`).join('\n')).toBeLessThan(BUDGET);
  expect(responses.every((response) => response.url().startsWith(served.url))).toBe(true);
});
