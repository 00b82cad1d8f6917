import { type Matrix, matrixOf, type Rng, SbiError, toCsv } from '@sbi/core';
import { type Amortized, c2st, posteriorPredictive, type Summary, summarize } from '@sbi/npe';
import { type Figure, formatCount, pairPlot, toPng, toSvg } from '@sbi/plots';
import { fixed, formatVector } from '@sbi/report';
import type { Problem } from '@sbi/simulate';
import type { Context } from '../context.ts';
import { formatDuration } from '../duration.ts';
import { drawIn } from '../picture.ts';
import { posteriorTable } from '../posteriorTable.ts';
import { samplePosterior } from '../sampling.ts';
import { Stage } from '../stage.ts';

/** What was measured, and where it is a simulation the parameters that gave it. */
export interface Observation {
  /** Counted from 1. */
  readonly number: number;
  readonly theta: Float32Array | undefined;
  readonly x: Float32Array;
}

export interface ObservationResult {
  readonly observation: Observation;
  readonly draws: Matrix;
  readonly summaries: readonly Summary[];
  /** Draws of the exact posterior; undefined where it could not be found. */
  readonly exact: Matrix | undefined;
  readonly exactSummaries: readonly Summary[] | undefined;
  /** Classifier score of both: 0.5 where nothing tells them apart. Of measured data only. */
  readonly c2st: number | undefined;
  /** Simulations of the exact posterior's draws, for measured data. */
  readonly exactPredictions: Matrix | undefined;
  readonly warnings: readonly string[];
  readonly seconds: number;
}

export interface InferenceSettings {
  readonly draws: number;
  readonly rng: Rng;
  readonly write: (file: string, content: string | Uint8Array) => Promise<void>;
}

/** Draws of the exact posterior, which is there to be compared with. */
const EXACT_DRAWS = 2000;
/** Draws that a classifier is to tell apart: its score is then good to about 0.01. */
const C2ST_DRAWS = 1000;
/** Fewer than this tell a classifier nothing. */
const LEAST_C2ST_DRAWS = 100;
/** More parameters than this cannot be read two by two in a terminal. */
const MOST_IN_TERMINAL = 6;

/** Draws from the posterior of one observation, shows it beside truth and exact posterior, and writes draws and pictures. */
export async function inferObservation(
  amortized: Amortized,
  problem: Problem,
  observation: Observation,
  { draws: count, rng, write }: InferenceSettings,
  context: Context,
): Promise<ObservationResult> {
  const { screen, signal } = context;
  const { number, theta, x } = observation;
  const posterior = amortized.given(x);
  const name = theta ? `Observation ${number}` : 'What was measured';
  screen.line();
  screen.line(`${screen.colors.bold(name)}   x = ${formatVector(x)}`);
  const { draws, seconds } = await samplePosterior(posterior, count, rng.fork('draws').fork(number), context);
  await write(`samples_${number}.csv`, toCsv(draws));
  const exact = await drawExact(problem, observation, Math.min(count, EXACT_DRAWS), rng, context);
  if (exact) await write(`exact_${number}.csv`, toCsv(exact));
  const comparison = await compare(problem, observation, { draws, exact, rng }, context);
  const names = posterior.names;
  const summaries = summarize(draws, names);
  const exactSummaries = exact && summarize(exact, names);
  screen.line();
  const beside = { ...(theta && { truth: theta }), ...(exactSummaries && { exact: exactSummaries }) };
  for (const line of posteriorTable(summaries, beside, screen.columns - 2)) screen.line(`  ${line}`);
  if (comparison.c2st !== undefined) {
    const score = `C2ST between both ${fixed(comparison.c2st, 2)}: 0.50 where nothing tells them apart, 1.00 where everything does.`;
    screen.line();
    screen.paragraph(score, '  ');
  }
  screen.line();
  const plot = { ...(theta && { points: [theta] }), bounds: boundsOf(amortized) };
  // The numbers are in the table above.
  const shown = { ...plot, numbers: false, subset: names.slice(0, MOST_IN_TERMINAL) };
  signal.throwIfAborted();
  if (!screen.quiet) screen.line(drawIn(screen, pairPlot(draws, shown)));
  const figure = posteriorFigure(draws, exact, plot);
  signal.throwIfAborted();
  await write(`posterior_${number}.svg`, toSvg(figure));
  await write(`posterior_${number}.png`, await toPng(figure));
  const { warnings } = posterior;
  return { observation, draws, summaries, exact, exactSummaries, ...comparison, warnings, seconds };
}

/** Where the prior ends, by parameter. */
export function boundsOf({ prior }: Amortized): [number, number][] {
  const { low, high } = prior.support;
  return Array.from(low, (end, i): [number, number] => [end, high[i] as number]);
}

/** The pair plot of a posterior, over the exact one where that is known. */
export function posteriorFigure(
  draws: Matrix,
  exact: Matrix | undefined,
  plot: {
    readonly points?: readonly Float32Array[];
    readonly bounds: readonly (readonly [number, number])[];
  },
): Figure {
  const width = Math.min(960, Math.max(480, 96 * draws.columns));
  return pairPlot(exact ? { posterior: draws, exact } : draws, { ...plot, width, height: width });
}

/** Draws of the exact posterior with a bar; nothing, and a warning, where they cannot be had at this x. */
async function drawExact(
  problem: Problem,
  { number, x }: Observation,
  count: number,
  rng: Rng,
  { screen, signal }: Context,
): Promise<Matrix | undefined> {
  using stage = new Stage(screen, 'Exact');
  try {
    const exact = await problem.reference(x, count, {
      seed: rng.fork('exact').fork(number),
      signal,
      onProgress: ({ done, total }) => stage.count(done, total),
    });
    stage.end(
      `Drew ${formatCount(count)} samples of the exact posterior in ${formatDuration(stage.pace.seconds)}.`,
    );
    return exact;
  } catch (error) {
    if (signal.aborted || !SbiError.isInstance(error)) throw error;
    screen.warn(`There is no exact posterior beside it: ${error.message}`);
    return undefined;
  }
}

/** For measured data: how far both posteriors are apart, and what the exact one predicts. */
async function compare(
  problem: Problem,
  { theta, x, number }: Observation,
  { draws, exact, rng }: { draws: Matrix; exact: Matrix | undefined; rng: Rng },
  { screen, signal }: Context,
): Promise<Pick<ObservationResult, 'c2st' | 'exactPredictions'>> {
  if (theta !== undefined || exact === undefined) return { c2st: undefined, exactPredictions: undefined };
  using stage = new Stage(screen, 'Comparing');
  const count = Math.min(C2ST_DRAWS, exact.rows, draws.rows);
  const options = {
    seed: rng.fork('c2st').fork(number),
    signal,
    onProgress: ({ done, total }: { done: number; total: number }) =>
      stage.update(done / total, () => `${done} of ${total} folds`),
  };
  const enough = count >= LEAST_C2ST_DRAWS;
  const score = enough ? await c2st(firstRows(exact, count), firstRows(draws, count), options) : undefined;
  const answer = { given: () => ({ sample: (rows: number) => firstRows(exact, rows) }) };
  const { x: predictions } = await posteriorPredictive(answer, problem.simulator, x, {
    seed: rng.fork('exact predictions').fork(number),
    count,
    signal,
  });
  return { c2st: score, exactPredictions: predictions };
}

function firstRows({ data, columns, names }: Matrix, count: number): Matrix {
  return matrixOf(data.slice(0, count * columns), columns, names);
}
