import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser, Response } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium } from './openPage.ts';
import { serveFolder } from './serveFolder.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** What a visitor waits for, in bytes of gzip. */
const BUDGET = 300_000;

let browser: Browser;
let site: Awaited<ReturnType<typeof serveFolder>>;

beforeAll(async () => {
  if (!existsSync(`${root}dist/index.html`)) {
    throw new Error('apps/web/dist must hold the built page; run pnpm --filter @sbi/web build.');
  }
  site = await serveFolder(`${root}dist`, '/some/where/');
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  site?.close();
});

it('stands after 300 kB at most, and asks nothing of other hosts', async () => {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  const responses: Response[] = [];
  context.on('response', (response) => responses.push(response));
  await page.goto(site.url);
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
  expect(responses.every((response) => response.url().startsWith(site.url))).toBe(true);
});
