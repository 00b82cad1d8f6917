import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { atRest } from './atRest.ts';
import { launchChromium, openPage } from './openPage.ts';
import { servePage } from './servePage.ts';

const served = servePage();

const handleAt = async (page: Page) => {
  const box = await page.locator('#data-room .handle').first().boundingBox();
  if (!box) throw new Error('The handle must be on the page.');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
};

describe('with a finger', () => {
  const touch = (session: CDPSession, type: 'touchStart' | 'touchMove' | 'touchEnd', at?: object) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: at ? [at as { x: number; y: number }] : [],
    });

  it.each([
    ['gaussian', 40, 0],
    ['two-moons', 20, 20],
    ['lynx-hare', 0, -30],
  ])('%s: the observation is dragged, and the page stays where it is', async (problem, right, down) => {
    const { page, complaints } = await openPage(served.browser, `${served.url}#problem=${problem}`, {
      hasTouch: true,
      viewport: { width: 360, height: 740 },
    });
    const first = await atRest(page);
    await page.locator('#data-room .handle').first().scrollIntoViewIfNeeded();
    const scrolled = await page.evaluate(() => scrollY);
    const session = await page.context().newCDPSession(page);
    const { x, y } = await handleAt(page);
    await touch(session, 'touchStart', { x, y });
    for (let i = 1; i <= 10; i++)
      await touch(session, 'touchMove', { x: x + (right * i) / 10, y: y + (down * i) / 10 });
    await touch(session, 'touchEnd');
    await atRest(page, first);
    const after = await handleAt(page);
    expect(Math.abs(after.x - x - right)).toBeLessThan(2);
    expect(Math.abs(after.y - y - down)).toBeLessThan(2);
    expect(await page.evaluate(() => scrollY)).toBe(scrolled);
    expect(complaints).toEqual([]);
  });

  it('a parameter is put away and brought back, and a range is cleared', async () => {
    const { page, complaints } = await openPage(served.browser, served.url, { hasTouch: true });
    await atRest(page);
    const panels = page.locator('sbi-pair-view .panel');
    const parameters = page.getByRole('group', { name: 'Parameters shown' });
    await parameters.getByRole('button', { name: 'θ₂' }).tap();
    await expect.poll(() => panels.count()).toBe(3);
    await parameters.getByRole('button', { name: 'θ₂' }).tap();
    await expect.poll(() => panels.count()).toBe(6);
    const box = await panels.first().boundingBox();
    if (!box) throw new Error('The panel must be on the page.');
    const session = await page.context().newCDPSession(page);
    const at = (share: number) => ({ x: box.x + share * box.width, y: box.y + box.height / 2 });
    await touch(session, 'touchStart', at(0.3));
    for (const share of [0.4, 0.5]) await touch(session, 'touchMove', at(share));
    await touch(session, 'touchEnd');
    const range = page.locator('sbi-pair-view').getByRole('button', { name: /^Clear θ₁/ });
    await range.tap();
    await range.waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });
});

it('what draws is killed under the hand: the page says so, and the next move draws again', async () => {
  const { page, complaints } = await openPage(served.browser, served.url);
  const first = await atRest(page);
  const { x, y } = await handleAt(page);
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let i = 1; i <= 10; i++) await page.mouse.move(x + 3 * i, y);
  await page
    .workers()
    .find((worker) => worker.url().includes('live.worker'))
    ?.evaluate(() => self.close());
  await page
    .locator('#trouble')
    .getByText(/was ended from outside; it was started anew/)
    .waitFor();
  await page.mouse.move(x + 40, y);
  await page.mouse.up();
  await atRest(page, first);
  await expect.poll(() => page.locator('#trouble').textContent()).toBe('');
  expect(complaints).toEqual([]);
});

describe('webgpu, on a software adapter', () => {
  let withAdapter: Browser;
  beforeAll(async () => {
    withAdapter = await launchChromium('--enable-unsafe-webgpu');
  });
  afterAll(() => withAdapter.close());

  it('draws what cpu draws, to rounding, and is told of', async () => {
    const address = (backend: string) => `${served.url}?backend=${backend}`;
    const { page, complaints } = await openPage(withAdapter, address('webgpu'));
    await page.locator('#engine-room').getByText('the graphics card (webgpu)').waitFor({ timeout: 120_000 });
    const means = await atRest(page);
    const { page: other } = await openPage(withAdapter, address('cpu'));
    const expected = await atRest(other);
    for (const [i, mean] of means.entries())
      expect(Math.abs(mean - (expected[i] as number))).toBeLessThan(1e-5);
    expect(complaints).toEqual([]);
  });
});
