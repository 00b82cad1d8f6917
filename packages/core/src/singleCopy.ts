import { Environment, env } from '@tensorflow/tfjs-core';
import { BackendError } from './errors.ts';

function flags(): Record<string, unknown> {
  return (env() as unknown as { flagRegistry: Record<string, unknown> }).flagRegistry;
}

const registered = flags()['DEBUG'];

/**
 * Checks that this process holds one copy of tfjs-core: two share an engine but not their classes and methods, and fail
 * later in strange places. Runs when `@sbi/core` is imported; call it again where a second copy may have come since.
 *
 * @throws BackendError when there are two.
 */
export function assertSingleCopy(): void {
  // The copy that loaded first made the engine's environment; every copy registers its flags there when it loads.
  if (env() instanceof Environment && flags()['DEBUG'] === registered) return;
  throw new BackendError(
    [],
    'There must be one copy of @tensorflow/tfjs-core in a process; two are loaded. ' +
      'Run "npm ls @tensorflow/tfjs-core" and make every package use the same version (~4.22.0).',
  );
}

assertSingleCopy();
