import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromCsv } from '@sbi/core';
import { summarize } from '@sbi/npe';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { atRest } from './atRest.ts';
import { hostileAddresses } from './hostileAddresses.ts';
import { openPage } from './openPage.ts';
import { servePage } from './servePage.ts';
import { TrainView } from './trainView.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const sbi = fileURLToPath(new URL('../../cli/dist/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sbi taken '));

const served = servePage();

afterAll(async () => {
  rmSync(folder, { recursive: true });
});

/** Takes one of the things there are: the bytes of the file, and its name. */
async function take(page: Page, name: string): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name, exact: true }).click(),
  ]);
  const path = join(folder, download.suggestedFilename());
  await download.saveAs(path);
  return { name: download.suggestedFilename(), bytes: readFileSync(path) };
}

describe('what is taken', () => {
  it('is the model that answers, which the command line samples to the same draws', async () => {
    const { page, complaints } = await openPage(
      served.browser,
      `${served.url}?backend=wasm#problem=gaussian&x=0.9,0.5,0.2`,
    );
    const means = await atRest(page);
    const model = await take(page, 'Model file');
    expect(model.name).toBe('gaussian.safetensors');
    expect(model.bytes).toEqual(readFileSync(`${root}models/gaussian.safetensors`));
    const draws = await take(page, 'Draws .csv');
    const table = fromCsv(draws.bytes.toString());
    expect([table.rows, table.names]).toEqual([10_000, ['theta_1', 'theta_2', 'theta_3']]);
    const inPage = summarize(table);
    for (const [j, { mean }] of inPage.entries()) expect(mean).toBeCloseTo(means[j] as number, 5);
    const [modelPath, outPath] = [join(folder, model.name), join(folder, 'cli.csv')];
    const asked = [
      'sample',
      modelPath,
      '--x',
      '0.9,0.5,0.2',
      '--draws',
      '10000',
      '--seed',
      '1',
      '--out',
      outPath,
    ];
    const { status, stderr } = spawnSync(process.execPath, [sbi, ...asked], { encoding: 'utf8' });
    expect([status, stderr.includes('error')]).toEqual([0, false]);
    expect(readFileSync(outPath, 'utf8')).toBe(draws.bytes.toString());
    expect(complaints).toEqual([]);
  });

  it('is a figure, drawn and in pixels', async () => {
    const { page, complaints } = await openPage(served.browser, served.url);
    await atRest(page);
    const svg = (await take(page, 'Figure .svg')).bytes.toString();
    expect(svg).toMatch(/^<svg[^>]* width="(\d+)"/);
    expect(svg).toContain('10,000 draws');
    const { bytes } = await take(page, 'Figure .png');
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(bytes.readUInt32BE(16)).toBe(3 * Number(/width="(\d+)"/.exec(svg)?.[1]));
    expect(bytes.length).toBeGreaterThan(20_000); // an empty picture of that size has a tenth of it
    expect(complaints).toEqual([]);
  });

  it('is a report that needs no network and runs no script', async () => {
    const { page, complaints } = await openPage(served.browser, `${served.url}#problem=supernovae&seed=7`);
    await atRest(page);
    await page.waitForFunction(() => document.querySelector('#data-room svg') !== null);
    const { name, bytes } = await take(page, 'Report .html');
    expect(name).toBe('supernovae-report.html');
    writeFileSync(join(folder, name), bytes);
    const reader = await served.browser.newPage({ javaScriptEnabled: false });
    const requests: string[] = [];
    reader.on('request', (request) => requests.push(request.url()));
    await reader.goto(`file://${join(folder, name)}`);
    expect(requests).toHaveLength(1);
    expect(await reader.getByRole('heading', { level: 2 }).allTextContents()).toEqual([
      'What is asked',
      'What was observed, and what follows',
      'How it was trained',
      'To get the same again',
    ]);
    expect(await reader.locator('pre').textContent()).toMatch(
      /#problem=supernovae&seed=7&model=[0-9a-f]{64}$/,
    );
    expect(await reader.locator('svg').count()).toBeGreaterThanOrEqual(2);
    expect(complaints).toEqual([]);
  });
});

