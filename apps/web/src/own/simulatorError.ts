import { SbiError } from '@sbi/core';

/** What ended a simulator: its own mistake, silence, messages that nobody asked for, or that it was given up. */
export type Ending = 'failed' | 'silent' | 'flooded' | 'died';

/** A simulator of a visitor that did not do what one does, with the line of the editor where that is known. */
export class SimulatorError extends SbiError {
  readonly ending: Ending;
  /** From 1; 0 where it is unknown. */
  readonly line: number;

  constructor(ending: Ending, message: string, line = 0) {
    super('simulator', message);
    this.ending = ending;
    this.line = line;
  }
}
