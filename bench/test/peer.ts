import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromCsv, type Matrix, matrix, toCsv } from '@sbi/core';
import { c2st } from '@sbi/npe';
import { gaussian } from '@sbi/simulate';
import { mean } from './heldOut.ts';
import { record } from './record.ts';
import { OBSERVATIONS, tutorialPairs } from './tutorial.ts';

/** What Python sbi came to on the tutorial: its gap in nats and its mean C2ST, by the same classifier as ours. */
export interface Peer {
  readonly gap: number;
  readonly c2st: number;
}

const NAMES = [1, 2, 3];
const SCRIPT = fileURLToPath(new URL('../python/tutorial.py', import.meta.url));

/** A Python with sbi installed, from the environment variable SBI_PYTHON (bench/python/README.md makes one). */
export const peerPython = (): string | undefined => process.env['SBI_PYTHON'];

/** What the last run with a Python recorded. */
export function recordedPeer(seed: number): Peer | undefined {
  const file = new URL(`../../docs/results/tutorial-sbi-seed-${seed}.json`, import.meta.url);
  if (!existsSync(file)) return undefined;
  return (JSON.parse(readFileSync(file, 'utf8')) as { results: Peer }).results;
}

/** Trains Python sbi on our simulations, scores its draws by our C2ST, and records both. */
export async function runPeer(seed: number): Promise<Peer> {
  using problem = gaussian();
  const folder = mkdtempSync(join(tmpdir(), 'sbi-tutorial-'));
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const options = {
    '--simulations': write('simulations.csv', await pairsCsv(2000, seed)),
    '--held-out': write('held.csv', await pairsCsv(2000, 900_000)),
    '--observations': write(
      'observations.csv',
      toCsv(
        matrix(
          OBSERVATIONS,
          NAMES.map((i) => `x_${i}`),
        ),
      ),
    ),
    '--draws': join(folder, 'draws'),
    '--seed': `${seed}`,
    '--out': join(folder, 'out.json'),
  };
  const args = [SCRIPT, '--skip-c2st', ...Object.entries(options).flat()];
  execFileSync(peerPython() as string, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const out = JSON.parse(readFileSync(options['--out'], 'utf8')) as { heldOut: { gap: number } };
  const scores: number[] = [];
  for (const [i, x] of OBSERVATIONS.entries()) {
    const draws = fromCsv(readFileSync(`${options['--draws']}_${i}.csv`, 'utf8'));
    const exact = await problem.reference(x, draws.rows, { seed: 600 + i });
    scores.push(await c2st(exact, draws, { seed: 700 + i }));
  }
  const peer = { gap: out.heldOut.gap, c2st: mean(scores) };
  record(`tutorial-sbi-seed-${seed}`, { ...peer, scores, python: out });
  return peer;
}

/** Pairs as one CSV, θ and x side by side. */
async function pairsCsv(count: number, seed: number): Promise<string> {
  const { theta, x } = await tutorialPairs(count, seed);
  const row = ({ data, columns }: Matrix, i: number) => data.subarray(i * columns, (i + 1) * columns);
  const rows = Array.from({ length: count }, (_, i) => [...row(theta, i), ...row(x, i)]);
  return toCsv(matrix(rows, [...NAMES.map((i) => `theta_${i}`), ...NAMES.map((i) => `x_${i}`)]));
}
