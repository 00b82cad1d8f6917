import { SbiError } from '@sbi/core';

/** A log-density that cannot be had: of which distribution, and why. */
export class DensityError extends SbiError {
  readonly distribution: string;

  constructor(distribution: string, message: string) {
    super('density', message);
    this.distribution = distribution;
  }
}
