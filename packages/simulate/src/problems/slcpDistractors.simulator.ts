import type { Rng } from '@sbi/core/rng';
import { distractors, drawDistractors } from './distractors.ts';
import slcpSimulator from './slcp.simulator.ts';

/** The eight numbers of SLCP among 92 others that know nothing of θ, in the benchmark's fixed order. */
export default function slcpDistractorsSimulator(theta: Float32Array, rng: Rng): Float32Array {
  const constants = distractors();
  const full = [...slcpSimulator(theta, rng), ...drawDistractors(constants, rng)];
  return Float32Array.from(constants.order, (from) => full[from] as number);
}
