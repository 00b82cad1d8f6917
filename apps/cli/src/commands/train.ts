import type { BackendName } from '@sbi/backends';
import type { Matrix } from '@sbi/core';
import { contains, type Prior } from '@sbi/distributions';
import { formatCount } from '@sbi/plots';
import { tableWarnings } from '@sbi/simulate';
import { startBackend } from '../backend.ts';
import { commandName } from '../commandName.ts';
import type { CommonOptions, Context } from '../context.ts';
import { formatBytes, formatNumber } from '../number.ts';
import { readPrior } from '../read/prior.ts';
import { lineOf, readTable } from '../read/table.ts';
import { type TrainingOptions, trainPosterior } from '../training.ts';
import { UsageError } from '../usageError.ts';

export interface TrainOptions extends CommonOptions, TrainingOptions {
  readonly theta: string;
  readonly x: string;
  readonly prior: string;
  readonly out: string;
  readonly backend: BackendName | 'auto';
  readonly seed: number;
}

/** Trains a posterior on a person's own simulations. */
export async function train(options: TrainOptions, context: Context): Promise<void> {
  const { theta: thetaFile, x: xFile, prior: priorFile, out, backend, json, quiet, ...training } = options;
  const { screen, files, signal, data } = context;
  await files.expectWritable(out);
  const theta = await readTable(thetaFile, signal);
  const x = await readTable(xFile, signal);
  const started = await startBackend(backend, screen);
  using prior = await readPrior(priorFile, signal);
  expectFit(theta, x, prior, options);
  screen.line(
    `Simulations: ${formatCount(theta.rows)} rows, ${theta.columns} parameters, ${x.columns} numbers in x.`,
  );
  for (const warning of [...tableWarnings(theta, thetaFile), ...tableWarnings(x, xFile)])
    screen.warn(warning);
  const { posterior, seconds } = await trainPosterior({ theta, x }, prior, training, context);
  using _ = posterior;
  const bytes = await posterior.encode();
  await files.write(out, bytes, signal);
  screen.line();
  screen.line(`Written to ${out} (${formatBytes(bytes.length)}).`);
  screen.line('Next, draws from the posterior of an observation:');
  const example = Array.from(x.data.subarray(0, Math.min(3, x.columns)), (value) =>
    Number(value.toPrecision(3)),
  );
  const rest = x.columns > 3 ? ',…' : '';
  screen.line(`  ${screen.colors.bold(`${commandName()} sample ${out} --x ${example.join(',')}${rest}`)}`);
  if (json)
    data.write(`${JSON.stringify({ out, backend: started, training: posterior.training, seconds })}\n`);
}

/** What the packages would refuse too, said here with the names of the files and the line. */
function expectFit(theta: Matrix, x: Matrix, prior: Prior, files: TrainOptions): void {
  const fail = (what: string) => {
    throw new UsageError(what);
  };
  if (x.rows !== theta.rows) {
    fail(`${files.x} must have ${theta.rows} rows, one for each of ${files.theta}; received ${x.rows}.`);
  }
  if (theta.columns !== prior.dim) {
    fail(
      `${files.theta} must have ${prior.dim} columns, the parameters of ${files.prior}; received ${theta.columns}.`,
    );
  }
  const other =
    theta.names?.findIndex((name, j) => prior.names !== undefined && prior.names[j] !== name) ?? -1;
  if (other >= 0) {
    const [want, got] = [prior.names?.[other], theta.names?.[other]];
    fail(`${files.theta} must name column ${other + 1} ${want}, as ${files.prior} does; received ${got}.`);
  }
  const outside = contains(prior.support, theta).indexOf(0);
  if (outside < 0) return;
  const row = theta.data.subarray(outside * theta.columns, (outside + 1) * theta.columns);
  const point = `(${Array.from(row.subarray(0, 8), formatNumber).join(', ')}${row.length > 8 ? ', …' : ''})`;
  const place = `in line ${lineOf(theta, outside)}`;
  fail(`${files.theta} must lie inside the prior of ${files.prior}; received ${point} ${place}.`);
}
