import { describe, expect, it } from 'vitest';
import type { PairView } from '../src/pair/pairView.ts';
import {
  boxOf,
  brushes,
  count,
  drag,
  expectCounted,
  expectPanels,
  open,
  panel,
  servePairPage,
  settled,
} from './pairDriver.ts';

declare const view: PairView;

servePairPage();

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
