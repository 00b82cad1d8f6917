import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { callHere } from './callHere.ts';
import { runSbi } from './runSbi.ts';
import { scratchFolder } from './scratchFolder.ts';
import { writeSimulations } from './simulationFiles.ts';

const cwd = scratchFolder();
const at = (name: string) => join(cwd, name);
const sbi = (...args: string[]) => runSbi(args, { cwd });

beforeAll(async () => {
  writeSimulations(cwd);
  writeFileSync(at('short.csv'), 'u,v,w\n1,2,3\n4,5,6\n');
  writeFileSync(at('wide.csv'), '1,2,3,4\n');
  writeFileSync(at('turned.csv'), 'w,v,u\n1,2,3\n');
  writeFileSync(at('text.csv'), 'rate,tilt\n1,n/a\n');
  writeFileSync(at('narrow.json'), '{"kind":"boxUniform","low":[0,-1],"high":[1,1]}');
  const part = '{"kind":"boxUniform","low":[-1],"high":[2]}';
  writeFileSync(at('named.json'), `{"kind":"joint","parts":{"tilt":${part},"rate":${part}}}`);
  const train =
    'train --theta theta.csv --x x.csv --prior prior.json --out m.safetensors --max-epochs 1 --quiet';
  await sbi(...train.split(' '));
  writeFileSync(at('half.safetensors'), readFileSync(at('m.safetensors')));
  truncateSync(at('half.safetensors'), 50_000);
}, 60_000);

test.each([
  ['demo gausian', /^The demo must be one of: gaussian, gaussian-linear, .*; received "gausian"\.$/],
  ['demo gaussian --sede 3', "unknown option '--sede' (Did you mean --seed?); see sbi demo --help."],
  ['demo gaussian --seed 1.5', '--seed must be a whole number from 0; received "1.5".'],
  [
    'demo gaussian --simulations 9',
    '--simulations must be a whole number from 10 to 100000000; received "9".',
  ],
  ['demo gaussian --backend gpu', '--backend must be auto, wasm, cpu, webgpu or node; received "gpu".'],
  ['demo gaussian --backend cpu --out x.csv', 'x.csv cannot be written: a file of that name is in the way.'],
  [
    'demo gaussian more',
    "too many arguments for 'demo'. Expected 1 argument but got 2; see sbi demo --help.",
  ],
  ['deno', "unknown command 'deno' (Did you mean demo?); see sbi --help."],
  ['--sede', "unknown option '--sede'; see sbi --help."],
  ['train --theta theta.csv', "required option '--x <file>' not specified; see sbi train --help."],
  [
    'train --theta theta.csv --x x.csv --prior prior.json --out no/m.safetensors',
    'no/m.safetensors cannot be written: there is no such file or folder.',
  ],
  [
    'train --theta no.csv --x x.csv --prior prior.json --out o.safetensors',
    'no.csv cannot be read: there is no such file or folder.',
  ],
  [
    'train --theta theta.csv --x short.csv --prior prior.json --out o.safetensors',
    'short.csv must have 300 rows, one for each of theta.csv; received 2.',
  ],
  [
    'train --theta x.csv --x x.csv --prior prior.json --out o.safetensors',
    'x.csv must have 2 columns, the parameters of prior.json; received 3.',
  ],
  [
    'train --theta theta.csv --x x.csv --prior narrow.json --out o.safetensors',
    /^theta\.csv must lie inside the prior of narrow\.json; received \([^)]*\) in line \d+\.$/,
  ],
  [
    'train --theta theta.csv --x x.csv --prior named.json --out o.safetensors',
    'theta.csv must name column 1 tilt, as named.json does; received rate.',
  ],
  ['train --theta theta.csv --x x.csv --prior x.csv --out o.safetensors', /^x\.csv must be JSON: /],
  ['sample m.safetensors', 'sample must have an observation, --x or --x-file; received neither.'],
  [
    'sample m.safetensors --x 1 --x-file x.csv',
    'sample must have an observation, --x or --x-file; received both.',
  ],
  ['sample m.safetensors --x 1,2', "--x must hold 3 numbers, as the model's x; received 2."],
  ['sample m.safetensors --x-file x.csv', 'x.csv must hold one observation, one row; received 300 rows.'],
  ['sample m.safetensors --x-file wide.csv', "wide.csv must have 3 columns, as the model's x; received 4."],
  [
    'sample m.safetensors --x-file turned.csv',
    'turned.csv must name column 1 u, as the model does; received w.',
  ],
  ['sample --x 1,2,3', "missing required argument 'model'; see sbi sample --help."],
  ['sample theta.csv --x 1,2,3', /^The header of theta\.csv must have at most /],
  ['info half.safetensors', /half\.safetensors/],
  ['plot theta.csv --out p.gif', '--out must end in .svg or .png; received "p.gif".'],
  [
    'plot text.csv',
    'Every cell of text.csv must be a finite number (float32); received "n/a" in line 2, column "tilt".',
  ],
  ['plot theta.csv --points 1', /^points must have .* 2.*; received 1 \(pairPlot\)\.$/],
])('sbi %s: one line, status 2', async (line, expected) => {
  const names = line.split(' ').map((word) => (/^[\w/]+\.\w+$/.test(word) ? at(word) : word));
  const { code, text, output } = await callHere(names);
  expect(text).toMatch(/^sbi: [^\n]*$/);
  const message = text.slice(5).replaceAll(at('/'), '');
  if (typeof expected === 'string') expect(message).toBe(expected);
  else expect(message).toMatch(expected);
  expect(code).toBe(2);
  expect(output).not.toContain('✔');
  expect(existsSync(at('o.safetensors'))).toBe(false);
});

test('the process says the same on stderr, and nothing on stdout', async () => {
  const called = await sbi('demo', 'gaussian', '--sede', '3');
  expect(called).toEqual({
    code: 2,
    stdout: '',
    stderr: "sbi: unknown option '--sede' (Did you mean --seed?); see sbi demo --help.\n",
  });
  const read = await sbi('plot', 'text.csv');
  expect([read.code, read.stdout]).toEqual([2, '']);
  expect(read.stderr).toMatch(/^sbi: Every cell of text\.csv must be a finite number .*\n$/);
});

test('hostile files are refused in little memory', async () => {
  const env = { NODE_OPTIONS: '--max-old-space-size=120' };
  const names = Array.from({ length: 2e6 }, (_, i) => `"n${i}":0`).join(',');
  const header = Buffer.from(`{${names}}`);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  writeFileSync(at('names.safetensors'), Buffer.concat([length, header]));
  writeFileSync(at('columns.csv'), `${'1,'.repeat(1e6)}1\n`);
  const [model, table] = await Promise.all([
    runSbi(['info', 'names.safetensors'], { cwd, env }),
    runSbi(['plot', 'columns.csv'], { cwd, env }),
  ]);
  expect(model.stderr).toMatch(/^sbi: [^\n]*names\.safetensors[^\n]*\n$/);
  expect(table.stderr).toMatch(/^sbi: columns\.csv must have at most [^\n]* in line 1\.\n$/);
  expect([model.code, table.code]).toEqual([2, 2]);
});

test.runIf(existsSync('/dev/full'))('a stdout that takes nothing more is said in one line', () => {
  const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
  const command = `"${process.execPath}" "${main}" sample m.safetensors --x 1,0,0 --draws 10 > /dev/full`;
  const { status, stderr } = spawnSync(command, { cwd, shell: true, encoding: 'utf8' });
  expect([status, stderr]).toEqual([2, 'sbi: stdout cannot be written: the disk is full.\n']);
});
