import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { occasion } from '../speed/machine.ts';
import { DRAWS, type Measured, type Report } from './measured.ts';

// The graphics card against the other backends: the same numbers, and how long they take. Each backend has a process of
// its own, one after the other; needs `npm i webgpu` where Node finds it, and a driver (docs/backends.md).

/** Shaders may be off by this, in units of max(1, |expected|): docs/backends.md says of what. */
const TOLERANCE = 1e-3;

const RUNS = {
  webgpu: ['webgpu'],
  'wasm with kernels': ['wasm', 'kernels'],
  wasm: ['wasm'],
} as const;
type Run = keyof typeof RUNS;

function measure(run: Run): Report {
  const folder = mkdtempSync(join(tmpdir(), 'sbi-webgpu-'));
  try {
    const file = join(folder, 'report.json');
    const script = fileURLToPath(new URL('measure.js', import.meta.url));
    execFileSync(process.execPath, [script, file, ...RUNS[run]], { stdio: 'inherit' });
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function furthest(values: readonly number[], expected: readonly number[]): number {
  if (values.length !== expected.length) return Number.POSITIVE_INFINITY;
  return expected.reduce((most, value, i) => {
    const off = Math.abs((values[i] as number) - value) / Math.max(1, Math.abs(value));
    return Number.isNaN(off) ? Number.POSITIVE_INFINITY : Math.max(most, off);
  }, 0);
}

const when = occasion();
const reports = Object.fromEntries(Object.keys(RUNS).map((run) => [run, measure(run as Run)])) as Record<
  Run,
  Report
>;
const names = Object.keys(reports.wasm.models);

const rows = names.map((name) => {
  const of = (run: Run) => reports[run].models[name] as Measured;
  const [card, reference] = [of('webgpu'), of('wasm')];
  return {
    name,
    // Of the first losses and densities; later, rounding has trained two networks.
    loss: furthest(card.losses, reference.losses),
    logProb: furthest(card.logProb, reference.logProb),
    draws: furthest(card.draws, reference.draws),
    epoch: Object.fromEntries(Object.keys(RUNS).map((run) => [run, of(run as Run).epoch])),
    sample: Object.fromEntries(Object.keys(RUNS).map((run) => [run, of(run as Run).sample])),
  };
});

const print = (line: string): unknown => process.stdout.write(`${line}\n`);
const number = (value: number | undefined) => (value ?? Number.NaN).toPrecision(3);
print(`webgpu on ${reports.webgpu.adapter}; furthest from wasm, relative; milliseconds (medians)`);
for (const { name, loss, logProb, draws, epoch, sample } of rows) {
  print(`${name}: loss ${number(loss)}, log q ${number(logProb)}, draws ${number(draws)}`);
  for (const run of Object.keys(RUNS)) {
    print(
      `  ${run}: epoch ${number(epoch[run])}, ${DRAWS.toLocaleString('en')} draws ${number(sample[run])}`,
    );
  }
}

const folder = new URL('../../../docs/results/', import.meta.url);
mkdirSync(folder, { recursive: true });
const file = new URL('webgpu.json', folder);
writeFileSync(
  file,
  `${JSON.stringify({ ...when, adapter: reports.webgpu.adapter, draws: DRAWS, rows }, null, 2)}\n`,
);
print('wrote docs/results/webgpu.json');

const wrong = rows.filter(({ loss, logProb, draws }) => !(Math.max(loss, logProb, draws) <= TOLERANCE));
for (const { name } of wrong) print(`${name}: webgpu must agree with wasm to ${TOLERANCE}.`);
if (wrong.length > 0) process.exitCode = 1;
