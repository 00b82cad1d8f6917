import { normals } from './draws.ts';

/** Predator and prey over time (Lotka–Volterra, steps of a hundredth), row by row as [T, 2]. */
function preyAndPredator(
  [alpha, beta, gamma, delta]: readonly [number, number, number, number],
  times: number,
): number[] {
  let [prey, predator] = [30, 4];
  const rows: number[] = [];
  for (let t = 0; t < times; t++) {
    rows.push(prey, predator);
    for (let k = 0; k < 100; k++) {
      const born = prey * (alpha - beta * predator);
      const grown = predator * (delta * prey - gamma);
      prey += 0.01 * born;
      predator += 0.01 * grown;
    }
  }
  return rows;
}

/** Series with log-normal noise from parameters scattered about their means. */
export function noisySeries(count: number, times: number, spread: number, seed: number): number[][] {
  const normal = normals(seed);
  const scattered = (mean: number): number => mean * Math.exp(spread * normal());
  return Array.from({ length: count }, () => {
    const rates = [scattered(0.55), scattered(0.028), scattered(0.8), scattered(0.024)] as const;
    return preyAndPredator(rates, times).map((value) => value * Math.exp(0.25 * normal()));
  });
}
