import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromCsv, matrix, Rng, toCsv } from '@sbi/core';
import { beforeAll, expect, test } from 'vitest';
import { callHere } from './callHere.ts';
import { runSbi } from './runSbi.ts';
import { scratchFolder } from './scratchFolder.ts';
import { writeSimulations } from './simulationFiles.ts';

const cwd = scratchFolder();
const at = (name: string) => join(cwd, name);

/** Trains in this process, and tells what the model came to. */
async function train(out: string, ...args: string[]) {
  const files = ['--theta', at('theta.csv'), '--x', at('x.csv'), '--prior', at('prior.json')];
  const called = await callHere(['train', ...files, '--out', at(out), '--max-epochs', '2', ...args]);
  expect([called.code, called.text]).toEqual([0, '']);
  const { output } = await callHere(['info', at(out), '--json']);
  return { output: called.output, info: JSON.parse(output) };
}

beforeAll(() => writeSimulations(cwd));

test('settings of the training are passed on', async () => {
  const args = ['--optimizer', 'adamw', '--learning-rate', '0.01', '--batch-size', '50', '--patience', '7'];
  const more = [
    '--validation-fraction',
    '0.2',
    '--schedule',
    'cosine',
    '--max-steps',
    '6',
    '--support',
    'reject',
  ];
  const { info } = await train('s.safetensors', ...args, ...more);
  expect(info.training).toMatchObject({ steps: 6, settings: { optimizer: 'adamw', learningRate: 0.01 } });
  expect(info.training.settings).toMatchObject({ batchSize: 50, patience: 7, validationFraction: 0.2 });
  expect(info.training.settings).toMatchObject({ schedule: 'cosine', support: 'reject' });
});

test.each([
  ['maf,hidden=12,transforms=2', { kind: 'maf', hidden: 12, transforms: 2 }],
  ['nsf,bins=5', { kind: 'nsf', bins: 5 }],
  ['spline', { kind: 'autoregressiveSpline' }],
  ['coupling,zScoreX=robust', { kind: 'coupling', zScoreX: 'robust' }],
  ['mdn,components=3', { kind: 'mdn', components: 3 }],
])('--flow %s', async (typed, flow) => {
  expect((await train('f.safetensors', '--flow', typed, '--max-epochs', '1')).info.flow).toMatchObject(flow);
});

test('an average of several trainings is one model', async () => {
  const { output, info } = await train('e.safetensors', '--members', '2');
  expect(output.match(/✔ Trained 2 epochs/g)).toHaveLength(2);
  expect(info.otherMembers).toHaveLength(1);
  const told = await callHere(['info', at('e.safetensors')]);
  expect(told.output).toMatch(/Average of +2 trainings, weights 0\.\d\d, 0\.\d\d$/m);
  const drawn = await callHere(['sample', at('e.safetensors'), '--x', '1,0,0', '--draws', '10', '--json']);
  expect(JSON.parse(drawn.output.trimEnd().split('\n').at(-1) as string).draws).toHaveLength(10);
});

test('of several restarts the best is kept, and all are told', async () => {
  const { output, info } = await train('r.safetensors', '--restarts', '2');
  expect(info.training.attempts).toHaveLength(2);
  expect(output).toMatch(/^ {2}Tried: restart 1 −?\d+\.\d{3}, restart 2 −?\d+\.\d{3}\.$/m);
});

test('a series is read through a network, and an observation of it from a table of its rows', async () => {
  const rng = Rng.fromSeed(2);
  const rows = Array.from({ length: 300 }, () => Array.from({ length: 12 }, () => rng.normal()));
  writeFileSync(at('series.csv'), toCsv(matrix(rows)));
  writeFileSync(at('one.csv'), toCsv(matrix(Array.from({ length: 6 }, (_, i) => [i, -i]))));
  const shape = ['--x', at('series.csv'), '--x-shape', '6,2'];
  const { info } = await train('c.safetensors', ...shape, '--embedding', 'gru,hidden=6,outputs=3');
  expect(info).toMatchObject({ xShape: [6, 2], embedding: { kind: 'gru', hidden: 6, outputs: 3 } });
  const drawn = await callHere([
    'sample',
    at('c.safetensors'),
    '--x-file',
    at('one.csv'),
    '--draws',
    '10',
    '--json',
  ]);
  expect(JSON.parse(drawn.output.trimEnd().split('\n').at(-1) as string).x).toHaveLength(12);
});

test('missing entries are refused by place, and trained for where asked', async () => {
  const text = readFileSync(at('x.csv'), 'utf8').split('\n');
  const holes = text.map((line, i) => (i > 0 && i % 5 === 0 ? line.replace(/^[^,]+/, 'NaN') : line));
  writeFileSync(at('holes.csv'), holes.join('\n'));
  const files = ['--theta', at('theta.csv'), '--x', at('holes.csv'), '--prior', at('prior.json')];
  const refused = await callHere(['train', ...files, '--out', at('h.safetensors')]);
  expect(refused.text).toMatch(
    /holes\.csv must be a finite number \(float32\); received "NaN" in line 6, column "u"\.$/,
  );
  const { info, output } = await train('h.safetensors', '--x', at('holes.csv'), '--missing', 'mask');
  expect(info.training.incomplete).toBe(60);
  expect(output.replace(/\s+/g, ' ')).toContain('60 of 300 simulations have missing entries, and were kept.');
  const drawn = await callHere(['sample', at('h.safetensors'), '--x', 'nan,0,0', '--draws', '10', '--json']);
  expect(drawn.code).toBe(0);
});

