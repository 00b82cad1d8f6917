import type { MdnArchitecture } from '../src/mdnPlan.ts';
import type { Values } from './cases.ts';
import { networkReference } from './networkFloat64.ts';

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

interface Component {
  readonly logit: number;
  readonly mean: readonly number[];
  /** Row after row; 0 below the diagonal. */
  readonly factor: readonly (readonly number[])[];
}

/** The mixture at every row, from a network in float64. */
function mixtures(architecture: MdnArchitecture, { flat, rows, context }: Values): Component[][] {
  const { dim, components, hidden, layers, context: width } = architecture;
  const contexts = context.length / width;
  const each = components * (1 + dim + (dim * (dim + 1)) / 2);
  const widths = [width, ...new Array<number>(layers).fill(hidden), each];
  const network = { kind: 'layers', widths, activation: 'relu', last: 'none' } as const;
  const outputs = networkReference(network, flat, context, contexts);
  return Array.from({ length: rows.length / dim }, (_, row) => {
    const output = outputs.subarray((row % contexts) * each, ((row % contexts) + 1) * each);
    return Array.from({ length: components }, (_, k) => componentOf(output, architecture, k));
  });
}

function componentOf(output: Float64Array, { dim, components }: MdnArchitecture, k: number): Component {
  const at = (index: number) => output[index] as number;
  const diagonal = components * (1 + dim) + k * dim;
  let beyond = components * (1 + 2 * dim) + (k * dim * (dim - 1)) / 2;
  return {
    logit: at(k),
    mean: Array.from({ length: dim }, (_, i) => at(components + k * dim + i)),
    factor: Array.from({ length: dim }, (_, i) =>
      Array.from({ length: dim }, (_, j) => {
        if (j > i) return at(beyond++);
        return j < i ? 0 : softplus(at(diagonal + i)) + 1e-12;
      }),
    ),
  };
}

/** ln q of every row, number by number in float64. */
export function mdnLogProbs(architecture: MdnArchitecture, values: Values): Float64Array {
  const { dim, epsilon } = architecture;
  return Float64Array.from(mixtures(architecture, values), (mixture, row) => {
    const scores = mixture.map(({ logit, mean, factor }) => {
      const gap = mean.map((value, i) => (values.rows[row * dim + i] as number) - value);
      const whitened = factor.map((own) => own.reduce((sum, a, j) => sum + a * (gap[j] as number), 0));
      const far = squares(whitened) + epsilon * squares(gap);
      const volume = factor.reduce((sum, own, i) => sum + Math.log(own[i] as number), 0);
      return logit + volume - dim * HALF_LOG_2PI - 0.5 * far;
    });
    return logSumExp(scores) - logSumExp(mixture.map(({ logit }) => logit));
  });
}

/** The draw of every row of noise [u, n]. */
export function mdnDraws(architecture: MdnArchitecture, values: Values, noise: Float32Array): Float64Array {
  const { dim } = architecture;
  return Float64Array.from(
    mixtures(architecture, values).flatMap((mixture, row) => {
      const [uniform = 0, ...normal] = noise.subarray(row * (1 + dim), (row + 1) * (1 + dim));
      const whole = logSumExp(mixture.map(({ logit }) => logit));
      let end = 0;
      const chosen = mixture.findIndex(({ logit }) => {
        end += Math.exp(logit - whole);
        return uniform < end;
      });
      const { mean, factor } = mixture.at(chosen) as Component;
      const gap = new Array<number>(dim).fill(0);
      for (let i = dim - 1; i >= 0; i--) {
        const own = factor[i] as number[];
        const known = own.reduce((sum, a, j) => sum + (j > i ? a * (gap[j] as number) : 0), 0);
        gap[i] = ((normal[i] as number) - known) / (own[i] as number);
      }
      return gap.map((value, i) => value + (mean[i] as number));
    }),
  );
}

function squares(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

function logSumExp(values: readonly number[]): number {
  const most = Math.max(...values);
  return most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0));
}
