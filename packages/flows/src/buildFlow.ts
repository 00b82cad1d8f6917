import {
  checkSimulations,
  describeValue,
  Rng,
  type Seed,
  ShapeError,
  type Simulations,
  SupportError,
} from '@sbi/core';
import { checkArchitecture, EMBEDDING, type Parts } from './architecture.ts';
import { ConditionalFlow } from './conditionalFlow.ts';
import { checkRecipe, kindOf } from './flowKinds.ts';
import { linearStart } from './initializers.ts';
import type { NetworkRecipe } from './network.ts';
import { checkObservations } from './networks/observations.ts';
import { type Initializer, Parameters } from './parameters.ts';
import { type Bounds, fitPreconditioner } from './precondition/fit.ts';
import { type FlowRecipe, scalingsOf } from './recipe.ts';

/** What `buildFlow` takes beside the rows. */
export interface BuildOptions {
  /** Names the stream that orders and weights are drawn from. */
  readonly seed: Seed;
  /** Bounds that no draw may leave, of a prior's support; without them θ ranges over all of R^D. */
  readonly bounds?: Bounds;
  /** The network that reads x before the flow does, and is trained with it; without it the flow reads x as it is. */
  readonly embedding?: NetworkRecipe;
}

/**
 * Makes the flow of a recipe: shapes, scales and regression from training rows, weights from the seed. It is not trained:
 * with `start: 'identity'` its density is that of the regression alone.
 *
 * The same rows and seed make the same flow, bit for bit. The regression reads x itself, also where an embedding
 * reads it too. With fewer than 5 rows for every number of x, of rows that may be missing, or of several axes without an
 * embedding, it leaves x out and θ is only scaled.
 *
 * The caller owns the flow.
 *
 * @param rows at least two simulations, in random order; finite numbers, but for rows of NaN in an x whose embedding leaves them out
 * @throws ShapeError when the recipe, the rows or the bounds do not fit
 * @throws SupportError naming the first row of θ that lies outside the bounds
 * @example
 * import { matrix } from '@sbi/core';
 * import { buildFlow, maf } from '@sbi/flows';
 * const rows = { theta: matrix([[0, 1], [1, 3], [2, 2]]), x: matrix([[1], [2], [3]]) };
 * using flow = buildFlow(maf(), rows, { seed: 1 });
 * console.log(flow.dim, flow.parameters.size); // → 2 27770
 */
export function buildFlow(recipe: FlowRecipe, rows: Simulations, options: BuildOptions): ConditionalFlow {
  const where = 'buildFlow';
  const checked = checkRecipe(recipe, where);
  checkSimulations(rows, where, 'allow');
  if (typeof options !== 'object' || options === null) {
    throw new ShapeError('options', 'be { seed, bounds?, embedding? }', describeValue(options), where);
  }
  const { theta, x, xShape = [x.columns] } = rows;
  const { bounds, seed, embedding } = options;
  if (theta.rows < 2) {
    throw new ShapeError('simulations', 'have at least two rows', String(theta.rows), where);
  }
  if (bounds) expectWithin(bounds, rows);
  const rng = Rng.from(seed);
  const dim = theta.columns;
  const drawn = kindOf(checked, where).draw?.(checked, dim, rng.fork('orders')) ?? {};
  const { architecture, parts } = checkArchitecture(
    { recipe: checked, dim, xShape, drawn, ...(embedding && { embedding }) },
    where,
  );
  checkObservations(x, xShape, embedding, where);
  const preconditioner = fitPreconditioner(rows, scalingsOf(checked), bounds, parts.network);
  const parameters = Parameters.initialized(parts.layout, startOf(parts), rng.fork('weights'));
  return new ConditionalFlow(architecture, parameters, preconditioner);
}

function startOf({ model, network }: Parts): Initializer {
  const embed = network?.initialize?.bind(network) ?? linearStart(network?.weights ?? {});
  return (name, size, rng) =>
    name.startsWith(EMBEDDING)
      ? embed(name.slice(EMBEDDING.length), size, rng)
      : model.initialize(name, size, rng);
}

function expectWithin({ low, high }: Bounds, { theta }: Simulations): void {
  const dim = theta.columns;
  for (const [name, list] of Object.entries({ low, high })) {
    if (list?.length === dim) continue;
    const expected = `hold ${dim} numbers, one for each column of theta`;
    throw new ShapeError(`bounds.${name}`, expected, describeValue(list), 'buildFlow');
  }
  for (let j = 0; j < dim; j++) {
    if (Math.fround(low[j] as number) < Math.fround(high[j] as number)) continue;
    const received = `${low[j]} and ${high[j]} at index ${j}`;
    throw new ShapeError('bounds.low', 'be below bounds.high in float32', received, 'buildFlow');
  }
  theta.data.forEach((value, i) => {
    const [row, j] = [Math.floor(i / dim), i % dim];
    if (value >= Math.fround(low[j] as number) && value <= Math.fround(high[j] as number)) return;
    const message = `theta must lie within the bounds; received ${value} in row ${row}, column ${j} (buildFlow).`;
    throw new SupportError('theta', row, message);
  });
}