test('a checkpoint goes on to the same bits after a kill', async () => {
  const args = ['--theta', 'theta.csv', '--x', 'x.csv', '--prior', 'prior.json', '--max-epochs', '40'];
  const started = ['train', ...args, '--checkpoint', 'run.checkpoint', '--out', 'resumed.safetensors'];
  let killed = false;
  const { code } = await runSbi(started, {
    cwd,
    onOutput: (_, kill) => {
      const timer = setInterval(() => {
        if (killed || !existsSync(at('run.checkpoint'))) return;
        killed = true;
        clearInterval(timer);
        kill('SIGKILL');
      }, 5);
    },
  });
  expect([code, killed, existsSync(at('resumed.safetensors'))]).toEqual([null, true, false]);
  const [again, whole] = await Promise.all([
    runSbi(started, { cwd }),
    runSbi(['train', ...args, '--out', 'whole.safetensors'], { cwd }),
  ]);
  expect([again.code, again.stderr, whole.code]).toEqual([0, '', 0]);
  expect(again.stdout).toMatch(/^Going on from run\.checkpoint\.$/m);
  expect(readFileSync(at('resumed.safetensors')).equals(readFileSync(at('whole.safetensors')))).toBe(true);
}, 60_000);

test.each([
  ['--flow glow', '--flow must be maf, nsf, spline, coupling or mdn; received "glow".'],
  ['--flow maf,hidden', /^--flow must have settings such as hidden=64 after its name, with commas between; /],
  ['--flow maf,hidden=0', 'hidden must be an integer from 1 to 4096; received 0 (maf).'],
  ['--flow maf,__proto__=1', /^--flow must have settings|^recipe must hold kind, /],
  ['--flow maf,colour=red', /^recipe must hold kind, .* only; received "colour" \(maf\)\.$/],
  ['--embedding mlp,layers=no', /^mlp\.layers must be .*; received "no" \(mlp\)\.$/],
  ['--support clip', '--support must be constrain or reject; received "clip".'],
  ['--missing zero', '--missing must be refuse or mask; received "zero".'],
  ['--members 0', '--members must be a whole number from 1 to 100; received "0".'],
  ['--restarts 1e3', '--restarts must be a whole number from 1 to 1000; received "1e3".'],
  ['--optimizer lbfgs', '--optimizer must be adam, adamw or sgd; received "lbfgs".'],
  ['--schedule step', '--schedule must be constant, cosine or plateau; received "step".'],
  ['--validation-fraction 1', '--validation-fraction must be between 0 and 1; received "1".'],
  ['--max-steps 0', '--max-steps must be a whole number from 1; received "0".'],
  ['--preset fast', '--preset must be default, auto or sbi; received "fast".'],
  [
    '--x-shape 3,0',
    '--x-shape must be whole numbers from 1 with commas between them, such as 21,2; received "3,0".',
  ],
  ['--x-shape 3,1', '--x-shape must come with an --embedding that reads it; received none.'],
  ['--x-shape 2,2 --embedding gru', /x\.csv must have 4 columns, as --x-shape says; received 3\.$/],
  ['--checkpoint c --members 2', '--checkpoint must be without --members and --restarts; received both.'],
  ['--checkpoint CSV', /x\.csv must be a checkpoint of a training: /],
])('sbi train %s: one line, status 2', async (line, message) => {
  const files = ['--theta', at('theta.csv'), '--x', at('x.csv'), '--prior', at('prior.json')];
  const words = line.split(' ').map((word) => (word === 'CSV' ? at('x.csv') : word));
  const { code, text } = await callHere(['train', ...files, '--out', at('o.safetensors'), ...words]);
  expect(code).toBe(2);
  expect(text).toMatch(/^sbi: [^\n]*$/);
  if (typeof message === 'string') expect(text.slice(5)).toBe(message);
  else expect(text.slice(5)).toMatch(message);
  expect(existsSync(at('o.safetensors'))).toBe(false);
});

test('a checkpoint of other simulations is refused', async () => {
  const files = ['--theta', at('theta.csv'), '--prior', at('prior.json'), '--out', at('o.safetensors')];
  const other = toCsv(matrix(Array.from({ length: 300 }, (_, i) => [i / 300, 0.5, 1 - i / 300])));
  writeFileSync(at('other.csv'), other);
  expect(fromCsv(other).rows).toBe(300);
  const limits = ['--max-epochs', '1', '--checkpoint', at('run.checkpoint')];
  const { code, text } = await callHere(['train', ...files, '--x', at('other.csv'), ...limits]);
  expect([code, text]).toEqual([
    2,
    expect.stringMatching(/^sbi: A training goes on from a checkpoint only with the simulations /),
  ]);
});

test("--preset auto averages three where simulations are few, which train as the first one's best candidate", async () => {
  const { output, info } = await train('a.safetensors', '--preset', 'auto', '--max-steps', '10');
  expect(output.match(/✔ Trained/g)).toHaveLength(3);
  expect(output.match(/Tried: /g)).toHaveLength(1);
  const kinds = [info, ...info.otherMembers].map(({ flow }: { flow: { kind: string } }) => flow.kind);
  expect(new Set(kinds).size).toBe(1);
});
