import {
  breather,
  checkFinite,
  describeValue,
  expectMatrix,
  type Job,
  type Matrix,
  Rng,
  rowOf,
  type Seed,
  ShapeError,
} from '@sbi/core';
import { Classifier } from './classifier.ts';
import { Forest } from './forest.ts';
import { accuracy, type Labelled } from './labelled.ts';

/** What `c2st` takes. */
export interface C2stOptions extends Job<{ readonly done: number; readonly total: number }> {
  readonly seed: Seed;
  /** Folds of the cross-validation (5). */
  readonly folds?: number;
  /** The sbibm benchmark's network, or Python sbi's default, a random forest ('mlp'). Their scores are not comparable. */
  readonly classifier?: ClassifierName;
}

/** The classifiers of two-sample tests: a network of two layers, or a random forest. */
export type ClassifierName = 'mlp' | 'forest';

/**
 * Classifier two-sample test: how well a classifier tells two tables of draws apart, 0.5 (not at all) to 1.
 *
 * The definition of the sbibm benchmark (Lueckmann et al. 2021; Lopez-Paz & Oquab 2017), classifier `mlp`: both tables
 * are z-scored by the first one's columns, and the score is the cross-validated accuracy of a network with two hidden
 * layers of 10 · columns relu units. Two tables of n draws from one distribution score 0.5 ± √(0.25/2n); N(0, I) against
 * N(δ, I) scores Φ(‖δ‖/2) at best. With `classifier: 'forest'` it is that of Python sbi's `c2st`: a random forest of 100
 * trees, quicker for many rows and blinder for fine differences.
 *
 * @param reference draws [n, D] that the other table is scaled by
 * @param draws another [n, D]
 * @returns the mean accuracy over the folds
 * @throws ShapeError unless both tables have the same shape, at least `folds` rows, finite numbers only, and rows that
 * are not copies of each other (a hundredth of them may be)
 * @example
 * import { matrix, Rng } from '@sbi/core';
 * import { c2st } from '@sbi/npe';
 * const rng = Rng.fromSeed(1);
 * const at = (mean) => matrix(Array.from({ length: 200 }, () => [mean + rng.normal()]));
 * console.log((await c2st(at(0), at(5), { seed: 1 })) > 0.95); // → true
 */
export async function c2st(reference: Matrix, draws: Matrix, options: C2stOptions): Promise<number> {
  const folds = options?.folds ?? 5;
  const name = options?.classifier ?? 'mlp';
  check(reference, draws, folds);
  checkClassifier(name, 'c2st');
  const rng = Rng.from(options?.seed);
  const data = label(reference, draws);
  const order = rng.fork('folds').permutation(data.labels.length);
  const breathe = breather(options.signal);
  let total = 0;
  for (let fold = 0; fold < folds; fold++) {
    const begin = Math.round((fold * order.length) / folds);
    const end = Math.round(((fold + 1) * order.length) / folds);
    const stream = rng.fork(fold);
    const classifier =
      name === 'forest'
        ? new Forest()
        : new Classifier(data.columns, 10 * data.columns, stream.fork('start'));
    const rest = Int32Array.from([...order.subarray(0, begin), ...order.subarray(end)]);
    await breathe();
    await classifier.fit(pick(data, rest), stream.fork('batches'), breathe);
    total += accuracy(classifier, pick(data, order.subarray(begin, end)));
    options.onProgress?.({ done: fold + 1, total: folds });
  }
  return total / folds;
}

/** @throws ShapeError unless it is the name of a classifier */
export function checkClassifier(name: ClassifierName, where: string): void {
  if (name === 'mlp' || name === 'forest') return;
  throw new ShapeError('classifier', "be 'mlp' or 'forest'", describeValue(name), where);
}

function check(reference: Matrix, draws: Matrix, folds: number): void {
  if (!Number.isSafeInteger(folds) || folds < 2) {
    throw new ShapeError('folds', 'be an integer from 2', describeValue(folds), 'c2st');
  }
  expectMatrix(reference, 'reference', 'c2st');
  expectMatrix(draws, 'draws', 'c2st');
  const { rows, columns } = reference;
  if (draws.rows !== rows || draws.columns !== columns) {
    const got = [draws.rows, draws.columns];
    throw new ShapeError('draws', `have shape [${rows}, ${columns}], as reference`, got, 'c2st');
  }
  if (rows < folds) throw new ShapeError('reference', `have at least ${folds} rows`, `${rows} rows`, 'c2st');
  for (const [argument, table] of Object.entries({ reference, draws })) {
    checkFinite(table, argument, 'c2st');
    checkDistinct(table, argument);
  }
}

/** Copies of a row stand on both sides of a fold, where a classifier knows them again. */
function checkDistinct(table: Matrix, argument: string): void {
  const seen = new Set<string>();
  for (let i = 0; i < table.rows; i++) seen.add(rowOf(table, i).join());
  const copies = table.rows - seen.size;
  if (copies <= table.rows / 100) return;
  throw new ShapeError(argument, 'hold rows that differ', `${copies} copies among ${table.rows}`, 'c2st');
}

/** Both tables below each other, z-scored by the first (N − 1), labelled 0 and 1. */
function label(reference: Matrix, draws: Matrix): Labelled {
  const { rows, columns } = reference;
  const features = new Float32Array(2 * rows * columns);
  for (let j = 0; j < columns; j++) {
    let mean = 0;
    for (let i = 0; i < rows; i++) mean += (reference.data[i * columns + j] as number) / rows;
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += ((reference.data[i * columns + j] as number) - mean) ** 2;
    const sd = Math.sqrt(sum / Math.max(1, rows - 1)) || 1;
    for (let i = 0; i < rows; i++) {
      features[i * columns + j] = ((reference.data[i * columns + j] as number) - mean) / sd;
      features[(rows + i) * columns + j] = ((draws.data[i * columns + j] as number) - mean) / sd;
    }
  }
  return { features, columns, labels: Uint8Array.from({ length: 2 * rows }, (_, i) => Number(i >= rows)) };
}

function pick({ features, labels, columns }: Labelled, indices: Int32Array): Labelled {
  const table = { data: features, rows: labels.length, columns };
  const data = new Float32Array(indices.length * columns);
  indices.forEach((from, to) => {
    data.set(rowOf(table, from), to * columns);
  });
  return { features: data, labels: Uint8Array.from(indices, (i) => labels[i] as number), columns };
}
