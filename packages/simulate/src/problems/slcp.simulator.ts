import type { Rng } from '@sbi/core/rng';
import { slcpCovariance } from './slcpCovariance.ts';

/** Four points of the plane, independent draws from N((θ₁, θ₂), S(θ₃, θ₄, θ₅)), one after the other. */
export default function slcpSimulator(theta: Float32Array, rng: Rng): Float32Array {
  const [first = 0, second = 0, a = 0, b = 0, c = 0] = theta;
  const covariance = slcpCovariance(a, b, c);
  // the triangle L with L Lᵀ = S
  const root = Math.sqrt(covariance.first);
  const slope = covariance.both / root;
  const rest = Math.sqrt(covariance.second - slope * slope);
  const x = new Float32Array(8);
  for (let i = 0; i < x.length; i += 2) {
    const noise = rng.normal();
    x[i] = first + root * noise;
    x[i + 1] = second + slope * noise + rest * rng.normal();
  }
  return x;
}
