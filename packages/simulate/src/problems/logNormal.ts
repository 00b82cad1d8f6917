import { portableLog } from '@sbi/core/elementary';

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

/** ln of the density of N(loc, scale²). */
export function logNormalDensity(value: number, loc: number, scale: number): number {
  const z = (value - loc) / scale;
  return -0.5 * z * z - portableLog(scale) - HALF_LOG_2PI;
}

/** ln of the density of a positive number whose logarithm is N(loc, scale²). */
export function logLogNormalDensity(value: number, loc: number, scale: number): number {
  const log = portableLog(value);
  return logNormalDensity(log, loc, scale) - log;
}
