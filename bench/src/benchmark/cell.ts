import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { RecipeName } from './recipe.ts';

/** One training of the benchmark: what it is, and what names its file. */
export interface Cell {
  readonly recipe: RecipeName;
  readonly task: string;
  /** Simulations to learn from. */
  readonly budget: number;
  readonly seed: number;
}

/** What a cell came to. */
export interface CellResult {
  /** C2ST, classifier mlp, five folds, 10,000 draws, at each observation. */
  readonly c2st: readonly { readonly observation: number; readonly score: number }[];
  /** Mean ln q(θ | x) over fresh pairs, in nats. */
  readonly logQ: number;
  /** Coverage of the marginal 90 % intervals over fresh pairs, and how many intervals there were. */
  readonly coverage: number;
  readonly intervals: number;
  /** Of all members together. */
  readonly steps: number;
  /** The flow that was trained, in a word. */
  readonly flow: string;
  /** Trainings that are averaged. */
  readonly members: number;
}

/** Where cells are kept: one file each, so that a benchmark that was interrupted goes on where it was. */
export class CellStore {
  private readonly folder: URL;

  constructor(folder: URL) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  read(cell: Cell): CellResult | undefined {
    const file = this.file(cell);
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as CellResult) : undefined;
  }

  /** Whole or not at all. */
  write(cell: Cell, result: CellResult): void {
    const file = this.file(cell);
    const unfinished = new URL(`${file.href}.part`);
    writeFileSync(unfinished, `${JSON.stringify(result, null, 2)}\n`);
    renameSync(unfinished, file);
  }

  private file({ recipe, task, budget, seed }: Cell): URL {
    return new URL(`${recipe}-${task}-${budget}-seed-${seed}.json`, this.folder);
  }
}

export function describeCell({ recipe, task, budget, seed }: Cell): string {
  return `${task}, ${budget.toLocaleString('en')} simulations, ${recipe}, seed ${seed}`;
}
