import { useBackend } from '@sbi/backends';
import { matrixOf, Rng } from '@sbi/core';
import { registerKernels } from '@sbi/kernels';
import { AmortizedPosterior, c2st, npe, type TrainingSummary } from '@sbi/npe';
import { gaussian, simulate } from '@sbi/simulate';
import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keptBytes, sha256 } from './keptBytes.ts';
import { launchChromium, openPage } from './openPage.ts';
import { servePage } from './servePage.ts';
import { TrainView } from './trainView.ts';

const served = servePage();
/** The Gaussian as `sbi demo gaussian --seed 1` trains it: in Node, on wasm with the default kernels. */
let inNode: Uint8Array;

beforeAll(async () => {
  await useBackend('wasm');
  await registerKernels();
  inNode = await trainInNode();
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

const open = (chromium = served.browser) => openPage(chromium, served.url);

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

describe('a training that does not go through', () => {
  it('goes on to the same bits after a pause and after its worker was killed', async () => {
    const { page, complaints } = await open();
    const view = await TrainView.open(page);
    await view.press('Train');
    await view.reached();
    await view.press('Pause'); // in the middle of training, however fast the machine is
    const worker = page.workers().find((each) => each.url().includes('train.worker'));
    await worker?.evaluate(() => self.close());
    const alert = page.locator('.train-trouble');
    await alert
      .getByText(/^The training worker is gone: .*; what was learnt until epoch \d+ is kept\.$/)
      .waitFor();
    expect(await page.locator('.judged').last().textContent()).toContain('Still learning');
    await view.press('Go on from there');
    expect(await view.ended()).toMatch(/^Converged/);
    await page.locator('.judged').getByText('Being checked').waitFor();
    expect(sha256(await keptBytes(page, 'gaussian'))).toBe(sha256(inNode));
    await page.locator('.judged').getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Not checked: The checks were stopped.').waitFor();
    expect(complaints).toEqual([]);
  });

  it('is stopped and kept, learns from more simulations, and is there after a reload and in another tab', async () => {
    const { page, complaints } = await open();
    const view = await TrainView.open(page);
    await view.set('Simulations', 10_000);
    await view.press('Train');
    await view.reached(/epoch ([2-9]|\d\d)/);
    await view.press('Stop and keep');
    expect(await view.ended()).toMatch(
      /^Stopped after \d+ epochs?: what was learnt until epoch \d+ is kept\.$/,
    );
    await view.set('Simulations', 500);
    await view.press('More simulations');
    await view.reached();
    await view.press('Stop and keep');
    await expect.poll(async () => (await trainingOf(page)).rows).toBe(10_500);
    await page.reload();
    await page.getByText('Posterior: 10,000 draws from the model trained here').waitFor(); // as the address says
    const [other] = await Promise.all([
      page.waitForEvent('popup'),
      page.evaluate((address) => void window.open(address), served.url),
    ]);
    await other.getByText(/A model that was trained here on .* is kept/).waitFor();
    await other.getByRole('button', { name: 'Use it' }).click();
    await other.getByText('This model was trained here, and was not checked on this visit.').waitFor();
    expect(complaints).toEqual([]);
  });

  it('pauses while several flows race', async () => {
    const { page, complaints } = await openPage(
      served.browser,
      `${served.url}#problem=gaussian&simulations=40000&flow=auto`, // a race of minutes: it ends when it is told to
    );
    const view = await TrainView.open(page);
    await view.press('Train');
    await view.reached();
    await view.press('Pause');
    const goOn = page.getByRole('button', { name: 'Go on', exact: true });
    await goOn.waitFor();
    const before = await view.stage('train').textContent();
    await page.waitForTimeout(500); // many epochs would go by
    expect(await view.stage('train').textContent()).toBe(before);
    await goOn.click();
    await expect.poll(() => view.stage('train').textContent(), { timeout: 120_000 }).not.toBe(before);
    await view.press('Stop');
    await page.locator('.train-trouble').getByText('Stopped.').waitFor();
    expect(complaints).toEqual([]);
  });

  it('sharpens, pauses and is stopped in the middle of a long epoch', async () => {
    const { page, complaints } = await openPage(
      served.browser,
      `${served.url}#problem=gaussian&simulations=300000`, // an epoch of 1,350 steps
    );
    const view = await TrainView.open(page);
    await view.press('Train');
    await view.reached(/epoch 1, \d+ %/);
    await page.locator('.judged').getByText('what is shown is how it stands in epoch 1').waitFor();
    await view.press('Pause');
    await page.getByRole('button', { name: 'Go on', exact: true }).waitFor();
    const before = await view.stage('train').textContent();
    await page.waitForTimeout(500);
    expect(await view.stage('train').textContent()).toBe(before);
    await view.press('Stop and keep');
    expect(await view.ended()).toBe('Stopped after 1 epoch: what was learnt until epoch 1 is kept.');
    const { steps, rows } = await trainingOf(page);
    expect(rows).toBe(300_000);
    expect(steps).toBeLessThan(1350);
    expect(complaints).toEqual([]);
  });

  it('says when the storage is full, and goes on', async () => {
    const { page, complaints } = await open();
    const { origin } = new URL(served.url);
    const session = await page.context().newCDPSession(page);
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
    const view = await TrainView.open(page);
    await view.set('Epochs at most', 1);
    await view.press('Train');
    const line =
      'The model cannot be kept beyond this visit: the storage of this browser is full. Download it to keep it.';
    await page.locator('.train-trouble').getByText(line).waitFor();
    await view.judged();
    expect(complaints).toEqual([]);
  });
});

it('says why a backend cannot start, and another one can', async () => {
  const { page, complaints } = await openPage(served.browser, `${served.url}?backend=webgpu#view=train`);
  const reason = /^The webgpu backend cannot start: no graphics adapter was found; .*\.$/;
  await page.locator('.train-trouble').getByText(reason).waitFor();
  expect(
    await page.locator('.backends').getByLabel('webgpu no graphics adapter was found').isDisabled(),
  ).toBe(true);
  expect(await page.getByRole('button', { name: 'Train', exact: true }).isDisabled()).toBe(true);
  const view = new TrainView(page);
  await view.backend('cpu');
  await view.set('Simulations', 100);
  await view.set('Epochs at most', 1);
  await page.getByRole('button', { name: 'Train', exact: true }).and(page.locator(':enabled')).click();
  expect(await view.ended()).toMatch(/^Stopped at 1 epoch,/);
  expect(complaints).toEqual([]);
});

describe('webgpu, on a software adapter', () => {
  let withAdapter: Browser;

  // One each: what a page that is closed still computes on such an adapter holds up the next one.
  beforeEach(async () => {
    withAdapter = await launchChromium('--enable-unsafe-webgpu');
  });

  afterEach(() => withAdapter?.close());

  it('learns what wasm learns', async () => {
    const losses: (readonly number[])[] = [];
    for (const backend of ['wasm', 'webgpu'] as const) {
      const { page, complaints } = await open(withAdapter);
      const view = await TrainView.open(page);
      await view.backend(backend);
      await view.set('Simulations', 400);
      await view.set('Epochs at most', 3);
      await view.press('Train');
      expect(await view.ended()).toMatch(/^Stopped at 3 epochs/);
      losses.push((await trainingOf(page)).validationLoss);
      expect(complaints).toEqual([]);
    }
    const [wasm, webgpu] = losses as [readonly number[], readonly number[]];
    expect(webgpu).toHaveLength(3);
    for (const [epoch, loss] of webgpu.entries())
      expect(Math.abs(loss - (wasm[epoch] as number))).toBeLessThan(1e-3);
  });

  it('may lose its device: another backend goes on from what is kept', async () => {
    const { page } = await open(withAdapter);
    const view = await TrainView.open(page);
    await view.backend('webgpu');
    await view.set('Simulations', 400);
    await view.press('Train');
    await view.reached();
    const worker = page.workers().find((each) => each.url().includes('train.worker'));
    await worker?.evaluate(() => {
      const { _tfengine } = self as unknown as { _tfengine: { backend: { device: { destroy(): void } } } };
      _tfengine.backend.device.destroy();
    });
    await page
      .locator('.train-trouble')
      .getByText(/its graphics card is gone/)
      .waitFor();
    await view.press('Go on with wasm');
    expect(await view.ended()).toMatch(/^Converged/);
  });
});

/** What is written of its training in the model that the page keeps. */
async function trainingOf(page: Page): Promise<TrainingSummary> {
  using model = AmortizedPosterior.decode(await keptBytes(page, 'gaussian'));
  return model.training;
}

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
