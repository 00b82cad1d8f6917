import type { Weights } from '../conditional.ts';

/** Records by name of successive steps as one, under `transforms.0.`, `transforms.1.`, … */
export function prefixed<T>(records: readonly Readonly<Record<string, T>>[]): Record<string, T> {
  const entries = records.flatMap((record, i) =>
    Object.entries(record).map(([name, value]) => [`transforms.${i}.${name}`, value] as const),
  );
  return Object.fromEntries(entries);
}

/** The weights under a prefix, without it. */
export function weightsUnder(weights: Weights, prefix: string): Weights {
  const own = Object.entries(weights).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, weight]) => [name.slice(prefix.length), weight]));
}
