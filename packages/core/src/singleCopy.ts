import { Environment, env } from '@tensorflow/tfjs-core';
import { BackendError } from './errors.ts';

/**
 * Two copies of tfjs-core share one engine but not their classes, and fail later in strange places. The engine's
 * environment was made by the copy that loaded first, so a foreign class betrays a second one.
 *
 * @throws BackendError when this process holds two different copies of tfjs-core.
 */
export function assertSingleCopy(environment: unknown, Own: typeof Environment): void {
  if (environment instanceof Own) return;
  throw new BackendError(
    [],
    'There must be one copy of @tensorflow/tfjs-core in a process; two different ones are loaded. ' +
      'Run "npm ls @tensorflow/tfjs-core" and make every package use the same version (~4.22.0).',
  );
}

assertSingleCopy(env(), Environment);
