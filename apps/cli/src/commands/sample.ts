import type { BackendName } from '@sbi/backends';
import { type Matrix, rowOf, toCsv } from '@sbi/core';
import { type Posterior, summarize } from '@sbi/npe';
import { formatCount } from '@sbi/plots';
import { startBackend } from '../backend.ts';
import { commandName } from '../commandName.ts';
import type { CommonOptions, Context } from '../context.ts';
import { posteriorTable } from '../posteriorTable.ts';
import { decodeModel, readModel } from '../read/model.ts';
import { readObservation } from '../read/observation.ts';
import { samplePosterior } from '../sampling.ts';
import { UsageError } from '../usageError.ts';

export interface SampleOptions extends CommonOptions {
  readonly x?: readonly number[];
  readonly xFile?: string;
  readonly draws: number;
  readonly seed: number;
  readonly out?: string;
  readonly backend: BackendName | 'auto';
}

/** Draws from the posterior of one observation: CSV to a file, or to stdout. */
export async function sample(model: string, options: SampleOptions, context: Context): Promise<void> {
  const { out, json } = options;
  const { screen, files, signal, data } = context;
  if ((options.x === undefined) === (options.xFile === undefined)) {
    const got = options.x === undefined ? 'neither' : 'both';
    throw new UsageError(`sample must have an observation, --x or --x-file; received ${got}.`);
  }
  if (out !== undefined) await files.expectWritable(out);
  const bytes = await readModel(model, signal);
  await startBackend(options.backend, screen);
  using amortized = decodeModel(model, bytes);
  const posterior = amortized.given(await readObservation(options, amortized, signal));
  const { draws, seconds } = await samplePosterior(posterior, options.draws, options.seed, context);
  const summaries = summarize(draws, posterior.names);
  for (const line of ['', ...posteriorTable(summaries).map((text) => `  ${text}`), '']) screen.line(line);
  if (out !== undefined) {
    await files.write(out, toCsv(draws), signal);
    screen.line(`Written to ${out} (${formatCount(draws.rows)} draws, ${posterior.names.join(', ')}).`);
    screen.line('Next, the pair plot:');
    screen.line(`  ${screen.colors.bold(`${commandName()} plot ${out} --out pairs.svg`)}`);
  } else if (data.isTTY && !json) {
    screen.line('The draws were not kept: give --out samples.csv, or pipe them on.');
  } else if (!json) data.write(toCsv(draws));
  if (json) data.write(`${JSON.stringify(recordOf(posterior, draws, { summaries, seconds, out }))}\n`);
}

function recordOf(
  { x, names, warnings }: Posterior,
  draws: Matrix,
  rest: { summaries: object; seconds: number; out: string | undefined },
): object {
  const record = { x: Array.from(x), names, posterior: rest.summaries, warnings, seconds: rest.seconds };
  if (rest.out !== undefined) return { ...record, out: rest.out };
  return { ...record, draws: Array.from({ length: draws.rows }, (_, i) => Array.from(rowOf(draws, i))) };
}
