import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { createServer } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, openPage as openAt, type WatchedPage } from './openPage.ts';
import { serveFolder } from './serveFolder.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** The view that trains. */
const openPage = (at: Browser, address: string): Promise<WatchedPage> => openAt(at, `${address}#view=train`);

const small = 'simulations=500&draws=1000&epochs=5';

let browser: Browser;
let site: Awaited<ReturnType<typeof serveFolder>>;

beforeAll(async () => {
  if (!existsSync(`${root}dist/index.html`)) {
    throw new Error('apps/web/dist must hold the built page; run pnpm --filter @sbi/web build.');
  }
  site = await serveFolder(`${root}dist`, '/some/where/');
  browser = await launchChromium();
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

afterAll(async () => {
  await browser?.close();
  site?.close();
});

const run = (page: Page) => page.getByRole('button', { name: 'Run the tutorial' }).click();
const stop = (page: Page) => page.getByRole('button', { name: 'Stop' }).click();
const status = (page: Page) => page.locator('#status');
const ready = (page: Page, name: string) => status(page).getByText(`Ready: ${name} runs.`).waitFor();
const ended = (page: Page, text: string) => status(page).getByText(text).waitFor({ timeout: 240_000 });
const numbers = (text: string | null) =>
  (text?.replaceAll('−', '-').match(/-?\d+(\.\d+)?/g) ?? []).map((number) => Number(number));

/** The table of one observation: a row of truth, mean, sd, and the interval's ends a parameter. */
async function readTable(page: Page, observation: number): Promise<number[][]> {
  const rows = await page.locator('article').nth(observation).locator('tbody tr').all();
  const cells = await Promise.all(rows.map((row) => row.locator('td').allTextContents()));
  return cells.map((texts) => numbers(texts.join(' ')));
}

/** x − 1 lies within five standard deviations of the simulator's noise, 0.1, of the θ that made it. */
async function expectNearTruth(page: Page): Promise<void> {
  for (const observation of [0, 1]) {
    const table = await readTable(page, observation);
    expect(table).toHaveLength(3);
    for (const [truth = Number.NaN, mean = Number.NaN] of table)
      expect(Math.abs(mean - truth)).toBeLessThan(0.5);
  }
}

describe('the tutorial', () => {
  it('runs on wasm, from any sub-path, and draws both posteriors', async () => {
    const { page, complaints, workers } = await openPage(browser, `${site.url}?backend=wasm&${small}`);
    await ready(page, 'wasm');
    expect(await page.getByRole('radio', { name: /^wasm/ }).isChecked()).toBe(true);
    expect(await page.locator('figcaption').allTextContents()).toEqual(Array(2).fill('Before: the prior'));
    await run(page);
    await ended(page, 'Done');
    expect(await page.locator('figcaption').allTextContents()).toEqual(Array(2).fill('After: the posterior'));
    expect(await page.getByRole('img', { name: 'Draws from the posterior, observation' }).count()).toBe(2);
    await expectNearTruth(page);
    const bars = await page
      .getByRole('progressbar')
      .evaluateAll((all) => all.map((bar) => (bar as HTMLProgressElement).value));
    expect(bars).toEqual([1, 1, 1]);
    expect(await page.locator('.simulate').textContent()).toContain('500 pairs');
    expect(await page.locator('.train').textContent()).toMatch(/epoch 5 · validation −\d/);
    expect(await page.getByRole('img', { name: 'Training and validation loss' }).count()).toBe(1);
    expect(await page.locator('#verdict').textContent()).toContain('Stopped at 5 epochs');
    expect(await page.locator('.sample .count').textContent()).toBe('observation 2 · 1,000 draws');
    expect(workers).toHaveLength(4); // what draws, the engine, and two that simulate
    expect(complaints).toEqual([]);
  });

  it('gives the same numbers for the same seed, and others for another', async () => {
    const tables: number[][][] = [];
    for (const seed of [3, 3, 4]) {
      const { page } = await openPage(browser, `${site.url}?${small}&seed=${seed}`);
      await run(page);
      await ended(page, 'Done');
      tables.push(await readTable(page, 0));
    }
    expect(tables[1]).toEqual(tables[0]);
    expect(tables[2]).not.toEqual(tables[0]);
  });

  it('stops when asked to, and keeps what was learnt', async () => {
    const { page, complaints } = await openPage(browser, `${site.url}?simulations=2000&draws=1000`);
    await run(page);
    await page
      .locator('.train .count')
      .getByText(/epoch ([2-9]|\d\d)/)
      .waitFor();
    await stop(page);
    await ended(page, 'Done');
    const verdict = await page.locator('#verdict').textContent();
    expect(verdict).toMatch(/^Cancelled after \d+ epochs: what was learnt until epoch \d+ is kept\.$/);
    await expectNearTruth(page);
    expect(await page.getByRole('radio', { name: /^wasm/ }).isEnabled()).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('stops while it simulates, and can run again', async () => {
    const { page, complaints } = await openPage(browser, `${site.url}?simulations=3000000`);
    await run(page);
    await page.locator('.simulate').getByText('pairs').waitFor();
    await stop(page);
    await ended(page, 'Stopped.');
    expect(await page.locator('figcaption').allTextContents()).toEqual(Array(2).fill('Before: the prior'));
    await run(page);
    await status(page).getByText('Simulating').waitFor();
    expect(complaints).toEqual([]);
  });

  it('says in one line what is wrong with the address', async () => {
    const { page, complaints } = await openPage(browser, `${site.url}?simulations=many`);
    const line = "simulations must be a whole number from 10 to 10000000; received 'many'.";
    await page.locator('#trouble').getByText(line).waitFor();
    expect(complaints).toEqual([]);
  });
});

describe('the backend', () => {
  it('is refused in one line with a way on where it cannot start', async () => {
    const { page, complaints } = await openPage(browser, `${site.url}?backend=webgpu`);
    const reason = /^The webgpu backend cannot start: no graphics adapter was found; .*\.$/;
    const alert = page.locator('#refusal');
    await alert.getByText(reason).waitFor();
    expect(await page.getByText('no graphics adapter').count()).toBe(1);
    expect(await page.getByRole('button', { name: 'Run the tutorial' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Use wasm' }).click();
    await ready(page, 'wasm');
    expect(await page.locator('#refusal').textContent()).toBe('');
    expect(await page.getByRole('radio', { name: /^webgpu no graphics adapter/ }).isDisabled()).toBe(true);
    expect(complaints).toEqual([]);
  });

  it.each(['gpu"]', 'node', '__proto__', ''])('named %j is refused in one line', async (name) => {
    const { page, complaints } = await openPage(browser, `${site.url}?backend=${encodeURIComponent(name)}`);
    const line = `backend must be one of webgpu, wasm, cpu; received '${name}'.`;
    await page.locator('#trouble').getByText(line).waitFor();
    expect(complaints).toEqual([]);
  });

  it('can be changed by keyboard alone, and cpu runs the tutorial too', async () => {
    const address = `${site.url}?simulations=200&draws=300&epochs=1`;
    const { page, complaints } = await openPage(browser, address);
    await ready(page, 'wasm');
    await page.getByRole('radio', { name: /^wasm/ }).focus();
    await page.keyboard.press('ArrowDown');
    await ready(page, 'cpu');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await ended(page, 'Done');
    await expectNearTruth(page);
    expect(complaints).toEqual([]);
  });

  it('is webgpu where there is an adapter, and learns what wasm learns', async () => {
    const withAdapter = await launchChromium('--enable-unsafe-webgpu');
    try {
      const losses: number[] = [];
      for (const name of ['wasm', 'webgpu']) {
        const address = `${site.url}?backend=${name}&simulations=200&draws=300&epochs=1`;
        const { page, complaints } = await openPage(withAdapter, address);
        await ready(page, name);
        await run(page);
        await ended(page, 'Done');
        losses.push(numbers(await page.locator('.train .count').textContent())[1] ?? Number.NaN);
        expect(complaints).toEqual([]);
      }
      expect(Math.abs((losses[0] as number) - (losses[1] as number))).toBeLessThan(0.0015); // three digits are shown
    } finally {
      await withAdapter.close();
    }
  });
});

it('runs from the development server', async () => {
  const server = await createServer({ root, logLevel: 'silent', server: { host: '127.0.0.1', port: 0 } });
  await server.listen();
  try {
    const { page, complaints } = await openPage(browser, `${server.resolvedUrls?.local[0]}?${small}`);
    await run(page);
    await ended(page, 'Done');
    await expectNearTruth(page);
    expect(complaints).toEqual([]);
  } finally {
    await server.close();
  }
});
