import type { Variances } from './crossValidate.ts';
import { type Plane, smoothPlane } from './smoothPlane.ts';

/** How far the widest kernel reaches, in bandwidths. */
export const widestReach = 5;
/** Of the squared bandwidth, what the densest draws get; each further kernel has so many times as much. */
const least = 0.7;
const ratio = 5;
const kernels = 2;

/**
 * Smooths counts with a kernel that is the wider, the fewer draws there are around: h² g / f(x), g the geometric mean of
 * the density f at the draws. Outlines far out, where draws are few, are smooth, and the middle is not flattened.
 * Abramson 1982, *On bandwidth variation in kernel estimates: a square root law*.
 *
 * A draw between two of the kernels is shared out between them. The widest goes first, and what the narrower ones add
 * joins it on the way, so that all of them cost as much as one after the other.
 *
 * @param pilot the counts smoothed with one kernel of the given variances; it is used up
 */
export function smoothAdaptively(counts: Plane, pilot: Float32Array, variances: Variances): Float32Array {
  const shares = shareOut(counts.values, pilot);
  const sum = shares[kernels - 1] as Float32Array;
  for (let k = kernels - 1; k >= 0; k--) {
    const further = least * (ratio ** k - (k > 0 ? ratio ** (k - 1) : 0));
    smoothPlane({ ...counts, values: sum }, further * variances[0], further * variances[1], sum);
    const next = shares[k - 1];
    if (next) for (let i = 0; i < next.length; i++) sum[i] = (sum[i] as number) + (next[i] as number);
  }
  return sum;
}

/** Which part of each count goes to which kernel. */
function shareOut(counts: Float32Array, pilot: Float32Array): Float32Array[] {
  const shares = Array.from({ length: kernels }, () => new Float32Array(counts.length));
  const logs = pilot; // which nobody needs any more
  let [total, weighted] = [0, 0];
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i] as number;
    if (count === 0) continue;
    logs[i] = Math.log(pilot[i] as number);
    total += count;
    weighted += count * (logs[i] as number);
  }
  const start = weighted / total - Math.log(least);
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i] as number;
    if (count === 0) continue;
    const place = Math.min(kernels - 1, Math.max(0, (start - (logs[i] as number)) / Math.log(ratio)));
    const k = Math.min(kernels - 2, Math.floor(place));
    (shares[k] as Float32Array)[i] = count * (k + 1 - place);
    (shares[k + 1] as Float32Array)[i] = count * (place - k);
  }
  return shares;
}
