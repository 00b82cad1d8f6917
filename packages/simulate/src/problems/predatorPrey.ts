import { rungeKutta, type TimeGrid } from '../rungeKutta.ts';

/**
 * Prey and predators, side by side at each time of the grid: u̇ = (α − β v) u, v̇ = (−γ + δ u) v (Lotka 1925, Volterra
 * 1926). NaN throughout where the solution is lost.
 *
 * @param rates α, β, γ, δ
 */
export function predatorPrey(
  rates: ArrayLike<number>,
  start: readonly [number, number],
  grid: TimeGrid,
): Float64Array {
  const [alpha, beta, gamma, delta] = rates as unknown as [number, number, number, number];
  const states = rungeKutta(
    (state, rate) => {
      const prey = state[0] as number; // by index: this runs some thousand times a solution
      const predators = state[1] as number;
      rate[0] = (alpha - beta * predators) * prey;
      rate[1] = (delta * prey - gamma) * predators;
    },
    start,
    grid,
  );
  return states.every(Number.isFinite) ? states : states.fill(Number.NaN);
}
