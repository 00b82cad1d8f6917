import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PairView } from '../src/pair/pairView.ts';
import { launchChromium } from './openPage.ts';
import { serveFolder } from './serveFolder.ts';

declare const view: PairView;
declare const show: (name: string, options?: Record<string, unknown>) => void;
declare const axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };

let browser: Browser;
let site: Awaited<ReturnType<typeof serveFolder>>;
let folder: string;

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

async function open(query: string, options: BrowserContextOptions = {}): Promise<Page> {
  const viewport = { width: 760, height: 900 };
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  page.on('pageerror', (error) => expect.fail(error.message));
  await page.goto(`${site.url}?${query}`);
  await page.locator('.panel').first().waitFor();
  return page;
}

/** The panel of two parameters, or of one. */
const panel = (page: Page, column: number, row = column): Locator =>
  page.locator(`.panel[data-column="${column}"][data-row="${row}"]`);
const foot = (page: Page) => page.locator('.foot');
const count = (page: Page) => page.locator('.count');
const brushes = (page: Page) => page.evaluate(() => view.brushes);

/** Waits until what was changed is drawn. */
const settled = (page: Page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

async function boxOf(page: Page, target: Locator) {
  await settled(page);
  const box = await target.boundingBox();
  if (!box) throw new Error('The panel is not to be seen.');
  return box;
}

async function expectPanels(page: Page, wanted: number): Promise<void> {
  await expect.poll(() => page.locator('.panel').count()).toBe(wanted);
}

/** Drags from one place in a panel to another, both as shares of its width and height. */
async function drag(
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
async function expectCounted(page: Page): Promise<void> {
  const inside = await within(page);
  const words = `${inside.toLocaleString('en')} of 5,000 draws (${((100 * inside) / 5000).toFixed(1)} %)`;
  await foot(page).getByText(`${words} where`).waitFor();
  await count(page).getByText(words).waitFor();
  expect(inside).toBeGreaterThan(0);
  expect(inside).toBeLessThan(5000);
}

describe('with the mouse', () => {
  it('a range of one parameter conditions all panels, and the draws left are counted exactly', async () => {
    const page = await open('case=gaussian');
    await page.getByRole('button', { name: 'Whole prior' }).click();
    const before = await page.locator('tbody tr').nth(1).textContent();
    await drag(page, panel(page, 0), [0.4, 0.5], [0.44, 0.6]);
    const [brush, ...others] = await brushes(page);
    expect(others).toEqual([]);
    // The prior goes from −2 to 2.
    expect(brush?.column).toBe(0);
    expect(brush?.low).toBeCloseTo(-2 + 4 * 0.4, 2);
    expect(brush?.high).toBeCloseTo(-2 + 4 * 0.44, 2);
    await expectCounted(page);
    // θ₁ and θ₂ are independent, so that the other rows hardly change; but θ₁ itself is now inside its range.
    const medians = await page.locator('tbody td:nth-child(2)').allTextContents();
    expect(Number(medians[0]?.replace('−', '-'))).toBeGreaterThan(-0.4);
    expect(Number(medians[0]?.replace('−', '-'))).toBeLessThan(-0.24);
    expect(before?.slice(0, 2)).toBe('θ₂');
  });

  it('a box conditions two parameters, a second range a third, an edge is moved, and a double click clears all', async () => {
    const page = await open('case=five');
    await drag(page, panel(page, 2, 1), [0.2, 0.2], [0.5, 0.7]);
    expect((await brushes(page)).map(({ column }) => column)).toEqual([1, 2]);
    await expectCounted(page);
    await drag(page, panel(page, 3), [0.3, 0.5], [0.7, 0.5]);
    expect((await brushes(page)).map(({ column }) => column)).toEqual([1, 2, 3]);
    await expectCounted(page);
    const third = async () => (await brushes(page))[2] as { low: number; high: number };
    const old = await third();
    await drag(page, panel(page, 3), [0.7, 0.5], [0.9, 0.5]);
    expect((await third()).low).toBeCloseTo(old.low, 5);
    expect((await third()).high).toBeGreaterThan(old.high);
    await drag(page, panel(page, 3), [0.6, 0.5], [0.5, 0.5]);
    expect((await third()).low).toBeLessThan(old.low);
    await expectCounted(page);
    await page.getByRole('button', { name: /^Clear t/ }).click();
    expect((await brushes(page)).map(({ column }) => column)).toEqual([1, 2]);
    await panel(page, 4).dblclick();
    expect(await brushes(page)).toEqual([]);
    await count(page)
      .getByText(/^5,000 draws$/)
      .waitFor();
  });

  it('hovering reads values, density and credible level', async () => {
    const page = await open('case=gaussian');
    await page.getByRole('button', { name: 'Whole prior' }).click();
    const place = async (column: number, row: number, x: number, y: number) => {
      const box = await boxOf(page, panel(page, column, row));
      await page.mouse.move(box.x + ((x + 2) / 4) * box.width, box.y + ((2 - y) / 4) * box.height);
    };
    await place(1, 0, 0.22, -0.27);
    await page
      .locator('.tip')
      .getByText(/^θ₂ 0\.2\d · θ₁ −0\.2\d · edge of the \d %/)
      .waitFor();
    await place(1, 0, 1.2, 1.2);
    await page.locator('.tip').getByText('outside all draws').waitFor();
    await place(0, 0, -0.27, 0);
    const words = await page.locator('.tip').textContent();
    // The density of a normal distribution with sd 0.1 is 3.99 in its middle.
    expect(Number(/density (.*)/.exec(words ?? '')?.[1])).toBeCloseTo(3.99, 0);
    await page.mouse.move(2, 2);
    await page.locator('.tip').waitFor({ state: 'hidden' });
  });

  it('a corner button enlarges a panel and brings all back', async () => {
    const page = await open('case=five');
    await panel(page, 3, 1).hover();
    await page.getByRole('button', { name: 'Enlarge tₘₐₓ and γ' }).click();
    await expectPanels(page, 1);
    expect((await boxOf(page, panel(page, 3, 1))).height).toBeGreaterThan(400);
    await drag(page, panel(page, 3, 1), [0.3, 0.3], [0.6, 0.6]);
    await expectCounted(page);
    await page.getByRole('button', { name: 'Back to all panels' }).click();
    await expectPanels(page, 15);
  });
});

describe('with the keyboard', () => {
  it('ranges are made, moved, widened and cleared', async () => {
    const page = await open('case=gaussian');
    await panel(page, 0).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    expect((await brushes(page)).map(({ column }) => column)).toEqual([0, 1]);
    await expectCounted(page);
    const [first] = await brushes(page);
    await page.keyboard.press('Shift+ArrowUp');
    const [second, across] = await brushes(page);
    expect(second?.low).toBeGreaterThan(first?.low as number);
    await page.keyboard.press('Shift+ArrowLeft');
    expect((await brushes(page))[1]?.low).toBeLessThan(across?.low as number);
    await page.keyboard.press('+');
    const [wide] = await brushes(page);
    expect((wide?.high as number) - (wide?.low as number)).toBeGreaterThan(
      (second?.high as number) - (second?.low as number),
    );
    await page.keyboard.press('-');
    await expectCounted(page);
    await page.keyboard.press('Escape');
    expect(await brushes(page)).toEqual([]);
  });

  it('arrows go among panels, Enter enlarges, Escape comes back to the same panel', async () => {
    const page = await open('case=gaussian');
    const focused = async () => {
      await settled(page);
      return page.evaluate(() => {
        const { activeElement } = view.shadowRoot as ShadowRoot;
        const { column, row } = (activeElement as HTMLElement).dataset;
        return `${row}${column}`;
      });
    };
    await page.keyboard.press('Tab');
    for (let i = 0; i < 4; i++) await page.keyboard.press('Tab');
    expect(await focused()).toBe('00');
    const path: string[] = [];
    for (const key of ['Right', 'Right', 'Down', 'Left', 'Down', 'Up', 'Up', 'Left']) {
      await page.keyboard.press(`Arrow${key}`);
      path.push(await focused());
    }
    expect(path).toEqual(['01', '02', '12', '11', '22', '12', '02', '01']);
    await page.keyboard.press('Enter');
    await expectPanels(page, 1);
    expect(await focused()).toBe('01');
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toBe('02');
    await page.keyboard.press('Escape');
    await expectPanels(page, 6);
    expect(await focused()).toBe('02');
    expect(await panel(page, 2, 0).getAttribute('aria-label')).toMatch(
      /^θ₃: median 0\.8\d, 90 % 0\.6\d … 1\.00\. θ₁: median −0\.27, 90 % −0\.4\d … −0\.1\d$/,
    );
  });

  it('the space bar reads values, which arrows move', async () => {
    const page = await open('case=gaussian');
    await panel(page, 1, 0).focus();
    await page.keyboard.press('Space');
    await page.locator('.tip').getByText('edge of the').waitFor();
    const before = await page.locator('p.readers').textContent();
    await page.keyboard.press('ArrowRight');
    const after = await page.locator('p.readers').textContent();
    expect(after).toMatch(/^θ₂ .* θ₁ .* region$/);
    expect(after).not.toBe(before);
    await page.keyboard.press('Escape');
    await page.locator('.tip').waitFor({ state: 'hidden' });
  });
});

describe('with a finger', () => {
  it('a tap enlarges, a drag keeps a range', async () => {
    const page = await open('case=gaussian', { hasTouch: true, viewport: { width: 360, height: 740 } });
    await panel(page, 1, 0).tap();
    await expectPanels(page, 1);
    const box = await boxOf(page, panel(page, 1, 0));
    const touch = await page.context().newCDPSession(page);
    const at = (share: number) => [{ x: box.x + share * box.width, y: box.y + share * box.height }];
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0.3) });
    for (const share of [0.4, 0.5, 0.6])
      await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(share) });
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    expect((await brushes(page)).map(({ column }) => column)).toEqual([0, 1]);
    await expectCounted(page);
    await page.getByRole('button', { name: 'Back to all panels' }).click();
    await expectPanels(page, 6);
  });
});

