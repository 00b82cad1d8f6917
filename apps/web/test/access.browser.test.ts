import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { atRest } from './atRest.ts';
import { openPage } from './openPage.ts';
import { servePage } from './servePage.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const faults = `axe.run().then(({ violations }) =>
  JSON.stringify(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])))`;

const served = servePage({ below: '/' });

/** What axe finds; it comes in past the page's policy, as a tool of a browser does. */
async function faultsOf(page: Page): Promise<readonly unknown[]> {
  const client = await page.context().newCDPSession(page);
  await client.send('Runtime.evaluate', { expression: axe });
  const { result } = await client.send('Runtime.evaluate', { expression: faults, awaitPromise: true });
  return JSON.parse(result.value);
}

/** Whether one has to scroll sideways. */
const isWide = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);

const train = (page: Page) => page.getByRole('button', { name: 'Train', exact: true });

describe.each(['light', 'dark'] as const)('axe finds nothing to improve, %s', (colorScheme) => {
  it.each([1280, 360])('in any view, %i pixels wide', async (width) => {
    const { page } = await openPage(served.browser, `${served.url}#problem=gaussian`, {
      colorScheme,
      viewport: { width, height: 800 },
    });
    await atRest(page);
    await page.getByRole('heading', { name: 'Take it with you' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    expect(await isWide(page)).toBe(false);
    const views = page.locator('nav');
    await views.getByRole('link', { name: 'Train' }).click();
    await train(page).and(page.locator(':enabled')).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    expect(await isWide(page)).toBe(false);
    await views.getByRole('link', { name: 'Your own' }).click();
    await page.locator('.cm-content').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    expect(await isWide(page)).toBe(false);
  });
});

/** Presses Tab until something has the focus, as one does who cannot point at it. */
async function tabTo(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  const most = 150;
  for (let pressed = 0; pressed < most; pressed++) {
    await page.keyboard.press(key);
    if (await target.evaluateAll((all) => all.some((one) => one.matches(':focus')))) return;
  }
  throw new Error(`${target} must be reached by ${key}.`);
}

it('everything is done by keyboard alone', async () => {
  const { page, complaints } = await openPage(served.browser, `${served.url}#problem=gaussian`);
  const first = await atRest(page);
  await page.getByRole('heading', { name: 'Take it with you' }).waitFor();
  // past the navigation, and to another problem
  await tabTo(page, page.getByRole('link', { name: 'Skip to the posterior' }));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('link', { name: /^two moons$/i }));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Two moons' }).waitFor();
  const moons = await atRest(page, first);
  expect(moons).toHaveLength(2);
  // the observation is dragged, and the posterior follows
  await tabTo(page, page.locator('#data-room [role=slider]').first());
  for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowRight');
  await atRest(page, moons);
  // the draws are taken along
  await tabTo(page, page.getByRole('button', { name: 'Draws .csv' }), 'Shift+Tab');
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  expect(download.suggestedFilename()).toBe('two-moons-draws.csv');
  // a model is trained, a little
  await tabTo(page, page.locator('nav').getByRole('link', { name: 'Train' }), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await train(page).and(page.locator(':enabled')).waitFor();
  await tabTo(page, page.getByLabel('Simulations'));
  await page.keyboard.press('Control+a');
  await page.keyboard.type('300');
  await tabTo(page, page.getByLabel('Epochs at most'));
  await page.keyboard.press('Control+a');
  await page.keyboard.type('2');
  await tabTo(page, train(page));
  await page.keyboard.press('Enter');
  await page.locator('#train-room .trained').filter({ hasText: /\S/ }).waitFor();
  // and a simulator is written; Escape lets Tab leave the editor
  await tabTo(page, page.locator('nav').getByRole('link', { name: 'Your own' }), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await page.locator('.cm-content').waitFor();
  await tabTo(page, page.locator('.cm-content'));
  await page.keyboard.press('Control+a');
  await page.keyboard.type('const prior = { a: uniform(0, 1) };\nfunction simulate({ a }) { return [a]; }');
  await page.keyboard.press('Escape');
  await tabTo(page, page.getByRole('button', { name: 'Try it' }));
  await page.keyboard.press('Enter');
  expect(complaints).toEqual([]);
});
