/** One coordinate of the Gaussian problem's posterior, N(x − 1, 0.1²) cut to [−2, 2], by quadrature in float64. */
export interface ExactCoordinate {
  readonly mean: number;
  readonly variance: number;
  readonly fourthMoment: number;
  /** ln ∫ of `logShape`: what makes it a density. */
  readonly logMass: number;
  /** ln of the density up to a constant, 0 at its highest point. */
  logShape(theta: number): number;
  cdf(theta: number): number;
}

const POINTS = 40_000;

export function exactCoordinate(x: number): ExactCoordinate {
  const loc = x - 1;
  const top = Math.max(-2, Math.min(2, loc));
  const reach = (40 * 0.01) / Math.max(0.1, Math.abs(loc - top));
  const [low, high] = [Math.max(-2, top - reach), Math.min(2, top + reach)];
  const step = (high - low) / POINTS;
  const logShape = (theta: number) => (-0.5 * (theta - top) * (theta + top - 2 * loc)) / 0.01;
  // Simpson's rule on every interval
  const at = Array.from({ length: POINTS }, (_, i) => low + (i + 0.5) * step);
  const weights = at.map((t) => {
    const ends = Math.exp(logShape(t - step / 2)) + Math.exp(logShape(t + step / 2));
    return ((4 * Math.exp(logShape(t)) + ends) / 6) * step;
  });
  const mass = weights.reduce((sum, w) => sum + w, 0);
  const moment = (f: (t: number) => number) =>
    at.reduce((sum, t, i) => sum + f(t) * (weights[i] as number), 0) / mass;
  const mean = moment((t) => t);
  const below = [0];
  for (const w of weights) below.push((below.at(-1) as number) + w / mass);
  return {
    mean,
    variance: moment((t) => (t - mean) ** 2),
    fourthMoment: moment((t) => (t - mean) ** 4),
    logMass: Math.log(mass),
    logShape,
    cdf: (theta) => {
      const place = Math.min(Math.max((theta - low) / step, 0), POINTS - 1e-6);
      const k = Math.floor(place);
      return (below[k] as number) + (place - k) * ((below[k + 1] as number) - (below[k] as number));
    },
  };
}
