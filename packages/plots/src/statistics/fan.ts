import { type Column, centralInterval, quantile } from './summary.ts';

/** Ribbons of predictive draws: for each place its median and the ends of its central intervals. */
export interface Fan {
  readonly median: Float64Array;
  /** One ribbon a level, in the order of the levels. */
  readonly ribbons: readonly {
    readonly level: number;
    readonly low: Float64Array;
    readonly high: Float64Array;
  }[];
}

/** The fan of the draws at each place; every place by itself. */
export function fan(columns: readonly Column[], levels: readonly number[]): Fan {
  return {
    median: Float64Array.from(columns, (column) => quantile(column, 0.5)),
    ribbons: levels.map((level) => {
      const ends = columns.map((column) => centralInterval(column, level));
      return {
        level,
        low: Float64Array.from(ends, ([low]) => low),
        high: Float64Array.from(ends, ([, high]) => high),
      };
    }),
  };
}

/** How many of the observed values lie inside each ribbon, of those that are there. */
export function countInside(
  { ribbons }: Fan,
  observed: ArrayLike<number>,
): { inside: number[]; count: number } {
  const places = Array.from({ length: observed.length }, (_, i) => i).filter((i) =>
    Number.isFinite(observed[i]),
  );
  const inside = ribbons.map(
    ({ low, high }) =>
      places.filter((i) => {
        const value = observed[i] ?? Number.NaN;
        return value >= (low[i] ?? 0) && value <= (high[i] ?? 0);
      }).length,
  );
  return { inside, count: places.length };
}