describe('many parameters', () => {
  it('show a few first, are switched on and off, and one always stays', async () => {
    const page = await open('case=eight');
    expect(await page.evaluate(() => view.shown)).toEqual([0, 1, 2, 3]);
    await page.getByRole('button', { name: 'σ₂', exact: true }).click();
    await page.getByRole('button', { name: 'β', exact: true }).click();
    expect(await page.evaluate(() => view.shown)).toEqual([0, 2, 3, 7]);
    await expectPanels(page, 10);
    expect(await page.getByRole('button', { name: 'β', exact: true }).getAttribute('aria-pressed')).toBe(
      'false',
    );
    for (const name of ['α', 'γ', 'δ', 'σ₂']) await page.getByRole('button', { name, exact: true }).click();
    expect(await page.evaluate(() => view.shown)).toEqual([7]);
    await expectPanels(page, 1);
    const narrow = await open('case=eight', { viewport: { width: 360, height: 740 } });
    expect(await narrow.evaluate(() => view.shown)).toEqual([0, 1, 2]);
  });

  it('of another problem begin anew', async () => {
    const page = await open('case=gaussian');
    await drag(page, panel(page, 0), [0.4, 0.5], [0.6, 0.5]);
    await page.evaluate(() => show('five'));
    await page.locator('.name', { hasText: 'growth_rate' }).first().waitFor();
    expect(await brushes(page)).toEqual([]);
    await expectPanels(page, 15);
  });
});

