import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { pageProblems } from '../src/problems/problems.ts';
import { atRest } from './atRest.ts';
import { openPage } from './openPage.ts';
import { servePage } from './servePage.ts';

const served = servePage();

/** Drags a handle of the observation by so many pixels, in steps as a hand does. */
async function drag(page: Page, handle: number, right: number, down: number): Promise<void> {
  const box = await page.locator('#data-room .handle').nth(handle).boundingBox();
  if (!box) throw new Error('The handle must be on the page.');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let i = 1; i <= 10; i++) await page.mouse.move(x + (right * i) / 10, y + (down * i) / 10);
  await page.mouse.up();
}

describe.each(pageProblems.map(({ id, title }) => [id, title] as const))('%s', (id, title) => {
  it('shows a posterior that follows the hand, and comes back', async () => {
    const { page, complaints } = await openPage(served.browser, `${served.url}#problem=${id}`);
    const first = await atRest(page);
    expect(await page.locator('#pair-room h2').textContent()).toBe(title);
    await drag(page, 0, 25, -25);
    const moved = await atRest(page, first);
    expect(moved).not.toEqual(first);
    await page.getByRole('button', { name: 'Put back' }).click();
    // The same noise at the same x: the same draws.
    expect(await atRest(page, moved)).toEqual(first);
    expect(complaints).toEqual([]);
  });
});

describe('the tutorial’s posterior', () => {
  it('lies where the observation says, and follows the arrow keys', async () => {
    const { page } = await openPage(served.browser, served.url);
    const first = await atRest(page);
    const x = pageProblems[0].x;
    // The posterior is N(x − 1, 0.1²): what the model adds is a share of its width.
    for (const [j, mean] of first.entries())
      expect(Math.abs(mean - ((x[j] as number) - 1))).toBeLessThan(0.05);
    await page.getByRole('slider', { name: 'x₁, observed' }).focus();
    await page.keyboard.press('Shift+ArrowRight');
    const [mean = Number.NaN] = await atRest(page, first);
    expect(Math.abs(mean - (first[0] as number) - 0.5)).toBeLessThan(0.05);
    // Two presses within one frame are two steps.
    const read = () => page.getByRole('slider', { name: 'x₁, observed' }).getAttribute('aria-valuenow');
    const before = Number(await read());
    await page.evaluate(() => {
      for (let i = 0; i < 2; i++) {
        const event = new KeyboardEvent('keydown', { key: 'ArrowLeft', shiftKey: true });
        document.activeElement?.dispatchEvent(event);
      }
    });
    await expect.poll(async () => Number(await read())).toBeCloseTo(before - 1, 5);
    // To the slider's end, past all that was simulated.
    for (let i = 0; i < 10; i++) await page.keyboard.press('Shift+ArrowRight');
    await page.locator('.likeness[data-novel=true]').waitFor();
  });

  it('warns at once where no simulation has been, and says how far that is', async () => {
    const { page } = await openPage(served.browser, served.url);
    const first = await atRest(page);
    const likeness = page.locator('.likeness');
    expect(await likeness.getAttribute('data-novel')).toBe('false');
    await page.locator('#data-room summary').click();
    await page.getByRole('spinbutton').first().fill('8');
    await page.keyboard.press('Enter');
    await atRest(page, first);
    expect(await likeness.textContent()).toMatch(
      /unlike every simulation: its entry .* is 8, and theirs range from/,
    );
  });

  it('is another one for another surprise, with its truth', async () => {
    const { page } = await openPage(served.browser, served.url);
    const first = await atRest(page);
    const surprise = page.getByRole('button', { name: 'Surprise me' });
    await surprise.click();
    const second = await atRest(page, first);
    await surprise.click();
    expect(await atRest(page, second)).not.toEqual(first);
  });
});

it('goes from view to view and from problem to problem by its links', async () => {
  const { page, complaints } = await openPage(served.browser, served.url);
  const first = await atRest(page);
  await page.getByRole('link', { name: 'two moons' }).click();
  await atRest(page, first);
  await page.getByRole('link', { name: 'Train' }).click();
  expect(await page.locator('#explore').isHidden()).toBe(true);
  expect(new URL(page.url()).hash).toContain('problem=two-moons');
  await page.getByRole('link', { name: 'Explore' }).click();
  expect(await page.locator('#explore').isVisible()).toBe(true);
  expect(complaints).toEqual([]);
});

it('shows the last of many problems that were clicked at once', async () => {
  const { page, complaints } = await openPage(served.browser, served.url);
  await atRest(page);
  for (const { brief } of [...pageProblems, ...pageProblems]) {
    await page.getByRole('link', { name: brief }).evaluate((link: HTMLElement) => link.click());
  }
  const last = pageProblems.at(-1);
  const names = last?.parameters.map(({ name }) => name);
  await page.waitForFunction((wanted) => {
    type View = HTMLElement & {
      sets?: readonly { readonly names: readonly string[]; readonly rows: number }[];
    };
    const set = document.querySelector<View>('sbi-pair-view')?.sets?.[0];
    return set?.rows === 10_000 && set.names.join() === wanted;
  }, names?.join());
  expect(await page.locator('#pair-room h2').textContent()).toBe(last?.title);
  expect(await page.locator('#trouble').textContent()).toBe('');
  expect(complaints).toEqual([]);
});
