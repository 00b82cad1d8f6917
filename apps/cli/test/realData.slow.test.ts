// The demos of real data, as anybody runs them, against the exact posterior of the same model.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { column, fromCsv, type Matrix, selectRows } from '@sbi/core';
import { posteriorPredictive, type Summary } from '@sbi/npe';
import { influenza } from '@sbi/simulate';
import { expect, test } from 'vitest';
import { runSbi } from './runSbi.ts';
import { scratchFolder } from './scratchFolder.ts';

const SEED = Number(process.env['SEED'] ?? 1);
const RESULTS = new URL('../../../docs/results/', import.meta.url);
const cwd = scratchFolder();

interface Compared {
  readonly simulations: number;
  /** Seconds that training took. */
  readonly seconds: number;
  /** Of each parameter: the distance of the means in exact standard deviations, and our standard deviation in them. */
  readonly off: Readonly<Record<string, number>>;
  readonly wide: Readonly<Record<string, number>>;
  /** Mean and standard deviation of each parameter, ours and exact. */
  readonly ours: Readonly<Record<string, readonly [mean: number, sd: number]>>;
  readonly exact: Readonly<Record<string, readonly [mean: number, sd: number]>>;
  readonly c2st: number;
  readonly command: string;
}

/** Runs a demo with its defaults, and compares its posterior with the exact one. */
async function compare(name: string): Promise<Compared> {
  const { code, stdout } = await runSbi(['demo', name, '--seed', `${SEED}`, '--out', name, '--json'], {
    cwd,
  });
  expect(code).toBe(0);
  const { settings, observations, command, seconds } = JSON.parse(stdout);
  const [{ posterior, exact, c2st }] = observations;
  const each = (value: (ours: Summary, theirs: Summary) => number) =>
    Object.fromEntries(
      posterior.map((ours: Summary, i: number) => [ours.name, rounded(value(ours, exact[i]))]),
    );
  const moments = (summaries: readonly Summary[]) =>
    Object.fromEntries(
      summaries.map(({ name, mean, sd }) => [name, [significant(mean), significant(sd)] as const]),
    );
  return {
    simulations: settings.simulations,
    seconds: Math.round(seconds.training),
    off: each((ours, theirs) => (ours.mean - theirs.mean) / theirs.sd),
    wide: each((ours, theirs) => ours.sd / theirs.sd),
    ours: moments(posterior),
    exact: moments(exact),
    c2st: rounded(c2st),
    command,
  };
}

const significant = (value: number) => Number(value.toPrecision(7));
const rounded = (value: number) => Number(value.toFixed(3));

function keep(name: string, result: object): void {
  const file = new URL(`real-data-seed-${SEED}.json`, RESULTS);
  const before = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).results : {};
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}`;
  const date = new Date().toISOString().slice(0, 10);
  mkdirSync(RESULTS, { recursive: true });
  const results = { ...before, [name]: result };
  writeFileSync(file, `${JSON.stringify({ date, commit, machine, results }, null, 2)}\n`);
}

test('lynx-hare: the four rates', async () => {
  const result = await compare('lynx-hare');
  keep('lynx-hare', result);
  for (const name of ['alpha', 'beta', 'gamma', 'delta']) {
    expect(Math.abs(result.off[name] as number), name).toBeLessThan(0.5);
    expect(result.wide[name], name).toBeGreaterThan(0.8);
    expect(result.wide[name], name).toBeLessThan(1.4);
  }
});

test('supernovae: a classifier hardly tells it from the exact posterior', async () => {
  const result = await compare('supernovae');
  keep('supernovae', result);
  expect(result.c2st).toBeLessThanOrEqual(0.6);
});

test('influenza: widths, and the band of predictions at the peak', async () => {
  const result = await compare('influenza');
  const ours = await bandAtPeak('samples_1.csv');
  const theirs = await bandAtPeak('exact_1.csv');
  keep('influenza', { ...result, band: rounded(ours / theirs) });
  for (const [name, ratio] of Object.entries(result.wide)) {
    expect(ratio, name).toBeGreaterThan(0.8);
    expect(ratio, name).toBeLessThan(1.4);
  }
  expect(ours / theirs).toBeLessThan(1.3);
});

/** How wide the 90 % band of predicted counts is on the day on which most boys were ill. */
async function bandAtPeak(file: string): Promise<number> {
  const draws = fromCsv(readFileSync(join(cwd, 'influenza', file), 'utf8'));
  using problem = influenza();
  const first = (count: number): Matrix =>
    selectRows(
      draws,
      Array.from({ length: count }, (_, i) => i),
    );
  const { observed, simulator } = problem;
  const answer = { given: () => ({ sample: async (count: number) => first(count) }) };
  const { x } = await posteriorPredictive(answer, simulator, observed, { seed: SEED, count: 2000 });
  const counts = column(x, observed.indexOf(Math.max(...observed))).sort();
  const at = (share: number) => counts[Math.round(share * (counts.length - 1))] as number;
  return at(0.95) - at(0.05);
}
