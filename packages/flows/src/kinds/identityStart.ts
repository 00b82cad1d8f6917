import type { Initializer } from '../parameters.ts';

/**
 * A start at which every step is the identity: the kernels of the layers `transforms.t.output` are 0, their biases what
 * `bias` says.
 */
export function withIdentityStart(
  other: Initializer,
  bias: (step: number) => Float32Array | undefined,
): Initializer {
  return (name, size, rng) => {
    const [, step, part] = /^transforms\.(\d+)\.output\.(kernel|bias)$/.exec(name) ?? [];
    if (part === 'kernel') return new Float32Array(size);
    return (part === 'bias' && bias(Number(step))) || other(name, size, rng);
  };
}
