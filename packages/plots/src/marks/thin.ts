/** Most dots of one sample set in one panel: more hide one another and make the file large. */
export const mostDots = 1000;

/** Every so many draws, from the first on. */
export function thinned(values: ArrayLike<number>, every: number): Float64Array {
  return Float64Array.from({ length: Math.ceil(values.length / every) }, (_, i) => values[i * every] ?? 0);
}
