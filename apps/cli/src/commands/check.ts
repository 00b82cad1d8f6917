import type { BackendName } from '@sbi/backends';
import type { Matrix } from '@sbi/core';
import { contains } from '@sbi/distributions';
import type { Amortized } from '@sbi/npe';
import { formatCount } from '@sbi/plots';
import { formatVector } from '@sbi/report';
import { startBackend } from '../backend.ts';
import { checkPosterior, sayVerdict, verdictRecord } from '../checking.ts';
import { commandName } from '../commandName.ts';
import type { CommonOptions, Context } from '../context.ts';
import { checkPage } from '../page/checkPage.ts';
import { decodeModel, readModel } from '../read/model.ts';
import { lineOf, readTable } from '../read/table.ts';
import { UsageError } from '../usageError.ts';

export interface CheckOptions extends CommonOptions {
  readonly theta: string;
  readonly x: string;
  readonly observed?: string;
  readonly draws: number;
  readonly seed: number;
  readonly out: string;
  readonly backend: BackendName | 'auto';
}

/** Exit status where the posterior is not to be trusted. */
const DISTRUSTED = 1;

/** Checks a trained posterior on simulations that it has not seen, and gives the exit status. */
export async function check(path: string, options: CheckOptions, context: Context): Promise<number> {
  const { screen, files, signal, data } = context;
  const { out, seed, draws } = options;
  await files.expectWritable(out);
  const bytes = await readModel(path, signal);
  const missing = { missing: true };
  const theta = await readTable(options.theta, signal);
  const x = await readTable(options.x, signal, missing);
  const seen =
    options.observed === undefined ? undefined : await readTable(options.observed, signal, missing);
  const backend = await startBackend(options.backend, screen);
  using posterior = decodeModel(path, bytes);
  expectFit(posterior, { theta, x, observed: seen }, { ...options, path });
  const heldOut = { theta: { ...theta, names: posterior.names }, x };
  const observed = seen && { observed: seen };
  const checking = await checkPosterior(posterior, heldOut, { seed, draws, ...observed }, context);
  const { verdict } = checking;
  sayVerdict(verdict, screen);
  const command = commandOf(path, options);
  await files.write(out, checkPage({ path, posterior, checking, heldOut, command, backend }), signal);
  screen.line();
  screen.line(`Written to ${out}, with a picture of every check.`);
  if (options.json)
    data.write(`${JSON.stringify({ model: path, ...verdictRecord(verdict), out, command })}\n`);
  return verdict.trusted ? 0 : DISTRUSTED;
}

interface Tables {
  readonly theta: Matrix;
  readonly x: Matrix;
  readonly observed: Matrix | undefined;
}

/** What the packages would refuse too, said here with the names of the files. */
function expectFit(
  { names, xNames, xShape, prior }: Amortized,
  { theta, x, observed }: Tables,
  files: CheckOptions & { readonly path: string },
): void {
  const fail = (what: string) => {
    throw new UsageError(what);
  };
  const size = xShape.reduce((product, length) => product * length, 1);
  if (theta.columns !== names.length) {
    fail(`${files.theta} must have ${names.length} columns, as ${files.path}; received ${theta.columns}.`);
  }
  for (const [file, table] of [[files.x, x] as const, [files.observed ?? '', observed ?? x] as const]) {
    if (table.columns !== size)
      fail(`${file} must have ${size} columns, as ${files.path}; received ${table.columns}.`);
    expectNames(file, table.names, xNames, files.path);
  }
  if (x.rows !== theta.rows) {
    fail(`${files.x} must have ${theta.rows} rows, one for each of ${files.theta}; received ${x.rows}.`);
  }
  if (theta.rows < 10)
    fail(`${files.theta} must have at least 10 rows; received ${formatCount(theta.rows)}.`);
  expectNames(files.theta, theta.names, names, files.path);
  const outside = contains(prior.support, theta).indexOf(0);
  if (outside < 0) return;
  const point = formatVector(theta.data.subarray(outside * theta.columns, (outside + 1) * theta.columns));
  fail(
    `${files.theta} must lie inside the prior of ${files.path}; received ${point} in line ${lineOf(theta, outside)}.`,
  );
}

function expectNames(
  file: string,
  names: readonly string[] | undefined,
  expected: readonly string[] | undefined,
  model: string,
): void {
  const other = expected && names ? names.findIndex((name, j) => name !== expected[j]) : -1;
  if (other < 0) return;
  throw new UsageError(
    `${file} must name column ${other + 1} ${expected?.[other]}, as ${model} does; received ${names?.[other]}.`,
  );
}

function commandOf(path: string, { theta, x, observed, draws, seed, out }: CheckOptions): string {
  const also = observed === undefined ? '' : ` --observed ${observed}`;
  const rest = `--draws ${draws} --seed ${seed} --out ${out}`;
  return `${commandName()} check ${path} --theta ${theta} --x ${x}${also} ${rest}`;
}
