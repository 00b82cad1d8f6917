import { halfKernel, type Plane, smoothPlane } from './smoothPlane.ts';

/** Squared bandwidths along both axes, in cells. */
export type Variances = readonly [x: number, y: number];

/**
 * Finds the bandwidths of a plane by least-squares cross-validation: ridges and crescents that no bandwidth of a single
 * axis knows of keep their width. Bandwidths double from step to step, each smoothing going on from the one before; the
 * one in between is where the parabola through the lowest score and its neighbours has its lowest point, so that it
 * moves, and does not jump, as the draws do. Bowman 1984, *An alternative method of cross-validation for the smoothing of
 * density estimates*.
 *
 * @param widest the largest bandwidths, by Scott's rule for a plane, in cells
 * @returns the bandwidths, and the counts smoothed about as much
 */
export function crossValidate(
  counts: Plane,
  widest: readonly [number, number],
  rows: number,
): { readonly pilot: Float32Array; readonly variances: Variances } {
  // Less than half a cell is no smoothing.
  const steps = Math.max(1, Math.ceil(Math.log2(Math.max(...widest) / 0.5)));
  const variancesAt = (step: number): Variances => {
    const share = 4 ** (step - steps);
    return [widest[0] ** 2 * share, widest[1] ** 2 * share];
  };
  const ladder: Float32Array[] = [];
  const scores: number[] = [];
  let before: Variances = [0, 0];
  for (let step = 0; step <= steps; step++) {
    const variances = variancesAt(step);
    const values = new Float32Array(counts.values.length);
    const plane = { ...counts, values: ladder[step - 1] ?? counts.values };
    smoothPlane(plane, variances[0] - before[0], variances[1] - before[1], values);
    before = variances;
    ladder.push(values);
    const centre = variances.reduce((product, v) => product * (halfKernel(v, counts.columns)[0] ?? 1), 1);
    scores.push(score(counts.values, values, centre, rows));
  }
  const best = lowestPoint(scores);
  const pilot = between(
    ladder[Math.floor(best)] as Float32Array,
    ladder[Math.ceil(best)] as Float32Array,
    best % 1,
  );
  return { pilot, variances: variancesAt(best) };
}

/** ∫f² − 2 Σ f₋ᵢ(xᵢ)/n up to a factor, f₋ᵢ the density from all draws but the i-th. */
function score(counts: Float32Array, smooth: Float32Array, centre: number, rows: number): number {
  let [squares, products, total] = [0, 0, 0];
  for (let i = 0; i < counts.length; i++) {
    const value = smooth[i] as number;
    const count = counts[i] as number;
    squares += value * value;
    products += count * value;
    total += count;
  }
  return squares - 2 * (rows / Math.max(1, rows - 1)) * (products - total * centre);
}

/** The place of a list's last local minimum, between the entries by a parabola. */
function lowestPoint(scores: readonly number[]): number {
  let i = scores.length - 1;
  while (i > 0 && (scores[i - 1] as number) < (scores[i] as number)) i--;
  const [below, here, above] = [scores[i - 1], scores[i] as number, scores[i + 1]];
  if (below === undefined || above === undefined) return i;
  const bend = below - 2 * here + above;
  return bend > 0 ? i + (below - above) / (2 * bend) : i;
}

function between(a: Float32Array, b: Float32Array, share: number): Float32Array {
  for (let i = 0; i < a.length; i++) a[i] = (a[i] as number) + share * ((b[i] as number) - (a[i] as number));
  return a;
}
