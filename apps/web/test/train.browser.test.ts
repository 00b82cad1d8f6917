import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { useBackend } from '@sbi/backends';
import { matrixOf, Rng } from '@sbi/core';
import { registerKernels } from '@sbi/kernels';
import { AmortizedPosterior, c2st, npe } from '@sbi/npe';
import { gaussian, simulate } from '@sbi/simulate';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { keptBytes, sha256 } from './keptBytes.ts';
import { launchChromium, openPage } from './openPage.ts';
import { serveFolder } from './serveFolder.ts';
import { TrainView } from './trainView.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

let browser: Browser;
let site: Awaited<ReturnType<typeof serveFolder>>;
/** The Gaussian as `sbi demo gaussian --seed 1` trains it: in Node, on wasm with the default kernels. */
let inNode: Uint8Array;

beforeAll(async () => {
  if (!existsSync(`${root}dist/index.html`)) {
    throw new Error('apps/web/dist must hold the built page; run pnpm --filter @sbi/web build.');
  }
  site = await serveFolder(`${root}dist`, '/some/where/');
  browser = await launchChromium();
  await useBackend('wasm');
  await registerKernels();
  inNode = await trainInNode();
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

afterAll(async () => {
  await browser?.close();
  site?.close();
});

async function trainInNode(): Promise<Uint8Array> {
  using problem = gaussian();
  const { prior, simulator } = problem;
  const rng = Rng.fromSeed(1);
  const run = await simulate(prior, simulator, { count: 2000, seed: rng.fork('simulations') });
  const x = matrixOf(run.x.data, run.x.columns, ['x_1', 'x_2', 'x_3']);
  using posterior = await npe({ theta: run.theta, x }, { prior, seed: rng.fork('training') });
  return posterior.encode();
}

const open = (chromium = browser) => openPage(chromium, site.url);

describe('the Gaussian, trained in the page', () => {
  it('is on wasm the model that Node trains, bit for bit, and cannot be told from the exact posterior', async () => {
    const { page, complaints, workers } = await open();
    const view = await TrainView.open(page);
    expect(await page.locator('.backends').getByLabel('wasm').isChecked()).toBe(true);
    await view.press('Train');
    expect(await view.ended()).toMatch(/^Converged after \d+ epochs; the best was epoch \d+\./);
    expect(await view.judged()).toBe('It can be trusted, as far as 500 fresh simulations can tell.');
    const bytes = await keptBytes(page, 'gaussian');
    expect(sha256(bytes)).toBe(sha256(inNode));
    await expectExact(bytes);
    expect(await view.stage('simulate').textContent()).toBe('2,000 simulations');
    expect(await page.getByRole('img', { name: 'Training and validation loss' }).count()).toBe(1);
    await page.getByText('What this rests on').click();
    await page.getByRole('img', { name: 'coverage' }).waitFor();
    expect(workers.filter((address) => /train\.worker/.test(address))).toHaveLength(1);
    expect(complaints).toEqual([]);
  });
});

/** The C2ST of an exact posterior is ½, with the sampling error of its 2 × 1,000 draws at each observation. */
async function expectExact(bytes: Uint8Array): Promise<void> {
  using problem = gaussian();
  using model = AmortizedPosterior.decode(bytes);
  const observations = [
    [0.8, 0.6, 0.4],
    [2.97, 1.0, 0.2],
  ];
  let sum = 0;
  for (const x of observations) {
    const draws = await model.given(x).sample(1000, { seed: 500 });
    const exact = await problem.reference(x, 1000, { seed: 600 });
    sum += await c2st(exact, draws, { seed: 700 });
  }
  const error = Math.sqrt(0.25 / (2 * 1000 * observations.length));
  expect(sum / observations.length).toBeLessThan(0.55 + 3 * error);
}
