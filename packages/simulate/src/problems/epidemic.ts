import { rungeKutta, type TimeGrid } from '../rungeKutta.ts';

/**
 * How many are infected, at each time of the grid, in the epidemic Ṡ = −β S I / N, İ = β S I / N − γ I that one of N
 * begins.
 */
export function infected(rates: ArrayLike<number>, people: number, grid: TimeGrid): Float64Array {
  const contact = (rates[0] as number) / people;
  const recovery = rates[1] as number;
  const states = rungeKutta(
    (state, rate) => {
      const infections = contact * (state[0] as number) * (state[1] as number);
      rate[0] = -infections;
      rate[1] = infections - recovery * (state[1] as number);
    },
    [people - 1, 1],
    grid,
  );
  return states.filter((_, i) => i % 2 === 1);
}
