import { ShapeError } from '@sbi/core';
import { accepts, type BoxSupport, box, checkBounds, restricted, type Support } from './support.ts';
import { numbersOf } from './vector.ts';

/** A bounded box from what a constructor was given. @throws ShapeError naming the argument and the index. */
export function boundedBox(
  low: number | ArrayLike<number>,
  high: number | ArrayLike<number>,
  where: string,
): { low: readonly number[]; high: readonly number[]; box: BoxSupport; widths: Float32Array } {
  const lows = numbersOf(low, 'low', where);
  const highs = numbersOf(high, 'high', where);
  const starts = typeof low === 'number' ? highs.map(() => low) : lows;
  const ends = typeof high === 'number' ? starts.map(() => high) : highs;
  checkBounds(starts, ends, where);
  const bounds = box(starts, ends);
  const widths = bounds.high.map((end, i) => end - (bounds.low[i] as number));
  const wide = widths.indexOf(Number.POSITIVE_INFINITY);
  if (wide < 0) return { low: starts, high: ends, box: bounds, widths };
  throw new ShapeError('high', 'lie within 3.4e38 of low', `${ends[wide]} at index ${wide}`, where);
}

/** The product of supports, block after block. */
export function joinSupports(parts: readonly Support[]): Support {
  const low = Float32Array.from(parts.flatMap((part) => [...part.low]));
  const high = Float32Array.from(parts.flatMap((part) => [...part.high]));
  const predicates = parts.filter((part) => part.kind === 'restricted');
  if (predicates.length === 0) return { kind: 'box', low, high };
  const name = predicates.map((part) => part.name).join(' and ');
  return restricted({ kind: 'box', low, high }, name, (theta) => {
    let start = 0;
    return parts.every((part) => {
      const block = theta.subarray(start, start + part.low.length);
      start += part.low.length;
      return accepts(part, block);
    });
  });
}

/** The points of both. @throws ShapeError naming the coordinate where they do not meet */
export function intersectSupports(a: Support, b: Support, where: string): Support {
  const low = a.low.map((start, i) => Math.max(start, b.low[i] as number));
  const high = a.high.map((end, i) => Math.min(end, b.high[i] as number));
  const apart = low.findIndex((start, i) => !(start < (high[i] as number)));
  if (apart >= 0) {
    const ends = ({ low, high }: Support) => `${low[apart]} … ${high[apart]}`;
    const expected = `meet the support of the base, ${ends(a)} at index ${apart}`;
    throw new ShapeError('region', expected, ends(b), where);
  }
  if (a.kind === 'box') return { ...b, low, high };
  if (b.kind === 'box') return { ...a, low, high };
  return restricted({ kind: 'box', low, high }, `${a.name} and ${b.name}`, (theta) => {
    return a.accepts(theta) && b.accepts(theta);
  });
}

/** The points of any: the smallest box around all, cut to what one of them accepts unless one fills it. */
export function uniteSupports(parts: readonly Support[]): Support {
  const [first] = parts as [Support];
  const low = first.low.map((_, i) => Math.min(...parts.map((part) => part.low[i] as number)));
  const high = first.high.map((_, i) => Math.max(...parts.map((part) => part.high[i] as number)));
  const fills = (part: Support) =>
    part.kind === 'box' && part.low.join() === low.join() && part.high.join() === high.join();
  if (parts.some(fills)) return { kind: 'box', low, high };
  const names = parts.map((part) => (part.kind === 'restricted' ? part.name : 'box')).join(' or ');
  return restricted({ kind: 'box', low, high }, names, (theta) => parts.some((part) => accepts(part, theta)));
}

/** The coordinates `start` … `start + dim − 1` of the box of a support. */
export function sliceBox({ low, high }: Support, start: number, dim: number): BoxSupport {
  return { kind: 'box', low: low.slice(start, start + dim), high: high.slice(start, start + dim) };
}

/** The image of a support under a map that is monotone in every coordinate, and its inverse. */
export function mapSupport(
  support: Support,
  forward: (z: number, i: number) => number,
  inverse: (theta: number, i: number) => number,
): Support {
  const starts = support.low.map(forward);
  const ends = support.high.map(forward);
  const low = starts.map((start, i) => Math.min(start, ends[i] as number));
  const high = starts.map((start, i) => Math.max(start, ends[i] as number));
  if (support.kind === 'box') return { kind: 'box', low, high };
  return restricted({ kind: 'box', low, high }, support.name, (theta) => support.accepts(theta.map(inverse)));
}

/** The support of θ with θ_i = z_order[i]. */
export function reorderSupport(support: Support, order: readonly number[]): Support {
  const pick = (bounds: Float32Array) => Float32Array.from(order, (j) => bounds[j] as number);
  const bounds: BoxSupport = { kind: 'box', low: pick(support.low), high: pick(support.high) };
  if (support.kind === 'box') return bounds;
  return restricted(bounds, support.name, (theta) => {
    const z = new Float32Array(order.length);
    order.forEach((j, i) => {
      z[j] = theta[i] as number;
    });
    return support.accepts(z);
  });
}
