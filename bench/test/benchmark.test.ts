import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CellResult, CellStore, describeCell } from '../src/benchmark/cell.ts';
import { observationsOf } from '../src/benchmark/observations.ts';
import { LIMIT, PUBLISHED } from '../src/benchmark/published.ts';
import { RECIPE_NAMES, settingsOf } from '../src/benchmark/recipe.ts';
import { writeTable } from '../src/benchmark/table.ts';
import { TASKS } from '../src/benchmark/task.ts';
import { hasSbibm } from '../src/sbibm.ts';

let folder: URL;
beforeEach(() => {
  folder = pathToFileURL(`${mkdtempSync(`${tmpdir()}/benchmark-`)}/`);
});
afterEach(() => rmSync(folder, { recursive: true }));

const cell = { recipe: 'default', task: 'two_moons', budget: 1000, seed: 1 } as const;
const result = (score: number): CellResult => ({
  c2st: [2, 4].map((observation) => ({ observation, score })),
  logQ: 3,
  coverage: 0.9,
  intervals: 1000,
  steps: 1500,
  flow: 'maf',
  members: 1,
});

describe('cells', () => {
  it('are kept one a file, whole or not at all, and read back', () => {
    const store = new CellStore(new URL('benchmark/', folder));
    expect(store.read(cell)).toBeUndefined();
    store.write(cell, result(0.6));
    expect(store.read(cell)).toEqual(result(0.6));
    expect(store.read({ ...cell, seed: 2 })).toBeUndefined();
    expect(readdirSync(new URL('benchmark/', folder))).toEqual(['default-two_moons-1000-seed-1.json']);
    expect(describeCell(cell)).toBe('two_moons, 1,000 simulations, default, seed 1');
  });

  it('make a table: mean over observations, mean and sd over seeds, what was published beside', () => {
    const store = new CellStore(new URL('benchmark/', folder));
    store.write(cell, result(0.6));
    store.write({ ...cell, seed: 2 }, result(0.64));
    writeTable(store, folder);
    const lines = readFileSync(new URL('benchmark.md', folder), 'utf8').split('\n');
    const [small, large] = lines.filter((line) => line.startsWith('| two_moons'));
    expect(small).toBe('| two_moons | 0.620 ± 0.020 | 0.900 | 1500 | 0.640 | 0.727 | 0.672 | 0.709 |');
    expect(large).toBe('| two_moons | missing |  |  | 0.575 | 0.611 | 0.541 | 0.622 |');
    expect(lines.filter((line) => line.startsWith('| ')).length).toBe(2 * (2 + TASKS.length));
  });

  it('and the table marks a score above its limit, and one of a single seed', () => {
    const store = new CellStore(new URL('benchmark/', folder));
    store.write(cell, result(0.65));
    writeTable(store, folder);
    const text = readFileSync(new URL('benchmark.md', folder), 'utf8');
    expect(text).toContain('| two_moons | 0.650 (one seed) ↑ | 0.900 | 1500 | 0.640 |');
  });
});

it('every task has what was published and a limit, and every recipe settings for it', () => {
  for (const { name } of TASKS) {
    for (const budget of [1000, 10_000]) {
      expect(PUBLISHED[budget]?.[name]?.npe).toBeGreaterThan(0.5);
      expect(LIMIT[budget]?.[name]).toBeGreaterThan(0.5);
    }
  }
  for (const name of RECIPE_NAMES) expect(typeof settingsOf(name, 2)).toBe('object');
});

describe.each(TASKS.map((task) => [task.name, task] as const))('%s', (_, task) => {
  it.skipIf(!hasSbibm)('has the even observations, and 10,000 reference draws each', async () => {
    using problem = task.make();
    const observations = await observationsOf(task, problem);
    expect(observations.map(({ number }) => number)).toEqual([2, 4, 6, 8, 10]);
    const [first] = observations;
    expect(first?.x.length).toBe(problem.observed.length);
    const draws = await first?.reference();
    expect([draws?.rows, draws?.columns]).toEqual([10_000, problem.prior.dim]);
  });
});
