import { type Seed, toCsv } from '@sbi/core';
import { type AmortizedPosterior, type Summary, summarize } from '@sbi/npe';
import { pairPlot, toPng, toSvg } from '@sbi/plots';
import type { Context } from '../context.ts';
import { formatNumber } from '../number.ts';
import { drawIn } from '../picture.ts';
import { posteriorTable } from '../posteriorTable.ts';
import { samplePosterior } from '../sampling.ts';

/** What was measured, and the parameters that gave it. */
export interface Observation {
  /** Counted from 1. */
  readonly number: number;
  readonly theta: Float32Array;
  readonly x: Float32Array;
}

export interface ObservationResult {
  readonly observation: Observation;
  readonly summaries: readonly Summary[];
  readonly warnings: readonly string[];
  readonly seconds: number;
}

interface Settings {
  readonly draws: number;
  readonly seed: Seed;
  readonly write: (file: string, content: string | Uint8Array) => Promise<void>;
}

/** Draws from the posterior of one observation, shows it beside the truth, and writes draws and pictures. */
export async function inferObservation(
  amortized: AmortizedPosterior,
  observation: Observation,
  { draws: count, seed, write }: Settings,
  context: Context,
): Promise<ObservationResult> {
  const { screen, signal } = context;
  const { number, theta, x } = observation;
  const posterior = amortized.given(x);
  screen.line();
  screen.line(
    `${screen.colors.bold(`Observation ${number}`)}   x = (${Array.from(x, formatNumber).join(', ')})`,
  );
  const { draws, seconds } = await samplePosterior(posterior, count, seed, context);
  await write(`samples_${number}.csv`, toCsv(draws));
  const summaries = summarize(draws, posterior.names);
  screen.line();
  for (const line of posteriorTable(summaries, theta)) screen.line(`  ${line}`);
  screen.line();
  signal.throwIfAborted();
  const { low, high } = amortized.prior.support;
  const bounds = Array.from(low, (end, i): [number, number] => [end, high[i] as number]);
  const plot = { points: [theta], bounds };
  // The numbers are in the table above.
  if (!screen.quiet) screen.line(drawIn(screen, pairPlot(draws, { ...plot, numbers: false })));
  const figure = pairPlot(draws, plot);
  signal.throwIfAborted();
  await write(`posterior_${number}.svg`, toSvg(figure));
  await write(`posterior_${number}.png`, await toPng(figure));
  return { observation, summaries, warnings: posterior.warnings, seconds };
}
