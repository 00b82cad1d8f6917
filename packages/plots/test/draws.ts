import type { MatrixLike } from '../src/input/table.ts';

/** Uniform numbers by integer arithmetic alone (mulberry32), the same on every machine. */
export function uniforms(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 4294967296;
  };
}

/** Standard normal numbers (Box–Muller). */
export function normals(seed: number): () => number {
  const uniform = uniforms(seed);
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** A table of draws, each row made by `row`. */
export function table(
  count: number,
  row: (i: number) => readonly number[],
  names?: readonly string[],
): MatrixLike {
  const rows = Array.from({ length: count }, (_, i) => row(i));
  const columns = rows[0]?.length ?? 0;
  return {
    data: Float32Array.from(rows.flat()),
    rows: count,
    columns,
    ...(names === undefined ? {} : { names }),
  };
}

/** Independent normals with the given means and one standard deviation. */
export function gaussian(count: number, loc: readonly number[], scale: number, seed: number): MatrixLike {
  const normal = normals(seed);
  const names = loc.map((_, i) => `theta_${i + 1}`);
  return table(count, () => loc.map((mean) => mean + scale * normal()), names);
}
