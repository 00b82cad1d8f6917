import { BoxUniform, Joint } from '@sbi/distributions';
import { drawDirectly } from '../exact/drawDirectly.ts';
import type { ExactPosterior } from '../exact/posterior.ts';
import { BENCHMARK } from './benchmark.ts';
import { defineProblem } from './defineProblem.ts';
import { drawMoon, RADIUS, RADIUS_SCALE, SHIFT } from './moon.ts';
import type { Problem, ProblemInfo } from './problem.ts';
import twoMoonsSimulator from './twoMoons.simulator.ts';

export const twoMoonsInfo: ProblemInfo = {
  name: 'two-moons',
  title: 'Two moons',
  model: 'θ ~ U(−1, 1)²,  x = moon + (−|θ₁ + θ₂|, θ₂ − θ₁)/√2',
  description:
    'A point on a thin crescent is moved by the parameters, but one of the two directions only by an absolute value. So two crescents of parameters, facing each other, explain the same x: the posterior has two modes, each thin and bent.',
  parameters: { theta_1: 'first of the two that move the point', theta_2: 'second of the two' },
  source: `${BENCHMARK} After Greenberg, Nonnenmacher & Macke (2019), Automatic posterior transformation, ICML.`,
};

/**
 * Two crescents facing each other: the benchmark's `two_moons`; owns its prior (`dispose`, or `using`).
 *
 * θ ~ U(−1, 1)²; p = (r cos a + 0.25, r sin a) with a ~ U(−π/2, π/2) and r ~ N(0.1, 0.01²);
 * x = p + (−|θ₁ + θ₂|, θ₂ − θ₁)/√2. `logPosterior` counts the area that goes with r, which the benchmark's own likelihood
 * leaves out.
 *
 * @example
 * import { twoMoons } from '@sbi/simulate';
 * using problem = twoMoons();
 * const draws = await problem.reference([0, 0], 1000, { seed: 1 });
 * const above = Array.from({ length: 1000 }, (_, i) => draws.data[2 * i] + draws.data[2 * i + 1] > 0);
 * console.log(above.includes(true) && above.includes(false)); // → true
 */
export function twoMoons(): Problem {
  return defineProblem(twoMoonsInfo, {
    prior: new Joint({ theta: new BoxUniform([-1, -1], [1, 1]) }),
    simulator: twoMoonsSimulator,
    module: new URL('./twoMoons.simulator.js', import.meta.url),
    observation: { truth: [0.69, 0.23] },
    isNormalized: false,
    posterior,
  });
}

function posterior(x: Float64Array): ExactPosterior {
  const [x1, x2] = x as unknown as [number, number];
  return {
    /** ln p(θ) p(x | θ): radius and direction of the moon's point, over the area r dr da. */
    logDensity: (theta) => {
      const [first, second] = [theta[0] as number, theta[1] as number];
      const right = x1 + Math.abs(first + second) / Math.SQRT2 - SHIFT;
      const up = x2 - (second - first) / Math.SQRT2;
      if (right < 0) return Number.NEGATIVE_INFINITY;
      const radius = Math.sqrt(right * right + up * up);
      const z = (radius - RADIUS) / RADIUS_SCALE;
      const logRadius = -0.5 * z * z - Math.log(RADIUS_SCALE * Math.sqrt(2 * Math.PI));
      return logRadius - Math.log(Math.PI * radius) - Math.log(4);
    },
    /** The point of the moon is drawn, and θ solved for. */
    draw: (options) =>
      drawDirectly((rng) => {
        const [right, up] = drawMoon(rng);
        const length = right - x1;
        if (length < 0) return undefined;
        const along = (rng.bits() & 1) === 0 ? length : -length;
        const across = x2 - up;
        const theta = [(along - across) / Math.SQRT2, (along + across) / Math.SQRT2];
        return theta.every((value) => Math.abs(value) <= 1) ? theta : undefined;
      }, options),
  };
}