describe('the picture', () => {
  /** A hash of what the canvas shows, and how much of it is painted. */
  const picture = (page: Page) =>
    page.evaluate(async () => {
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      const canvas = view.shadowRoot?.querySelector('canvas') as HTMLCanvasElement;
      const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(
        0,
        0,
        canvas.width,
        canvas.height,
      );
      let [hash, painted] = [0, 0];
      for (let i = 0; i < data.length; i += 4) {
        if ((data[i + 3] as number) > 0) painted++;
        hash = (Math.imul(hash, 31) + (data[i] as number) + (data[i + 3] as number)) | 0;
      }
      return { hash, painted, width: canvas.width };
    });

  it('is the same for the same draws, sharp at any density of pixels, and follows light and dark', async () => {
    const page = await open('case=five', { deviceScaleFactor: 2, colorScheme: 'light' });
    const light = await picture(page);
    expect(light.painted).toBeGreaterThan(10_000);
    expect(light.width).toBe(2 * (await page.evaluate(() => view.clientWidth)));
    await page.evaluate(() => show('five'));
    expect(await picture(page)).toEqual(light);
    await page.evaluate(() => show('five', { shift: 0.3 }));
    expect((await picture(page)).hash).not.toBe(light.hash);
    await page.evaluate(() => show('five'));
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(async () => (await picture(page)).hash).not.toBe(light.hash);
    await page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(() => picture(page)).toEqual(light);
  });

  it('puts no mass outside the prior', async () => {
    const page = await open('case=wall');
    await page.getByRole('button', { name: 'Whole prior' }).click();
    // offset ends at 5, the right edge of its panel, where its density is highest: the column of pixels there is painted.
    const [inside, outside] = await page.evaluate(async () => {
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      const root = view.shadowRoot as ShadowRoot;
      const canvas = root.querySelector('canvas') as HTMLCanvasElement;
      const cell = root.querySelector('.panel[data-column="1"][data-row="1"]') as HTMLElement;
      const scale = devicePixelRatio;
      const [left, top] = cell.style.translate.split(' ').map((text) => Number.parseFloat(text)) as [
        number,
        number,
      ];
      const context = canvas.getContext('2d') as CanvasRenderingContext2D;
      const y = (top + 0.6 * cell.offsetHeight) * scale;
      const alpha = (x: number) => context.getImageData(Math.round(x * scale), y, 1, 1).data[3];
      return [alpha(left + cell.offsetWidth - 4), alpha(left + cell.offsetWidth + 4)];
    });
    expect(inside).toBeGreaterThan(30);
    expect(outside).toBe(0);
  });

  it.each(['light', 'dark'] as const)('has no fault that axe finds, %s', async (colorScheme) => {
    const page = await open('case=gaussian&others=1&prior', { colorScheme });
    await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') });
    const faults = async () => {
      const { violations } = await page.evaluate(() => axe.run());
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    };
    expect(await faults()).toEqual([]);
    await drag(page, panel(page, 1, 0), [0.3, 0.3], [0.6, 0.6]);
    await expectCounted(page);
    expect(await faults()).toEqual([]);
    await panel(page, 1, 0).focus();
    await page.keyboard.press('Enter');
    await settled(page);
    expect(await faults()).toEqual([]);
  });
});

