import type { WeightSpec } from '../conditional.ts';

/**
 * The degree of each hidden unit for `dim` coordinates: 1 … dim − 1 in turn (all 0 for one coordinate, whose hidden
 * units see the context alone). Germain et al. 2015, *MADE*, §3; the cyclic order is that of nflows and sbi.
 */
export function hiddenDegrees(units: number, dim: number): Int32Array {
  const span = Math.max(1, dim - 1);
  return Int32Array.from({ length: units }, (_, i) => (i % span) + Math.min(1, dim - 1));
}

/** 1 where a weight [inputs, outputs] may pass information on, 0 where the autoregressive order forbids it. */
function mask(inputs: ArrayLike<number>, outputs: ArrayLike<number>, strict: boolean): Float32Array {
  const entries = new Float32Array(inputs.length * outputs.length);
  for (let i = 0; i < inputs.length; i++) {
    for (let o = 0; o < outputs.length; o++) {
      const gap = (outputs[o] as number) - (inputs[i] as number);
      entries[i * outputs.length + o] = Number(strict ? gap > 0 : gap >= 0);
    }
  }
  return entries;
}

/**
 * Masks of one masked autoregressive network, under the names of its weights; biases and context are free.
 *
 * @param order the place 0 … dim − 1 of every coordinate in the autoregressive order
 * @param columns how many numbers the output holds for each coordinate
 */
export function networkMasks(
  spec: WeightSpec,
  order: readonly number[],
  units: number,
  columns: number,
): Record<string, Float32Array> {
  const dim = order.length;
  const inputs = order.map((place) => place + 1);
  const hidden = hiddenDegrees(units, dim);
  const outputs = Array.from({ length: columns * dim }, (_, i) => inputs[i % dim] as number);
  const masks: Record<string, Float32Array> = {};
  for (const name of Object.keys(spec)) {
    if (name === 'input.kernel') masks[name] = mask(inputs, hidden, false);
    else if (name.startsWith('hidden.') && name.endsWith('.kernel'))
      masks[name] = mask(hidden, hidden, false);
    else if (name === 'output.kernel') masks[name] = mask(hidden, outputs, true);
  }
  return masks;
}

/** Whether a list holds 0 … length − 1 once each, and is not empty. */
export function isPermutation(order: unknown): order is readonly number[] {
  if (!Array.isArray(order) || order.length === 0) return false;
  const inRange = order.every((place) => Number.isInteger(place) && place >= 0 && place < order.length);
  return inRange && new Set(order).size === order.length;
}
