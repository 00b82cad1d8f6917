import type { BackendName } from '@sbi/backends';
import type { Matrix } from '@sbi/core';
import { contains, type Prior } from '@sbi/distributions';
import { formatCount } from '@sbi/plots';
import { formatVector } from '@sbi/report';
import { tableWarnings } from '@sbi/simulate';
import { startBackend } from '../backend.ts';
import { commandName } from '../commandName.ts';
import type { CommonOptions, Context } from '../context.ts';
import { openCheckpoint } from '../read/checkpoint.ts';
import { readPrior } from '../read/prior.ts';
import { lineOf, readTable } from '../read/table.ts';
import type { Screen } from '../screen.ts';
import { formatBytes } from '../size.ts';
import { type TrainingOptions, trainingSettings, trainPosterior } from '../training.ts';
import { UsageError } from '../usageError.ts';

export interface TrainOptions extends CommonOptions, TrainingOptions {
  readonly theta: string;
  readonly x: string;
  readonly prior: string;
  readonly out: string;
  readonly backend: BackendName | 'auto';
  readonly seed: number;
  readonly xShape?: readonly number[];
  readonly checkpoint?: string;
}

/** Trains a posterior on a person's own simulations. */
export async function train(options: TrainOptions, context: Context): Promise<void> {
  const { theta: thetaFile, x: xFile, prior: priorFile, out, backend, json, seed } = options;
  const { screen, files, signal, data } = context;
  trainingSettings(options);
  expectShape(options);
  await files.expectWritable(out);
  const checkpoint = await openCheckpoint(options, context);
  const theta = await readTable(thetaFile, signal);
  const x = await readTable(xFile, signal, {
    missing: options.missing === 'mask' || options.xShape !== undefined,
  });
  const started = await startBackend(backend, screen);
  using prior = await readPrior(priorFile, signal);
  expectFit(theta, x, prior, options);
  screen.line(
    `Simulations: ${formatCount(theta.rows)} rows, ${theta.columns} parameters, ${x.columns} numbers in x.`,
  );
  for (const warning of [...tableWarnings(theta, thetaFile), ...tableWarnings(x, xFile)])
    screen.warn(warning);
  const simulations = { theta, x, ...(options.xShape && { xShape: options.xShape }) };
  const given = { prior, seed, ...checkpoint };
  const { posterior, trainings, seconds } = await trainPosterior(simulations, options, given, context);
  using _ = posterior;
  const bytes = await posterior.encode();
  await files.write(out, bytes, signal);
  screen.line();
  screen.line(`Written to ${out} (${formatBytes(bytes.length)}).`);
  sayNext(out, x, screen);
  if (json) {
    const [training, ...others] = trainings;
    const record = {
      out,
      backend: started,
      training,
      ...(others.length > 0 && { otherMembers: others }),
      seconds,
    };
    data.write(`${JSON.stringify(record)}\n`);
  }
}

function sayNext(out: string, { data, columns }: Matrix, screen: Screen): void {
  const { bold } = screen.colors;
  const example = Array.from(data.subarray(0, Math.min(3, columns)), (value) => Number(value.toPrecision(3)));
  const rest = columns > 3 ? ',…' : '';
  screen.line('Next, whether it can be trusted, by simulations that were kept from it:');
  screen.line(`  ${bold(`${commandName()} check ${out} --theta theta_test.csv --x x_test.csv`)}`);
  screen.line('and draws from the posterior of an observation:');
  screen.line(`  ${bold(`${commandName()} sample ${out} --x ${example.join(',')}${rest}`)}`);
}

/** @throws UsageError for options that do not go together */
function expectShape({ xShape, embedding, members, restarts, checkpoint }: TrainOptions): void {
  const name = embedding?.name ?? 'none';
  if (xShape && xShape.length > 1 && name === 'none') {
    throw new UsageError(`--x-shape must come with an --embedding that reads it; received none.`);
  }
  if (checkpoint !== undefined && ((members ?? 1) > 1 || (restarts ?? 1) > 1)) {
    throw new UsageError('--checkpoint must be without --members and --restarts; received both.');
  }
}

/** What the packages would refuse too, said here with the names of the files and the line. */
function expectFit(theta: Matrix, x: Matrix, prior: Prior, files: TrainOptions): void {
  const fail = (what: string) => {
    throw new UsageError(what);
  };
  if (x.rows !== theta.rows) {
    fail(`${files.x} must have ${theta.rows} rows, one for each of ${files.theta}; received ${x.rows}.`);
  }
  const size = files.xShape?.reduce((product, length) => product * length, 1) ?? x.columns;
  if (size !== x.columns) {
    fail(`${files.x} must have ${size} columns, as --x-shape says; received ${x.columns}.`);
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
  const point = formatVector(theta.data.subarray(outside * theta.columns, (outside + 1) * theta.columns));
  const place = `in line ${lineOf(theta, outside)}`;
  fail(`${files.theta} must lie inside the prior of ${files.prior}; received ${point} ${place}.`);
}
