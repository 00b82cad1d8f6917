import { type Matrix, matrixOf } from '@sbi/core';
import { box, type Distribution, type Support } from '@sbi/distributions';
import { type ExactParts, hasExactParts } from '@sbi/flows';
import { conditioned, type Estimate } from '../insidePrior.ts';
import type { Held } from './conditionalPosterior.ts';

/** Whether q(· | x) has exact conditionals and marginals. */
export function isExact(estimate: Estimate, x: Matrix): boolean {
  const q = conditioned(estimate, x);
  try {
    return hasExactParts(q);
  } finally {
    q.dispose();
  }
}

/** q(θ_rest | θ_fixed, x) of an estimate with exact parts, kept to the slice of the prior's support. */
export function conditionalEstimate(estimate: Estimate, names: readonly string[], held: Held): Estimate {
  const free = held.flatMap((value, j) => (value === undefined ? [j] : []));
  const values = Object.fromEntries(
    held.flatMap((value, j) => (value === undefined ? [] : [[j, Math.fround(value)]])),
  );
  const support = sliceOf(estimate.prior.support, held, free);
  return part(estimate, names, support, (q) => q.condition(values));
}

/** q(θ_some | x) of an estimate with exact parts that cannot leave a box. */
export function marginalEstimate(
  estimate: Estimate,
  names: readonly string[],
  places: readonly number[],
): Estimate {
  const { low, high } = estimate.prior.support;
  const cut = (bounds: Float32Array) => places.map((j) => bounds[j] as number);
  return part(estimate, names, box(cut(low), cut(high)), (q) => q.marginal(places));
}

function part(
  estimate: Estimate,
  names: readonly string[],
  support: Support,
  take: (q: ExactParts) => Distribution,
): Estimate {
  const given: Estimate['estimator']['given'] = (x) => {
    const q = estimate.estimator.given(x);
    try {
      return take(q as Distribution & ExactParts);
    } finally {
      q.dispose();
    }
  };
  return {
    estimator: { dim: names.length, given },
    xShape: estimate.xShape,
    prior: { support },
    support: estimate.support,
    names,
    seed: estimate.seed,
  };
}

function sliceOf(support: Support, held: Held, free: readonly number[]): Support {
  const cut = (bounds: Float32Array) => free.map((j) => bounds[j] as number);
  const bounds = box(cut(support.low), cut(support.high));
  if (support.kind === 'box') return bounds;
  const accepts = (rest: Float32Array) => {
    let next = 0;
    return support.accepts(Float32Array.from(held, (value) => value ?? (rest[next++] as number)));
  };
  return { ...bounds, kind: 'restricted', name: support.name, accepts };
}

/** Columns of a table in another order, or some of them. */
export function columnsOf(table: Matrix, places: readonly number[], names: readonly string[]): Matrix {
  const { data, rows, columns } = table;
  const size = places.length;
  const kept = Float32Array.from({ length: rows * size }, (_, k) => {
    return data[Math.floor(k / size) * columns + (places[k % size] as number)] as number;
  });
  return matrixOf(kept, size, names);
}
