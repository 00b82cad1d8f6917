import { ShapeError } from '@sbi/core';
import type { PlanShape } from './plan.ts';

/** @throws ShapeError unless the tensors have the shapes that a flow asks for; the counts of rows and contexts */
export function checkShapes(
  { dim, context, weights }: PlanShape,
  shapes: {
    readonly flat: readonly number[];
    readonly rows: readonly number[];
    readonly context: readonly number[];
  },
  where: string,
): { rows: number; contexts: number } {
  if (shapes.flat.length !== 1 || shapes.flat[0] !== weights) {
    throw new ShapeError('flat', `have shape [${weights}]`, shapes.flat, where);
  }
  const [rows = 0, columns] = shapes.rows;
  if (shapes.rows.length !== 2 || columns !== dim) {
    throw new ShapeError('rows', `have shape [rows, ${dim}]`, shapes.rows, where);
  }
  const [contexts = 0, width] = shapes.context;
  const fits = contexts === 0 ? rows === 0 : rows % contexts === 0;
  if (shapes.context.length === 2 && width === context && fits) return { rows, contexts };
  const expected = `have shape [contexts, ${context}], where contexts divides the ${rows} rows`;
  throw new ShapeError('context', expected, shapes.context, where);
}
