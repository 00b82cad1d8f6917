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
    // Whatever a file makes the reader stumble over, it is the file that is wrong.
    if (!(cause instanceof Error)) throw cause;
    const verb = cause instanceof SyntaxError ? ' must be JSON' : '';
    throw new UsageError(`${path}${verb}: ${cause.message.replace(/\.?$/, '.')}`, { cause });
  }
}
