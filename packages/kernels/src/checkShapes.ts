import { ShapeError } from '@sbi/core';
import type { FlowInputs } from './flowKernels.ts';
import type { FlowShape } from './flowPlan.ts';
import type { Job } from './job.ts';

const SUFFIXES = { value: 'LogProb', gradient: 'LogProbGrad', sample: 'Sample' } as const;

/** @throws ShapeError unless the tensors have the shapes that an op of a flow asks for; the counts of rows and contexts */
export function checkShapes(
  { name, dim, noise, context: width, weights }: FlowShape,
  { flat, rows: { shape }, context }: FlowInputs,
  op: Job['op'],
): { rows: number; contexts: number } {
  const where = `${name}${SUFFIXES[op]}`;
  if (flat.shape.length !== 1 || flat.shape[0] !== weights) {
    throw new ShapeError('flat', `have shape [${weights}]`, flat.shape, where);
  }
  const wanted = op === 'sample' ? noise : dim;
  const [rows = 0, columns] = shape;
  if (shape.length !== 2 || columns !== wanted) {
    throw new ShapeError('rows', `have shape [rows, ${wanted}]`, shape, where);
  }
  const [contexts = 0, own] = context.shape;
  const fits = contexts === 0 ? rows === 0 : rows % contexts === 0;
  if (context.shape.length === 2 && own === width && fits) return { rows, contexts };
  const expected = `have shape [contexts, ${width}], where contexts divides the ${rows} rows`;
  throw new ShapeError('context', expected, context.shape, where);
}
