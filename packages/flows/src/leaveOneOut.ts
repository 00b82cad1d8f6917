import { checkSimulations, type Matrix, ShapeError, type Simulations, sizeOf } from '@sbi/core';
import type { ConditionalFlow } from './conditionalFlow.ts';
import { leftOutPredictions } from './precondition/fit.ts';
import { scalingsOf } from './recipe.ts';

/**
 * What a flow that reads predictions must be told in training of the rows that `buildFlow` made it from: what their x says
 * of θ by a regression that leaves out the row itself, as it will be of any later x, [rows, D]. Its own prediction would fit
 * it too well, and the flow would learn to be too narrow. For `prepare`.
 *
 * @param rows those that the flow was built from, in the same order
 * @throws ShapeError for a flow that reads x itself, and for rows that are none, or none of its shapes
 * @example
 * import { matrix } from '@sbi/core';
 * import { buildFlow, leaveOneOut, maf } from '@sbi/flows';
 * const rows = { theta: matrix([[0], [1], [2], [5]]), x: matrix([[0, 1], [1, 0], [2, 2], [4, 1]]) };
 * using flow = buildFlow(maf({ reads: 'predictions' }), rows, { seed: 1 });
 * console.log(leaveOneOut(flow, rows).columns); // → 1
 */
export function leaveOneOut(flow: ConditionalFlow, rows: Simulations): Matrix {
  const where = 'leaveOneOut';
  const { recipe, dim, xShape } = flow.architecture;
  if (recipe.reads !== 'predictions') {
    throw new ShapeError('flow', 'read predictions', 'one that reads x', where);
  }
  checkSimulations(rows, where);
  for (const [name, columns] of [
    ['theta', dim],
    ['x', sizeOf(xShape)],
  ] as const) {
    if (rows[name].columns === columns) continue;
    throw new ShapeError(name, `have ${columns} columns`, `${rows[name].columns}`, where);
  }
  return leftOutPredictions(rows, scalingsOf(recipe), flow.preconditioner.values);
}
