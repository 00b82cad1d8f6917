import { writeFileSync } from 'node:fs';
import { type BackendName, useBackend } from '@sbi/backends';
import { matrixOf, rowOf, type Simulations } from '@sbi/core';
import { BoxUniform } from '@sbi/distributions';
import { autoregressiveSpline, convolution1d, coupling, maf, mdn, mlp, nsf } from '@sbi/flows';
import { registerKernels } from '@sbi/kernels';
import { type AmortizedPosterior, type NpeOptions, Trainer } from '@sbi/npe';
import { type Simulator, simulate } from '@sbi/simulate';
import { spreadOf } from '../speed/statistics.ts';
import { DRAWS, type Measured, type Report } from './measured.ts';

const DIM = 3;
const POINTS = 8;
/** Simulations that log q is asked of. */
const ROWS = 100;

interface Model extends Pick<NpeOptions, 'flow' | 'embedding' | 'batchSize'> {
  readonly count: number;
  readonly series?: boolean;
}

/** Small ones whose numbers are compared, and a large one that fills a graphics card. */
const models: Readonly<Record<string, Model>> = {
  maf: { flow: maf(), count: 400 },
  autoregressiveSpline: { flow: autoregressiveSpline(), count: 400 },
  coupling: { flow: coupling(), count: 400 },
  nsf: { flow: nsf(), count: 400 },
  mdn: { flow: mdn(), count: 400 },
  'maf, mlp': { flow: maf(), embedding: mlp(), count: 400 },
  'maf, convolution1d': { flow: maf(), embedding: convolution1d(), series: true, count: 400 },
  'maf, hidden 256, batch 2,000': { flow: maf({ hidden: 256 }), batchSize: 2000, count: 4400 },
};

/** A series of eight noisy points about a line and a bend, so that every network has something to read. */
const simulator: Simulator = (theta, rng) => {
  const [level = 0, slope = 0, bend = 0] = theta;
  return Array.from({ length: POINTS }, (_, i) => {
    const t = i / (POINTS - 1) - 0.5;
    return level + slope * t + bend * t * t + 0.1 * rng.normal();
  });
};

async function timed(repetitions: number, task: () => Promise<unknown>): Promise<number> {
  await task(); // shaders and buffers are made once
  const times: number[] = [];
  for (let i = 0; i < repetitions; i++) {
    const start = performance.now();
    await task();
    times.push(performance.now() - start);
  }
  return spreadOf(times).median;
}

async function measure(name: string): Promise<Measured> {
  const { count, series, ...model } = models[name] as Model;
  using prior = new BoxUniform(Array(DIM).fill(-2), Array(DIM).fill(2));
  const table = await simulate(prior, simulator, { count, seed: 1 });
  const simulations = series ? { ...table, xShape: [POINTS, 1] } : table;
  const options: NpeOptions = { ...model, prior, seed: 2, maxEpochs: 3, patience: 100 };
  using trainer = new Trainer(simulations, options);
  const losses: number[] = [];
  const times: number[] = [];
  let before = performance.now();
  for await (const { validationLoss } of trainer) {
    losses.push(validationLoss);
    times.push(performance.now() - before);
    before = performance.now();
  }
  using trained = trainer.best;
  return { losses, epoch: spreadOf(times).median, ...(await answers(trained, simulations)) };
}

async function answers(trained: AmortizedPosterior, { theta, x }: Simulations) {
  const truths = Array.from({ length: ROWS }, (_, i) => matrixOf(rowOf(theta, i), DIM));
  const seen = matrixOf(x.data.slice(0, ROWS * POINTS), POINTS);
  const logProb = (await trained.logProbBatched(truths, seen)).map(([value]) => value as number);
  const posterior = trained.given(rowOf(x, 0));
  const draws = await posterior.sample(1000, { seed: 3 });
  const sample = await timed(3, () => posterior.sample(DRAWS, { seed: 4 }));
  return { logProb, draws: Array.from(draws.data.slice(0, 60)), sample };
}

interface Gpu {
  requestAdapter(): Promise<{ readonly info: Readonly<Record<string, string>> } | null>;
}

async function adapterName(): Promise<string | undefined> {
  const { gpu } = globalThis.navigator as { readonly gpu?: Gpu };
  const info = (await gpu?.requestAdapter())?.info;
  return (
    info &&
    [info['vendor'], info['architecture'], info['device'], info['description']].filter(Boolean).join(' ')
  );
}

const [file, backend, kernels] = process.argv.slice(2) as [string, BackendName, string?];
await useBackend(backend);
if (kernels === 'kernels') await registerKernels();
const measured: Record<string, Measured> = {};
for (const name of Object.keys(models)) {
  const result = await measure(name);
  measured[name] = result;
  const [epoch, sample] = [result.epoch, result.sample].map((time) => time.toPrecision(3));
  process.stderr.write(`${backend}, ${name}: epoch ${epoch} ms, draws ${sample} ms\n`);
}
const report: Report = { adapter: backend === 'webgpu' ? await adapterName() : undefined, models: measured };
writeFileSync(file, JSON.stringify(report)); // standard output is the driver's too
process.exit(0); // a graphics driver may keep threads
