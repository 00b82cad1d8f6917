import { expectEvents, leadShape, type Shape, sizeOf } from '@sbi/core';
import type { Distribution, Support } from '@sbi/distributions';
import { add, keep, mul, type Tensor, type TensorContainer, tensor1d, tidy } from '@tensorflow/tfjs-core';
import type { ConditionalDistribution, WeightSpec, Weights } from './conditional.ts';
import { ConditionedFlow, standardNormalLogProb } from './conditionedFlow.ts';
import type { Parameters } from './parameters.ts';
import type { Preconditioner } from './precondition/preconditioner.ts';
import type { FlowRecipe } from './recipe.ts';
import { MaskedAutoregressive } from './transforms/maskedAutoregressive.ts';
import { networkMasks } from './transforms/masks.ts';

/** What training reads of a table, computed once: the residuals of θ, their log-determinants, and the contexts. */
export type Prepared = {
  /** [rows, D] */
  readonly residual: Tensor;
  /** log|∂ residual/∂θ|, [rows] */
  readonly logDet: Tensor;
  /** [rows, C] */
  readonly context: Tensor;
};

/** The architecture of a flow: its recipe with everything resolved that building drew or counted. */
export interface Architecture {
  readonly recipe: FlowRecipe;
  /** The place of every coordinate in the order of each step. */
  readonly orders: readonly (readonly number[])[];
  readonly xShape: Shape;
}

/** The autoregressive steps of an architecture, in the density direction. */
export function stepsOf({ recipe, orders, xShape }: Architecture): MaskedAutoregressive[] {
  const { hidden, blocks } = recipe;
  return orders.map((order) => new MaskedAutoregressive({ order, context: sizeOf(xShape), hidden, blocks }));
}

/** The layout of all weights of an architecture: `transforms.0.input.kernel`, … */
export function layoutOf(architecture: Architecture): WeightSpec {
  const entries = stepsOf(architecture).flatMap(({ weights }, i) =>
    Object.entries(weights).map(([name, shape]) => [`transforms.${i}.${name}`, shape] as const),
  );
  return Object.fromEntries(entries);
}

/**
 * A conditional normalizing flow q(θ | x): autoregressive steps over the residual that a fixed preconditioner leaves.
 *
 * Made by `buildFlow` or `decodeFlow`. It owns its parameters and its preconditioner: call `dispose`, or use `using`.
 */
export class ConditionalFlow implements ConditionalDistribution, Disposable {
  readonly dim: number;
  readonly architecture: Architecture;
  readonly parameters: Parameters;
  readonly preconditioner: Preconditioner;
  protected readonly steps: readonly MaskedAutoregressive[];
  protected readonly mask: Tensor;

  constructor(architecture: Architecture, parameters: Parameters, preconditioner: Preconditioner) {
    this.dim = preconditioner.values.low.length;
    this.architecture = architecture;
    this.parameters = parameters;
    this.preconditioner = preconditioner;
    this.steps = stepsOf(architecture);
    this.mask = keep(this.flatMask());
  }

  /** The box that no draw leaves: the preconditioner's bounds. */
  get support(): Support {
    const { low, high } = this.preconditioner.values;
    return { kind: 'box', low, high };
  }

  /**
   * q(· | x) for x [...batch, ...xShape], a distribution of that batch shape.
   *
   * The caller owns the answer; it stays valid when the flow goes on training or is disposed.
   *
   * @throws ShapeError when x does not end in the shape that the flow was built for.
   */
  given(x: Tensor): Distribution {
    const { xShape } = this.architecture;
    expectEvents(x, xShape, 'x', 'ConditionalFlow.given');
    const condition = (): ConditionedFlow => {
      const context = this.preconditioner.context(x);
      const bijectors = this.stepsGiven(this.parameters.flat, context);
      const steps = [this.preconditioner.given(context), ...bijectors];
      return new ConditionedFlow(steps, leadShape(x, xShape), this.support);
    };
    // tidy keeps the tensors in the fields of what it returns, for which tfjs has no type
    return tidy(condition as unknown as () => TensorContainer) as unknown as ConditionedFlow;
  }

  /** The fixed part of the density, for rows of θ [rows, D] and x [rows, ...xShape]; the caller owns three tensors. */
  prepare(theta: Tensor, x: Tensor): Prepared {
    return tidy(() => {
      const context = this.preconditioner.context(x);
      const [residual, logDet] = this.preconditioner.given(context).inverseAndLogDet(theta);
      return { residual, logDet, context };
    });
  }

  /** The trained part of the density, ln q(residual | context) → [rows], differentiable in `flat`. Call in a tidy. */
  residualLogProb(flat: Tensor, residual: Tensor, context: Tensor): Tensor {
    let z = residual;
    const logDets: Tensor[] = [];
    for (const step of this.stepsGiven(flat, context)) {
      const [next, logDet] = step.inverseAndLogDet(z);
      logDets.push(logDet);
      z = next;
    }
    return logDets.reduce(add, standardNormalLogProb(z));
  }

  dispose(): void {
    this.parameters.dispose();
    this.preconditioner.dispose();
    this.mask.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  private stepsGiven(flat: Tensor, context: Tensor) {
    const named = this.parameters.unpack(mul(flat, this.mask));
    return this.steps.map((step, i) => {
      const own = Object.keys(step.weights).map((name) => [name, named[`transforms.${i}.${name}`] as Tensor]);
      return step.given(Object.fromEntries(own) as Weights, context);
    });
  }

  /** One number a weight: 0 where the autoregressive order forbids it. */
  private flatMask(): Tensor {
    const { hidden } = this.architecture.recipe;
    const parts = this.steps.flatMap((step) => {
      const masks = networkMasks(step.weights, step.options.order, hidden, 2);
      return Object.entries(step.weights).map(
        ([name, shape]) => masks[name] ?? new Float32Array(sizeOf(shape)).fill(1),
      );
    });
    const flat = new Float32Array(this.parameters.size);
    parts.reduce((offset, part) => {
      flat.set(part, offset);
      return offset + part.length;
    }, 0);
    return tensor1d(flat);
  }
}
