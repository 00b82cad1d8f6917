import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasSbibm, POSTERIORS } from '../src/sbibm.ts';

interface Cell {
  readonly observation: number;
  readonly c2st: number;
  readonly leastP: number;
}

const FOLDER = new URL('../../docs/results/', import.meta.url);
const SEEDS = [1, 2, 3, 4, 5];

const runs = SEEDS.map((seed) => new URL(`problems-seed-${seed}.json`, FOLDER))
  .filter((file) => existsSync(file))
  .map((file) => JSON.parse(readFileSync(file, 'utf8')));
const cells = runs.map(({ results }) => results as Record<string, Cell>);

describe.runIf(hasSbibm)('exact posteriors against those of sbibm', () => {
  it('has every observation of every posterior', () => {
    expect(cells.length).toBe(SEEDS.length);
    for (const results of cells) expect(Object.keys(results).sort()).toEqual([...POSTERIORS].sort());
  });

  it('writes the table', () => {
    const observations = cells.map((results) => results[POSTERIORS[0] as string]?.observation);
    const row = (name: string) => {
      const own = cells.map((results) => results[name] as Cell);
      const scores = own.map(({ c2st }) => c2st.toFixed(3)).join(' | ');
      return `| ${name} | ${scores} | ${Math.min(...own.map(({ leastP }) => leastP)).toFixed(4)} |`;
    };
    const { date, commit, machine } = runs[0];
    const text = [
      "# Exact posteriors of the benchmark's tasks, against its own",
      '',
      `${date}, commit ${commit}, ${machine}. Made by \`pnpm test:slow\`.`,
      '',
      "10,000 draws of `reference` against sbibm's 10,000 reference draws, for the observations of which we have them; C2ST",
      '(classifier `mlp`), which is 0.500 ± 0.004 for draws of one distribution, and the smallest p of the Kolmogorov–Smirnov',
      'test over all parameters and observations of a row. `slcp-distractors` and `bernoulli-glm-raw` have the posteriors of',
      '`slcp` and `bernoulli-glm`.',
      '',
      `| posterior | ${observations.map((number) => `observation ${number}`).join(' | ')} | least p |`,
      `|---|${observations.map(() => '---|').join('')}---|`,
      ...POSTERIORS.map(row),
      '',
    ];
    writeFileSync(new URL('problems.md', FOLDER), text.join('\n'));
  });
});