describe('a link', () => {
  it('shows the same picture in another browser profile', async () => {
    const context = await served.browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
    const page = await context.newPage();
    await page.goto(`${served.url}#problem=gaussian&seed=5`);
    const first = await atRest(page);
    await page.locator('#data-room [role=slider]').first().focus();
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
    await atRest(page, first);
    await page.getByRole('button', { name: 'Link copy' }).click();
    await page.getByText('The link is copied.').waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const other = await (await served.browser.newContext()).newPage();
    await other.goto(link);
    const means = await atRest(other);
    await expect.poll(() => atRest(page)).toEqual(means); // the last press may still be drawn
    expect(await other.locator('.note').count()).toBe(0);
    expect(await other.locator('#trouble').textContent()).toBe('');
    const words = (one: Page, room: string) => one.locator(room).textContent();
    for (const room of ['#data-room', '#words-room'])
      expect(await words(other, room)).toBe(await words(page, room));
    const numbers = (one: Page) => one.locator('sbi-pair-view table').allTextContents();
    const shown = await numbers(page);
    expect(shown.join()).toMatch(/θ₁−?\d/);
    expect(await numbers(other)).toEqual(shown);
    // Axes stay while a hand moves the posterior; from the link on they are the same too, to the pixel.
    await page.goto('about:blank');
    await page.goto(link);
    expect(await atRest(page)).toEqual(means);
    const picture = (one: Page) => one.locator('sbi-pair-view').screenshot({ animations: 'disabled' });
    expect((await picture(other)).equals(await picture(page))).toBe(true);
  });

  it('keeps what is shown, ranges, and posteriors that were kept', async () => {
    const { page } = await openPage(served.browser, `${served.url}#problem=gaussian&seed=5`);
    const first = await atRest(page);
    await page.getByRole('button', { name: 'Keep' }).click();
    await page.getByRole('slider', { name: 'x₁, observed' }).focus();
    await page.keyboard.press('Shift+ArrowRight');
    const means = await atRest(page, first);
    await page.getByRole('group', { name: 'Parameters shown' }).getByRole('button', { name: 'θ₂' }).click();
    await page.locator('sbi-pair-view .panel').first().focus();
    await page.keyboard.press('Shift+ArrowRight');
    await expect
      .poll(() => page.url())
      .toMatch(/&x=[^&]+&shown=1,3&brush=1,[-.\d]+,[-.\d]+&kept=[-.\d]+,[-.\d]+,[-.\d]+&model=/);
    const link = page.url();
    const pictureOf = async (one: Page) => {
      await one.locator('sbi-pair-view .key').getByText('kept 1').waitFor();
      expect(await atRest(one, first)).toEqual(means);
      await one.mouse.click(2, 2); // no focus, no hover
      const view = one.locator('sbi-pair-view');
      await view.locator('.foot').getByText(' where').waitFor();
      return {
        words: await view.locator('table, .foot, .tick').allTextContents(),
        // without the buttons around it, whose round edges Chromium draws now and then a shade of 255 darker
        pixels: await view.locator('.picture').screenshot({ animations: 'disabled' }),
      };
    };
    const { page: other, complaints } = await openPage(served.browser, link);
    expect((await pictureOf(other)).words).toEqual((await pictureOf(page)).words);
    expect(other.url()).toBe(link);
    // Axes stay while a hand moves the posterior; from the link on they are the same too, to the pixel.
    await page.goto('about:blank');
    await page.goto(link);
    // The last stroke of either may still be drawn.
    await expect
      .poll(async () => (await pictureOf(page)).pixels.equals((await pictureOf(other)).pixels), {
        timeout: 60_000,
      })
      .toBe(true);
    expect(await other.locator('.note').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('to a model that was trained tells to train it anew, and that it came out the same', async () => {
    const { page } = await openPage(
      served.browser,
      `${served.url}#problem=gaussian&seed=3&simulations=300&epochs=2`,
    );
    const before = await atRest(page);
    const linked = /&simulations=300&epochs=2&model=[0-9a-f]{64}$/;
    await expect.poll(() => page.url()).toMatch(linked);
    const shipped = page.url().slice(-64);
    const mine = await TrainView.open(page);
    await mine.press('Train');
    await mine.ended();
    await atRest(page, before);
    await expect.poll(() => page.url()).not.toContain(shipped);
    await expect.poll(() => page.url()).toMatch(linked);
    const { page: other, complaints } = await openPage(served.browser, page.url());
    const note = other.locator('.note span');
    await note.getByText('Train it anew with the link’s seed and settings').waitFor();
    const theirs = await TrainView.open(other);
    await theirs.press('Train');
    await theirs.ended();
    await note.getByText('The model trained here is the one of the link, bit for bit').waitFor();
    expect(complaints).toEqual([]);
  });

  it('that was made with another model says so', async () => {
    const { page } = await openPage(
      served.browser,
      `${served.url}#problem=gaussian&model=${'ab'.repeat(32)}`,
    );
    await page.locator('.note').getByText('This link was made with a model (abababab…)').waitFor();
    await page.getByRole('button', { name: 'Put away' }).click();
    expect(await page.locator('.note').count()).toBe(0);
  });

  it('hostile in a hundred ways is told in a line each, and never runs', async () => {
    const { page, complaints } = await openPage(served.browser, served.url);
    await atRest(page);
    const title = await page.title();
    let told = 0;
    for (const address of hostileAddresses(400)
      .filter((one) => one.startsWith('#'))
      .slice(0, 100)) {
      // as a link that is followed in the open page
      const line = await page.evaluate(async (hash) => {
        location.hash = hash;
        await new Promise((resolve) => setTimeout(resolve, 20));
        return document.querySelector('.note span')?.textContent ?? '';
      }, address);
      if (line !== '') told++;
      expect(line).toMatch(/^[^\p{Cc}]{0,400}$/u);
    }
    expect(told).toBeGreaterThan(50);
    expect(await page.locator('.note span *').count()).toBe(0);
    expect(await page.locator('img, script:not([type=module]), iframe').count()).toBe(0);
    expect(await page.title()).toBe(title);
    expect(complaints).toEqual([]);
  });

  it.each([
    ['#problem=%3Cimg%20src=x%20onerror=alert(1)%3E', "received '<img src=x onerror=alert(1)>'"],
    ['#x=1,2', 'must have 3 numbers'],
    ['#shown=1,4', "must name parameters from 1 to 3; received '4'"],
    ['#kept=1,2,3,4', 'must have 3 numbers for each of at most 3 observations'],
    ['?bakend=wasm', "received 'bakend'"],
  ])('that is wrong, %s, is told in a line, and the page opens', async (address, line) => {
    const { page, complaints } = await openPage(served.browser, `${served.url}${address}`);
    await atRest(page);
    expect(await page.locator('.note span').textContent()).toContain(line);
    expect(await page.locator('.note span *').count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});
