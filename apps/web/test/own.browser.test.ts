import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { atRest } from './atRest.ts';
import { openPage } from './openPage.ts';
import { servePage } from './servePage.ts';
import { TrainView } from './trainView.ts';

const served = servePage();

const open = () => openPage(served.browser, `${served.url}#view=own`);
const runs = (page: Page) => page.getByRole('heading', { name: 'It runs', exact: true }).waitFor();
const editor = (page: Page) => page.getByRole('textbox', { name: 'The simulator, in JavaScript' });

/** Goes on to the element that has the name, by Tab. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab');
    const found = await page.evaluate(() => {
      const { activeElement: element } = document;
      return (
        element?.textContent || element?.getAttribute('aria-label') || element?.parentElement?.textContent
      );
    });
    if (found?.includes(name)) return;
  }
  throw new Error(`Tab must reach ${name}.`);
}

it('what the editor begins with runs, by keyboard alone, and shows what it does', async () => {
  const { page, complaints } = await open();
  await editor(page).waitFor();
  await editor(page).focus();
  await page.keyboard.press('Control+Enter');
  await runs(page);
  expect(await page.getByRole('row').allTextContents()).toContain('ratelogUniform(0.01, 0.3)');
  await page
    .getByRole('img', { name: '40 simulations of 8 numbers from the prior, and the observation' })
    .waitFor();
  // Tab writes; after Escape it goes on.
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Tab');
  await page.keyboard.insertText('nothing();');
  await page.keyboard.press('Control+Enter');
  const alert = page.locator('[data-kind=simulator] [role=alert]');
  await alert.getByText('nothing is not defined').waitFor();
  const line = Number(/Line (\d+)/.exec((await alert.textContent()) ?? '')?.[1]);
  expect(await page.locator('.cm-line.wrong').textContent()).toBe('  nothing();');
  expect(line).toBe(await page.locator('.cm-line').count());
  await page.keyboard.press('Escape');
  await tabTo(page, 'Try it');
  await page.keyboard.press('Shift+Tab');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Line');
  expect(complaints).toEqual([]);
});

it('a link brings a simulator, which runs only when its reader says so', async () => {
  const { page } = await open();
  await editor(page).fill(
    'const prior = { speed: uniform(0, 1) };\nconst simulate = ([v], rng) => [v + rng.normal()];',
  );
  await expect.poll(() => new URL(page.url()).hash).toContain('source=');
  const other = await openPage(served.browser, page.url());
  await other.page.getByText('Nothing of it runs until you try it.').waitFor();
  expect(other.workers.filter((address) => address.startsWith('blob:'))).toEqual([]);
  await other.page.getByRole('button', { name: 'Try it' }).click();
  await runs(other.page);
  expect(await other.page.getByRole('row').allTextContents()).toContain('speeduniform(0, 1)');
  expect(other.complaints).toEqual([]);
});

it('a simulator is trained on, and what the posterior predicts with it follows', async () => {
  const { page, complaints } = await openPage(served.browser, `${served.url}#view=own&epochs=2`);
  await editor(page).waitFor();
  await page.getByLabel('Simulations').first().fill('200');
  await page.getByRole('button', { name: 'Simulate and train' }).click();
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByRole('heading', { name: 'Your simulator', exact: true }).waitFor();
  await page.locator('#data-room .ribbon').first().waitFor();
  // The checks simulate from the posterior too, in a frame that goes when they are over.
  await page.getByText('What this rests on').click();
  await page
    .locator('.behind li')
    .getByText(/like what its posterior predicts: .* 1,000 (simulations|predictions)/)
    .waitFor();
  await expect.poll(() => page.locator('iframe').count()).toBe(1);
  await page.getByRole('button', { name: 'Surprise me' }).click();
  await page.getByRole('button', { name: 'Put back' }).click();
  // A problem that is chosen next takes the simulator's frame away.
  await page.getByRole('link', { name: 'Gaussian tutorial' }).click();
  await expect.poll(() => page.locator('iframe').count()).toBe(0);
  expect(complaints).toEqual([]);
});

it('what a link says of a simulator’s model is not said of the problem that is chosen instead', async () => {
  const link = `${served.url}#view=own&problem=own&model=${'ab'.repeat(32)}`;
  const { page, complaints } = await openPage(served.browser, link);
  await editor(page).waitFor();
  await page.locator('nav').getByRole('link', { name: 'Explore' }).click();
  const before = await atRest(page);
  await page.getByRole('link', { name: 'two moons' }).click();
  await atRest(page, before);
  await expect.poll(() => page.url()).toMatch(/problem=two-moons&model=[0-9a-f]{64}/);
  expect(await page.locator('.note').count()).toBe(0);
  expect(complaints).toEqual([]);
});

it('a link to what was trained on a simulator opens, once that has run, to the same picture', async () => {
  const train = async (page: Page) => {
    await editor(page).waitFor();
    await page.getByLabel('Simulations').first().fill('200');
    await page.getByRole('button', { name: 'Simulate and train' }).click();
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await new TrainView(page).ended();
  };
  const { page } = await openPage(served.browser, `${served.url}#view=own&epochs=2`);
  await train(page);
  const first = await atRest(page);
  await page.getByRole('button', { name: 'Keep' }).click();
  await page.locator('#data-room').getByRole('slider').first().focus();
  await page.keyboard.press('PageUp');
  const means = await atRest(page, first);
  const chips = (one: Page) => one.getByRole('group', { name: 'Parameters shown' }).getByRole('button');
  await chips(page).first().click();
  const pressed = (one: Page) =>
    chips(one).evaluateAll((all) => all.map((chip) => chip.getAttribute('aria-pressed')));
  const shown = await pressed(page);
  expect(shown).toContain('false');
  await expect.poll(() => page.url()).toMatch(/problem=own.*&x=.*&shown=.*&kept=.*&model=/);
  const { page: other, complaints } = await openPage(
    served.browser,
    page.url().replace('view=train', 'view=own'),
  );
  await train(other);
  await other.getByText('The model trained here is the one of the link, bit for bit').waitFor();
  // Epochs before the last were drawn too.
  await expect.poll(() => atRest(other, first), { timeout: 30_000 }).toEqual(means);
  await other.locator('sbi-pair-view .key').getByText('kept 1').waitFor();
  expect(await pressed(other)).toEqual(shown);
  expect(complaints).toEqual([]);
});

it('whoever is faster than the editor loads tries the simulator all the same', async () => {
  const { page, complaints } = await openPage(served.browser, served.url);
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/codeEditor-*', async (route) => {
    await released;
    await route.continue();
  });
  await page.locator('nav').getByRole('link', { name: 'Your own' }).click();
  await page.getByRole('button', { name: 'Try it' }).click();
  await runs(page);
  expect(await page.locator('.cm-content').count()).toBe(0);
  release();
  expect(await editor(page).textContent()).toContain('const prior');
  await runs(page);
  expect(complaints).toEqual([]);
});

it('a simulator runs on the isolated page too, and without a network', async () => {
  const { page, complaints } = await openPage(served.browser, served.url);
  await page.getByText('From now on this page also works offline.').waitFor();
  await page.context().setOffline(true);
  await page.goto(`${served.url}index.html#view=own`);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await page.getByRole('button', { name: 'Try it' }).click();
  await runs(page);
  await page.getByRole('img', { name: '40 simulations' }).waitFor();
  expect(complaints).toEqual([]);
});

it('a simulation is stopped when asked to', async () => {
  const { page, complaints } = await open();
  await editor(page).fill(
    'const prior = { a: uniform(0, 1) };\nfunction simulate() { const end = Date.now() + 20; while (Date.now() < end); return [1]; }',
  );
  await page.getByRole('button', { name: 'Simulate and train' }).click();
  await page.getByText('of 2,000 simulations').waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('button', { name: 'Simulate and train' }).waitFor();
  expect(await page.locator('iframe').count()).toBe(0);
  expect(complaints).toEqual([]);
});

it.each(['light', 'dark'] as const)('axe finds nothing to improve, %s', async (colorScheme) => {
  const { page } = await openPage(served.browser, `${served.url}#view=own`, { colorScheme });
  // as a tool does, past the page's policy
  const client = await page.context().newCDPSession(page);
  await client.send('Runtime.evaluate', { expression: axe.source });
  const violations = async () => {
    const { result } = await client.send('Runtime.evaluate', {
      expression:
        'axe.run().then(({ violations }) => JSON.stringify(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])))',
      awaitPromise: true,
    });
    return JSON.parse(result.value);
  };
  await editor(page).waitFor();
  await page.getByRole('button', { name: 'Try it' }).click();
  await runs(page);
  expect(await violations()).toEqual([]);
  await editor(page).fill('nothing();');
  await page.getByRole('button', { name: 'Try it' }).click();
  await page.getByText('nothing is not defined').waitFor();
  expect(await violations()).toEqual([]);
  await page.getByRole('radio', { name: 'Tables' }).check();
  const buffer = Buffer.from('a,b\n1,2\n3,4\n');
  for (const label of ['Parameters θ', 'Simulated data x']) {
    await page.getByLabel(label).setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer });
  }
  await page.getByLabel('What was observed').waitFor();
  expect(await violations()).toEqual([]);
  await page.getByRole('radio', { name: 'Model' }).check();
  expect(await violations()).toEqual([]);
});
