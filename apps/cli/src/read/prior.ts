import { SbiError } from '@sbi/core';
import { distributionFrom, type Prior } from '@sbi/distributions';
import { UsageError } from '../usageError.ts';
import { readText } from './text.ts';

const LARGEST = 20e6;

/** The prior in a JSON file. @throws UsageError naming the file and what in it is no distribution */
export async function readPrior(path: string, signal?: AbortSignal): Promise<Prior> {
  const text = await readText(path, LARGEST, signal);
  try {
    return distributionFrom(JSON.parse(text));
  } catch (cause) {
    if (cause instanceof SyntaxError)
      throw new UsageError(`${path} must be JSON: ${cause.message}.`, { cause });
    if (SbiError.isInstance(cause)) throw new UsageError(`${path}: ${cause.message}`, { cause });
    throw cause;
  }
}
