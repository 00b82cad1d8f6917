import { portableExp } from '@sbi/core/elementary';

const EPSILON = 1e-6;

/** The two variances of a point of SLCP and their covariance. */
export interface SlcpCovariance {
  readonly first: number;
  readonly second: number;
  readonly both: number;
}

/** S of its three parameters: standard deviations are their squares, the correlation is tanh of the last. */
export function slcpCovariance(a: number, b: number, c: number): SlcpCovariance {
  const decay = portableExp(-2 * Math.abs(c));
  const correlation = (Math.sign(c) * (1 - decay)) / (1 + decay);
  const [s1, s2] = [a * a, b * b];
  return { first: s1 * s1 + EPSILON, second: s2 * s2 + EPSILON, both: correlation * s1 * s2 };
}
