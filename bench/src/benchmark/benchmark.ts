import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { hasSbibm } from '../sbibm.ts';
import { type Cell, CellStore, describeCell } from './cell.ts';
import { runAll } from './pool.ts';
import { RECIPE_NAMES } from './recipe.ts';
import { writeTable } from './table.ts';
import { TASKS } from './task.ts';

const HELP = `The sbibm benchmark: C2ST and coverage of this project's posteriors on ten tasks.

  --tasks a,b          (all)        --budgets 1000,10000      --seeds 1,2,3
  --recipes auto,sbi   (auto)       --workers N  (one a core)
  --table              writes the table of what there is, and trains nothing

Every training is kept in docs/results/benchmark: what is there is not run again.`;

const RESULTS = new URL('../../../docs/results/', import.meta.url);

const list = { type: 'string' } as const;
const { values } = parseArgs({
  options: {
    tasks: { ...list, default: TASKS.map(({ name }) => name).join() },
    budgets: { ...list, default: '1000,10000' },
    seeds: { ...list, default: '1,2,3' },
    recipes: { ...list, default: 'auto' },
    workers: { ...list, default: String(availableParallelism()) },
    table: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const print = (line: string): unknown => process.stdout.write(`${line}\n`);
const complain = (line: string): unknown => process.stderr.write(`${line}\n`);

/** The entries of a list on the command line. @throws Error naming the first that is none of the allowed ones */
function entries<T>(name: string, text: string, read: (entry: string) => T | undefined, rule: string): T[] {
  return text.split(',').map((entry) => {
    const value = read(entry.trim());
    if (value === undefined) throw new Error(`--${name} must be ${rule}; received "${entry}".`);
    return value;
  });
}

const whole = (entry: string) => (/^[1-9]\d{0,7}$/.test(entry) ? Number(entry) : undefined);
const oneOf =
  <T extends string>(allowed: readonly T[]) =>
  (entry: string) =>
    allowed.find((word) => word === entry);

function cellsOf(): Cell[] {
  const names = TASKS.map(({ name }) => name);
  const tasks = entries('tasks', values.tasks, oneOf(names), `some of ${names.join(', ')}`);
  const budgets = entries('budgets', values.budgets, whole, 'whole numbers from 1');
  const seeds = entries('seeds', values.seeds, whole, 'whole numbers from 1');
  const recipes = entries(
    'recipes',
    values.recipes,
    oneOf(RECIPE_NAMES),
    `some of ${RECIPE_NAMES.join(', ')}`,
  );
  return recipes.flatMap((recipe) =>
    budgets.flatMap((budget) =>
      seeds.flatMap((seed) => tasks.map((task) => ({ recipe, task, budget, seed }))),
    ),
  );
}

async function main(): Promise<void> {
  if (values.help) {
    print(HELP);
    return;
  }
  const cells = cellsOf();
  const store = new CellStore(new URL('benchmark/', RESULTS));
  const missing = cells.filter((cell) => store.read(cell) === undefined);
  if (!hasSbibm) print('The reference posteriors of sbibm are not here: problems make their own.');
  if (!values.table) {
    const [workers] = entries('workers', values.workers, whole, 'a whole number from 1') as [number];
    print(`${missing.length} of ${cells.length} trainings to do, ${workers} at a time`);
    await runAll(missing, workers, (cell, outcome) => {
      if ('error' in outcome) {
        complain(`${describeCell(cell)}: failed, ${outcome.error}`);
        process.exitCode = 1;
        return;
      }
      store.write(cell, outcome.result);
      const scores = outcome.result.c2st.map(({ score }) => score);
      const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
      print(`${describeCell(cell)}: C2ST ${mean.toFixed(3)}, coverage ${outcome.result.coverage.toFixed(3)}`);
    });
  }
  print(`wrote ${writeTable(store, RESULTS)}`);
}

try {
  await main();
} catch (error) {
  complain(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
