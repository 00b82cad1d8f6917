import { availableBackends, type BackendName, useBackend } from '@sbi/backends';
import { type Matrix, Rng, rowOf, type Simulations } from '@sbi/core';
import { type AmortizedPosterior, describeTraining, type EpochReport, summarize, Trainer } from '@sbi/npe';
import { formatCount, formatEstimate, formatName, lossPlot, pairPlot, toSvg } from '@sbi/plots';
import { gaussian, type Problem, simulate } from '@sbi/simulate';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import {
  type Order,
  type Picture,
  pageBackends,
  type Report,
  type Settings,
  type Stage,
} from './messages.ts';

const OBSERVATIONS = 2;
const PRIOR_DRAWS = 10_000;
const STOPPED = 'stopped in the page';
const paths = { wasmPaths: { 'tfjs-backend-wasm-simd.wasm': simd } };

interface Tutorial {
  readonly problem: Problem;
  readonly settings: Settings;
  readonly rng: Rng;
  /** What is observed, and the parameters behind it. */
  readonly truths: Simulations;
}

let tutorial: Tutorial;
let stop = new AbortController();

self.onmessage = async ({ data }: MessageEvent<Order>) => {
  try {
    if (data.type === 'start') await start(data.settings);
    if (data.type === 'run') await run(tutorial);
    if (data.type === 'stop') stop.abort(STOPPED);
  } catch (error) {
    if (error === STOPPED) send({ type: 'ended', text: 'Stopped.' });
    else send({ type: 'failed', reason: wordsOf(error) });
  }
};

async function start(settings: Settings): Promise<void> {
  const able = await availableBackends(paths);
  for (const name of pageBackends.filter((each) => !able.includes(each))) {
    // What cannot start says why when it is asked to.
    await useBackend(name, paths).catch((error) => send({ type: 'obstacle', name, reason: wordsOf(error) }));
  }
  const started = await useBackend(settings.backend as BackendName | 'auto', paths).catch(wordsOf);
  if (typeof started === 'string') return send({ type: 'refused', name: settings.backend, reason: started });
  await observe(settings);
  send({ type: 'started', name: started.name });
}

/** Draws what is observed, and shows it with the prior. */
async function observe(settings: Settings): Promise<void> {
  const problem = gaussian();
  const rng = Rng.fromSeed(settings.seed);
  const draw = (count: number, name: string) =>
    simulate(problem.prior, problem.simulator, { count, seed: rng.fork(name) });
  tutorial = { problem, settings, rng, truths: await draw(OBSERVATIONS, 'observations') };
  const { theta } = await draw(PRIOR_DRAWS, 'prior');
  for (let i = 0; i < OBSERVATIONS; i++) show('prior', i, theta, tutorial);
}

async function run({ problem, settings, rng }: Tutorial): Promise<void> {
  stop = new AbortController();
  const simulations = await simulate(problem.prior, problem.module, {
    count: settings.simulations,
    seed: rng.fork('simulations'),
    workers: 2,
    signal: stop.signal,
    onProgress: ({ done, total }) => progress('simulate', done / total, `${formatCount(done)} pairs`),
  });
  send({ type: 'warnings', texts: simulations.warnings });
  using posterior = await train(simulations, tutorial);
  if (posterior.training.bestEpoch === 0) throw STOPPED;
  stop = new AbortController(); // a training that was stopped is sampled all the same
  for (let i = 0; i < OBSERVATIONS; i++) await sample(posterior, i, tutorial);
  send({ type: 'ended', text: 'Done: both posteriors are drawn.' });
}

/** Trains until it converges or is stopped; what was learnt until then is kept. */
async function train(
  simulations: Simulations,
  { problem, settings, rng }: Tutorial,
): Promise<AmortizedPosterior> {
  const { maxEpochs, lossWidth: width } = settings;
  const options = { prior: problem.prior, seed: rng.fork('training'), signal: stop.signal, maxEpochs };
  using trainer = new Trainer(simulations, options);
  const history: EpochReport[] = [];
  try {
    for await (const report of trainer) {
      history.push(report);
      const { epoch, patienceLeft, validationLoss } = report;
      const text = `epoch ${epoch} · validation ${fixed(validationLoss, 3)}`;
      progress('train', epoch / Math.min(epoch + patienceLeft, maxEpochs), text);
      send({ type: 'loss', svg: toSvg(lossPlot(history, { width, height: 0.7 * width })) });
    }
  } catch (error) {
    if (error !== STOPPED) trainer.best.dispose();
    if (error !== STOPPED) throw error;
  }
  const sentence = describeTraining(trainer.summary)
    .replace('; go on with the same Trainer', '') // words for programmers
    .replaceAll('maxEpochs', 'epochs');
  send({ type: 'trained', sentence, isConverged: trainer.stopped === 'patience' });
  return trainer.best;
}

async function sample(
  amortized: AmortizedPosterior,
  i: number,
  { settings, rng, truths }: Tutorial,
): Promise<void> {
  const posterior = amortized.given(rowOf(truths.x, i));
  const name = `observation ${i + 1}`;
  send({ type: 'warnings', texts: posterior.warnings.map((warning) => `For ${name}: ${warning}`) });
  const draws = await posterior.sample(settings.draws, {
    seed: rng.fork('draws').fork(i + 1),
    signal: stop.signal,
    onProgress: ({ done, total }) =>
      progress('sample', (i + done / total) / OBSERVATIONS, `${name} · ${formatCount(done)} draws`),
  });
  show('posterior', i, draws, tutorial);
}

function show(
  kind: Picture['kind'],
  i: number,
  draws: Matrix,
  { problem, settings, truths }: Tutorial,
): void {
  const { low, high } = problem.prior.support;
  const truth = rowOf(truths.theta, i);
  const figure = pairPlot(draws, {
    points: [truth],
    bounds: Array.from(low, (end, j): [number, number] => [end, high[j] as number]),
    upper: kind === 'prior' ? 'scatter' : 'contour',
    numbers: false, // they are in the table
    width: settings.figureWidth,
    height: settings.figureWidth,
  });
  const table = summarize(draws).map(({ name, mean, sd, q025, q975 }, j) => {
    const interval = `${fixed(q025, 2)} … ${fixed(q975, 2)}`;
    return [formatName(name), fixed(truth[j] as number, 2), formatEstimate(mean, sd), interval];
  });
  const x = Array.from(rowOf(truths.x, i), (value) => fixed(value, 2)).join(', ');
  const svg = toSvg({ ...figure, title: `Draws from the ${kind}, observation ${i + 1}` });
  send({ type: 'picture', kind, observation: i + 1, x, svg, table });
}

const send = (report: Report): void => postMessage(report);
const progress = (stage: Stage, fraction: number, text: string): void =>
  send({ type: 'progress', stage, fraction, text });
const fixed = (value: number, decimals: number): string => value.toFixed(decimals).replace('-', '−');
const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
