import { SbiError } from '@sbi/core';
import { type AmortizedPosterior, decode, type Ensemble } from '@sbi/npe';
import { UsageError } from '../usageError.ts';
import { readBytes } from './bytes.ts';

const LARGEST = 1e9;

/** The bytes of a model file: read before a backend is started for them. @throws UsageError */
export function readModel(path: string, signal?: AbortSignal): Promise<Uint8Array> {
  return readBytes(path, LARGEST, signal);
}

/** The posterior in a model file; the caller disposes it. @throws UsageError naming the file and what is wrong in it */
export function decodeModel(path: string, bytes: Uint8Array): AmortizedPosterior | Ensemble {
  try {
    return decode(bytes, { source: path });
  } catch (cause) {
    // Whatever a file makes the reader stumble over, it is the file that is wrong.
    if (!(cause instanceof Error)) throw cause;
    const named = SbiError.isInstance(cause) && cause.message.includes(path);
    throw new UsageError(
      named ? cause.message : `${path} is no model file that can be read: ${cause.message}`,
      {
        cause,
      },
    );
  }
}
