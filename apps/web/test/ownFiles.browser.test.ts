import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hostileModels, hostileTables } from './hostileFiles.ts';
import { openPage } from './openPage.ts';
import { servePage } from './servePage.ts';

const shipped = fileURLToPath(new URL('../models/gaussian.safetensors', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sbi own '));
const served = servePage({ shared: true });
let page: Page;
let complaints: readonly string[];

beforeAll(async () => {
  ({ page, complaints } = await openPage(served.browser, `${served.url}#view=own`));
  await page.getByRole('radio', { name: 'Tables' }).waitFor();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
});

const show = (kind: 'Tables' | 'Model') => page.getByRole('radio', { name: kind }).check();
const said = async (place: string) => {
  const line = page.locator(`${place} [role=alert] p`);
  await line.waitFor();
  return line.textContent();
};

/** Drops a file or a folder of the disk, as a hand does. */
async function drop(files: string[], onto = page): Promise<void> {
  const client = await onto.context().newCDPSession(onto);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await client.send('Input.dispatchDragEvent', { type, x: 300, y: 250, data });
  }
  await client.detach();
}

it.each(hostileTables)('the table $name is refused in one line, with its place', async (file) => {
  await show('Tables');
  const { name, content: buffer } = file;
  await page.getByLabel('Parameters θ').setInputFiles({ name, mimeType: 'text/csv', buffer });
  expect(await said('[data-drop=own-theta]')).toMatch(file.said);
  // what was said must not stand there for the next one
  await page
    .getByLabel('Parameters θ')
    .setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('1\n2\n') });
  await page.getByText('2 rows of theta_1').waitFor();
});

it.each(hostileModels)(
  'as a model, $name is refused in one line',
  async ({ content: buffer, said: expected }) => {
    await show('Model');
    const mimeType = 'application/octet-stream';
    await page.locator('#own-model').setInputFiles({ name: 'model.safetensors', mimeType, buffer });
    await page.getByText('Reading model.safetensors').waitFor({ state: 'detached' });
    const line = await said('[data-kind=model]');
    expect(line).toMatch(expected);
    expect(line?.length).toBeLessThan(300);
  },
);

it('two gigabytes, a folder and a picture that are dropped are refused in one line each', async () => {
  const large = join(folder, 'large.safetensors');
  writeFileSync(large, '');
  truncateSync(large, 2e9); // sparse: it takes no room on the disk
  const directory = join(folder, 'theta.csv');
  mkdirSync(directory);
  const picture = join(folder, 'photo.png');
  writeFileSync(picture, Buffer.from('89504e470d0a1a0a', 'hex'));
  await show('Tables');
  await drop([large]);
  expect(await said('[data-kind=model]:not([hidden])')).toBe(
    'large.safetensors must be at most 1 GB; received 2 GB.',
  );
  await drop([directory]);
  expect(await said('[data-drop=own-theta]')).toMatch(/^theta\.csv cannot be read: it is a folder, /);
  await drop([picture]);
  await page
    .locator('[data-drop=own-theta]')
    .getByText('photo.png must be a CSV table; received a picture (PNG).')
    .waitFor();
  expect(page.url()).toContain('view=own');
});

it('tables that do not fit each other or the prior are told, with line and column', async () => {
  await show('Tables');
  const give = (label: string, name: string, text: string) =>
    page.getByLabel(label).setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  const train = () => page.getByRole('button', { name: 'Train on these tables' }).click();
  const answer = () => said('[data-kind=tables] .own-main >');
  await give('Parameters θ', 'theta.csv', 'rate,room\n0.1,20\n0.2,21\n0.3,22\n');
  await give('Simulated data x', 'x.csv', 't0,t5\n1,2\n3,4\n');
  await page.getByText('2 rows of t0, t5').waitFor();
  await train();
  expect(await answer()).toBe('x.csv must have 3 rows, one for each of theta.csv; received 2.');
  await give('Simulated data x', 'x.csv', 't0,t5\n1,2\n3,4\n5,6\n');
  await page.getByText('3 rows of t0, t5').waitFor();
  await page.getByLabel('What was observed').fill('1, two');
  await train();
  expect(await answer()).toBe('The observation must be numbers; received "two" as number 2.');
  await page.getByLabel('What was observed').fill('1 2 3');
  await train();
  expect(await answer()).toBe('The observation must be 2 numbers, as a row of x; received 3.');
  await page.getByLabel('What was observed').fill('1; 2');
  await page.getByLabel('high of rate').fill('0.25');
  await train();
  expect(await answer()).toBe(
    'theta.csv must lie inside the prior, uniform(0.1, 0.25); received 0.3 in line 4, column rate.',
  );
  await page.getByLabel('Family of rate').selectOption('normal');
  await page.getByLabel('scale of rate').fill('-1');
  await train();
  expect(await answer()).toMatch(/^The prior of rate: scale must be .*; received .*\.$/);
  expect(complaints).toEqual([]);
});

it('two tables that are dropped while the page shows something else are taken in "Your own"', async () => {
  const { page: other } = await openPage(served.browser, served.url);
  const paths = ['params.csv', 'data.csv'].map((name) => join(folder, name));
  for (const path of paths) writeFileSync(path, 'a,b\n1,2\n3,4\n5,6\n');
  await drop(paths, other);
  await other.locator('[data-drop=own-theta]').getByText('3 rows of a, b').waitFor();
  await other.locator('[data-drop=own-x]').getByText('3 rows of a, b').waitFor();
});

it('a model of the command line opens as a posterior that answers', async () => {
  await show('Model');
  const buffer = readFileSync(shipped);
  await page.locator('#own-model').setInputFiles({ name: 'mine.safetensors', mimeType: '', buffer });
  await page.getByRole('heading', { name: 'What was' }).waitFor();
  await page.getByText('A model that was opened from a file.').waitFor();
  await expect.poll(() => new URL(page.url()).hash).toContain('problem=own');
  await page.getByRole('link', { name: 'Train' }).click();
  await page.getByText('bring the simulator or the tables behind this model').waitFor();
  expect(await page.getByRole('button', { name: 'Train', exact: true }).isDisabled()).toBe(true);
  expect(complaints).toEqual([]);
});
