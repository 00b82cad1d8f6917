/** z and ln|dz/dr| of one coordinate: affine, then a rational-quadratic spline, if any, in float64 and one number at a time. */
export function splineStep(
  r: number,
  parameters: readonly number[],
  { bins, bound }: { bins: number; bound: number },
): [z: number, logDet: number] {
  const [shift = 0, raw = 0] = parameters;
  const scale = softplus(raw);
  const y = r * scale + shift;
  if (bins === 0 || Math.abs(y) > bound) return [y, Math.log(scale)];
  const widths = sizesOf(parameters.slice(2, 2 + bins), bound);
  const heights = sizesOf(parameters.slice(2 + bins, 2 + 2 * bins), bound);
  const slopes = [1, ...parameters.slice(2 + 2 * bins).map(softplus), 1];
  let [k, left, bottom] = [0, -bound, -bound];
  while (k + 1 < bins && y >= left + (widths[k] as number)) {
    left += widths[k] as number;
    bottom += heights[k] as number;
    k += 1;
  }
  const [w, h] = [widths[k] as number, heights[k] as number];
  const [a, b, s, t] = [slopes[k] as number, slopes[k + 1] as number, h / w, (y - left) / w];
  const u = 1 - t;
  const whole = s + (a + b - 2 * s) * t * u;
  const z = bottom + (h * (s * t * t + a * t * u)) / whole;
  const slope = (s * s * (b * t * t + 2 * s * t * u + a * u * u)) / (whole * whole);
  return [z, Math.log(scale) + Math.log(slope)];
}

function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))) + 1e-3;
}

function sizesOf(logits: readonly number[], bound: number): number[] {
  const most = Math.max(...logits);
  const shares = logits.map((logit) => Math.exp(logit - most));
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => 2 * bound * (1e-3 + (1 - 1e-3 * logits.length) * (share / sum)));
}
