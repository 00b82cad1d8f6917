import { type Matrix, SbiError } from '@sbi/core';

/** Sampling ran out of its budget before it had all draws; it carries what there is. */
export class AcceptanceError extends SbiError {
  /** The draws that were accepted, with named columns; undefined when there is none. */
  readonly draws: Matrix | undefined;
  /** Accepted draws over tries. */
  readonly acceptance: number;

  constructor(message: string, draws: Matrix | undefined, acceptance: number) {
    super('acceptance', message);
    this.draws = draws;
    this.acceptance = acceptance;
  }
}
