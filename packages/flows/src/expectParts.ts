import { describeValue, ShapeError, sizeOf } from '@sbi/core';
import { type Architecture, contextShape, type Parts } from './architecture.ts';
import { type Parameters, weightCount } from './parameters.ts';
import type { Preconditioner } from './precondition/preconditioner.ts';

/** @throws ShapeError unless weights and preconditioner are of this architecture */
export function expectParts(
  architecture: Architecture,
  { layout }: Parts,
  parameters: Parameters,
  { values, xShape: shape, contextSize }: Preconditioner,
): void {
  const { dim, xShape } = architecture;
  const where = 'ConditionalFlow';
  const [want, got] = [layout, parameters.spec].map((spec) => JSON.stringify(spec));
  if (want !== got) {
    const expected = `have the layout of the architecture, ${weightCount(layout)} weights`;
    throw new ShapeError('parameters', expected, `${parameters.size} in another`, where);
  }
  const contexts = sizeOf(contextShape(architecture));
  if (values.low.length === dim && shape.join() === xShape.join() && contextSize === contexts) return;
  const received = `${values.low.length}, ${describeValue(shape)} and contexts of ${contextSize}`;
  const expected = `have dim ${dim}, xShape ${describeValue(xShape)} and contexts of ${contexts}`;
  throw new ShapeError('preconditioner', expected, received, where);
}
