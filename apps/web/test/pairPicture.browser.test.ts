import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { PairView } from '../src/pair/pairView.ts';
import {
  brushes,
  drag,
  expectCounted,
  expectPanels,
  open,
  panel,
  servePairPage,
  settled,
} from './pairDriver.ts';

declare const view: PairView;
declare const show: (name: string, options?: Record<string, unknown>) => void;
declare const axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };

servePairPage();

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
