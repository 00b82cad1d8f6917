import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { Brush } from '../src/pair/pairSet.ts';
import type { PairView } from '../src/pair/pairView.ts';
import { launchChromium } from './openPage.ts';
import { serveFolder } from './serveFolder.ts';

declare const view: PairView;

type Box = NonNullable<Awaited<ReturnType<Locator['boundingBox']>>>;

let browser: Browser;
let site: Awaited<ReturnType<typeof serveFolder>>;
let folder: string;

/** Builds the page in pairPage before a file's tests, serves it to a browser, and takes all away after them. */
export function servePairPage(): void {
  beforeAll(async () => {
    folder = await mkdtemp(`${tmpdir()}/pair-page-`);
    await build({
      root: fileURLToPath(new URL('pairPage', import.meta.url)),
      configFile: false,
      base: './',
      logLevel: 'silent',
      resolve: { conditions: ['@sbi/source', 'module', 'browser'] },
      build: { outDir: folder, emptyOutDir: true },
    });
    site = await serveFolder(folder, '/');
    browser = await launchChromium();
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });
  afterAll(async () => {
    await browser?.close();
    site?.close();
    await rm(folder, { recursive: true });
  });
}

/** The page with a case in it, as its address says. */
export async function open(query: string, options: BrowserContextOptions = {}): Promise<Page> {
  const viewport = { width: 760, height: 900 };
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  page.on('pageerror', (error) => expect.fail(error.message));
  await page.goto(`${site.url}?${query}`);
  await page.locator('.panel').first().waitFor();
  return page;
}

/** The panel of two parameters, or of one. */
export const panel = (page: Page, column: number, row: number = column): Locator =>
  page.locator(`.panel[data-column="${column}"][data-row="${row}"]`);
const foot = (page: Page) => page.locator('.foot');
export const count = (page: Page): Locator => page.locator('.count');
export const brushes = (page: Page): Promise<readonly Brush[]> => page.evaluate(() => view.brushes);

/** Waits until what was changed is drawn. */
export const settled = (page: Page): Promise<unknown> =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

export async function boxOf(page: Page, target: Locator): Promise<Box> {
  await settled(page);
  const box = await target.boundingBox();
  if (!box) throw new Error('The panel is not to be seen.');
  return box;
}

export async function expectPanels(page: Page, wanted: number): Promise<void> {
  await expect.poll(() => page.locator('.panel').count()).toBe(wanted);
}

/** Drags from one place in a panel to another, both as shares of its width and height. */
export async function drag(
  page: Page,
  target: Locator,
  from: readonly number[],
  to: readonly number[],
): Promise<void> {
  const box = await boxOf(page, target);
  const at = ([x = 0, y = 0]: readonly number[]) => [box.x + x * box.width, box.y + y * box.height] as const;
  await page.mouse.move(...at(from));
  await page.mouse.down();
  await page.mouse.move(...at(from.map((place, i) => (place + (to[i] ?? 0)) / 2)));
  await page.mouse.move(...at(to));
  await page.mouse.up();
}

/** How many of the first set's draws lie inside the brushes, counted without what is tested. */
const within = (page: Page) =>
  page.evaluate(() => {
    const [{ data, rows, names }] = view.sets as [(typeof view.sets)[number]];
    let inside = 0;
    for (let row = 0; row < rows; row++) {
      const at = (column: number) => data[row * names.length + column] as number;
      if (view.brushes.every(({ column, low, high }) => at(column) >= low && at(column) <= high)) inside++;
    }
    return inside;
  });

/** Waits until the words below the picture say how many draws are left, and compares. */
export async function expectCounted(page: Page): Promise<void> {
  const inside = await within(page);
  const words = `${inside.toLocaleString('en')} of 5,000 draws (${((100 * inside) / 5000).toFixed(1)} %)`;
  await foot(page).getByText(`${words} where`).waitFor();
  await count(page).getByText(words).waitFor();
  expect(inside).toBeGreaterThan(0);
  expect(inside).toBeLessThan(5000);
}
