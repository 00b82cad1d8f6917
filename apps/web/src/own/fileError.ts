import { SbiError } from '@sbi/core';

/** A file that a visitor gave and that cannot be used: its name, what must hold, what it is, in one line. */
export class FileError extends SbiError {
  constructor(message: string, options?: { cause?: unknown }) {
    super('file', message, options);
  }
}