it('a thousand sets, brushes and enlargements leave nothing behind', async () => {
  const page = await open('case=gaussian&rows=500');
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const measure = async () => {
    await devtools.send('HeapProfiler.collectGarbage');
    const { metrics } = await devtools.send('Performance.getMetrics');
    const of = (name: string) => metrics.find((metric) => metric.name === name)?.value as number;
    return { nodes: of('Nodes'), listeners: of('JSEventListeners'), heap: of('JSHeapUsedSize') };
  };
  const update = (times: number) =>
    page.evaluate(async (most) => {
      for (let i = 0; i < most; i++) {
        show('gaussian', { rows: 500, shift: 0.01 * (i % 7) });
        view.brushes = i % 3 === 0 ? [{ column: 0, low: -1, high: 0.1 * (i % 5) }] : [];
        if (i % 10 === 0) {
          const parent = view.parentElement as HTMLElement;
          view.remove();
          parent.append(view);
        }
        await new Promise((done) => requestAnimationFrame(done));
      }
      view.brushes = [];
      show('gaussian', { rows: 500 });
      await new Promise((done) => setTimeout(done, 300));
    }, times);
  await update(200); // what the engine compiles, it keeps
  const before = await measure();
  await update(1000);
  const after = await measure();
  expect(after.listeners).toBe(before.listeners);
  expect(after.nodes).toBeLessThanOrEqual(before.nodes + 5);
  expect(after.heap).toBeLessThan(1.05 * before.heap + 1e5);
  expect(await page.evaluate(() => view.shadowRoot?.querySelectorAll('canvas').length)).toBe(1);
});
