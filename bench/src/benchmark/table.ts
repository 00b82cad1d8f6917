import { writeFileSync } from 'node:fs';
import type { Cell, CellResult, CellStore } from './cell.ts';
import { LIMIT, PUBLISHED } from './published.ts';
import { RECIPE_NAMES, type RecipeName } from './recipe.ts';
import { TASKS } from './task.ts';

const BUDGETS = [1000, 10_000];
const SEEDS = Array.from({ length: 10 }, (_, i) => i + 1);

/** Writes docs/results/benchmark.md from every cell that is kept; returns its path from the top. */
export function writeTable(store: CellStore, folder: URL): string {
  const recipes = RECIPE_NAMES.filter((recipe) =>
    TASKS.some(({ name }) => BUDGETS.some((budget) => cellsOf(store, recipe, name, budget).length > 0)),
  );
  const text = [
    '# The sbibm benchmark',
    '',
    'C2ST (0.5 is exact, 1 is useless), mean over the even observations 2 … 10 of each task and over seeds (± their sd);',
    'classifier `mlp`, five folds, 10,000 draws. Coverage: marginal 90 % intervals over 500 fresh pairs. Made by',
    '`npx --yes pnpm@10 benchmark`; every training is in [benchmark](benchmark). Published: NPE of Python sbi as in the',
    'benchmark’s paper (mlp); an ensemble of five NPE-NSF and NPE-PFN (random forest, which usually scores a little lower).',
    '`auto` trains as `sbi train --preset auto` does: the average of three below 20,000 simulations, steps counted together.',
    'Limit: the best of the recipes tried beforehand in PyTorch (one split, 4,000 draws, two seeds) + 0.03 at 1,000',
    'simulations, + 0.02 at 10,000: no score of `auto` should be above it; those that are end in ↑. What was not run is missing.',
    ...BUDGETS.flatMap((budget) => section(store, recipes, budget)),
    '',
  ].join('\n');
  writeFileSync(new URL('benchmark.md', folder), text);
  return 'docs/results/benchmark.md';
}

function section(store: CellStore, recipes: readonly RecipeName[], budget: number): string[] {
  const head = [
    'task',
    ...recipes.flatMap((recipe) => [`${recipe}`, 'coverage', 'steps']),
    'limit',
    'NPE',
    'NPE-NSF × 5',
    'NPE-PFN',
  ];
  const rows = TASKS.map(({ name }) => {
    const published = PUBLISHED[budget]?.[name];
    const limit = LIMIT[budget]?.[name];
    const cells = recipes.flatMap((recipe) => scoreOf(cellsOf(store, recipe, name, budget), limit));
    return [name, ...cells, ...[limit, published?.npe, published?.ensemble, published?.pfn].map(fixed)];
  });
  return [
    '',
    `## ${budget.toLocaleString('en')} simulations`,
    '',
    line(head),
    line(head.map(() => '---')),
    ...rows.map(line),
  ];
}

function scoreOf(results: readonly CellResult[], limit = Number.POSITIVE_INFINITY): string[] {
  if (results.length === 0) return ['missing', '', ''];
  const scores = results.map(({ c2st }) => mean(c2st.map(({ score }) => score)));
  const sd = Math.sqrt(mean(scores.map((score) => (score - mean(scores)) ** 2)));
  const spread = results.length > 1 ? ` ± ${fixed(sd)}` : ' (one seed)';
  const above = mean(scores) > limit ? ' ↑' : '';
  const steps = Math.round(mean(results.map((result) => result.steps)));
  return [
    fixed(mean(scores)) + spread + above,
    fixed(mean(results.map(({ coverage }) => coverage))),
    String(steps),
  ];
}

function cellsOf(store: CellStore, recipe: RecipeName, task: string, budget: number): CellResult[] {
  const cells = SEEDS.map((seed): Cell => ({ recipe, task, budget, seed }));
  return cells.map((cell) => store.read(cell)).filter((result) => result !== undefined);
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const fixed = (value: number | null | undefined) => value?.toFixed(3) ?? '–';
const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
