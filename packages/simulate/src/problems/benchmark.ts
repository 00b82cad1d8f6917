/** Where the ten tasks of the benchmark come from. */
export const BENCHMARK =
  'Lueckmann, Boelts, Greenberg, Gonçalves & Macke (2021), Benchmarking simulation-based inference, AISTATS (PMLR 130).';

/** What parameters mean that are told apart by a number only: `theta_1`, `theta_2`, … */
export function numbered(name: string, count: number, meaning: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`${name}_${i + 1}`, `${meaning} ${i + 1}`]),
  );
}
