import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hostileSimulators } from './hostileSimulators.ts';
import { openPage } from './openPage.ts';
import { servePage } from './servePage.ts';

const good = 'const prior = { a: uniform(0, 1) };\nconst simulate = ([a], rng) => [a + rng.normal()];';
const served = servePage({ shared: true });
let page: Page;
let elsewhere: Server;
let heard = 0;

beforeAll(async () => {
  elsewhere = createServer((_, response) => {
    heard++;
    response.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'text/javascript' }).end();
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  // One page for all of them, with the plain editor that phones have.
  ({ page } = await openPage(served.browser, `${served.url}#view=own`, {
    hasTouch: true,
    isMobile: true,
  }));
  await page.getByLabel('Seconds to wait').fill('1');
});
afterAll(async () => {
  elsewhere?.close();
});

const tryIt = async (source: string) => {
  await page.getByLabel('The simulator, in JavaScript').fill(source);
  await page.getByRole('button', { name: 'Try it' }).click();
};
const runs = () => page.getByRole('heading', { name: 'It runs', exact: true }).waitFor();

it.each(hostileSimulators)('$name is contained and named', async ({ source, said }) => {
  const { port } = elsewhere.address() as AddressInfo;
  await tryIt(source.replaceAll('ELSEWHERE', `http://127.0.0.1:${port}`));
  const line = page.locator('[data-kind=simulator] [role=alert] p');
  await line.waitFor();
  const words = ((await line.textContent()) ?? '').replace(/\s+/g, ' ').trim();
  expect(words).toMatch(said);
  expect(words.length).toBeLessThan(300);
  expect(await page.locator('iframe').count()).toBe(0);
  // After one that was ended by force, the next one runs as if nothing had been.
  if (!words.startsWith('The simulator')) return;
  await tryIt(good);
  await runs();
});

it('the page is as it was: nothing was heard elsewhere, its realm is clean, the posterior still answers', async () => {
  expect(heard).toBe(0);
  const blobs = () => page.workers().filter((worker) => worker.url().startsWith('blob:')).length;
  await expect.poll(blobs).toBe(0);
  expect(await page.evaluate(() => ['polluted', 'then'].filter((name) => name in {}))).toEqual([]);
  expect(await page.title()).not.toBe('1');
  await tryIt(good);
  await runs();
  await page.getByRole('link', { name: 'Explore' }).click();
  const drawn = () =>
    page.evaluate(() => {
      type View = HTMLElement & { readonly sets: readonly { readonly data: Float32Array }[] };
      return document.querySelector<View>('sbi-pair-view')?.sets[0]?.data[0];
    });
  await expect.poll(drawn).toBeDefined();
  const before = await drawn();
  await page.getByText('Type the numbers').click();
  await page.locator('#data-room input[type=number]').first().fill('1.5');
  await page.keyboard.press('Tab');
  await expect.poll(drawn).not.toBe(before);
});
