import { type BackendName, type StartedBackend, useBackend } from '@sbi/backends';
import { registerKernels } from '@sbi/kernels';
import type { Screen } from './screen.ts';

/** Starts the backend and says which one it is and why. */
export async function startBackend(name: BackendName | 'auto', screen: Screen): Promise<StartedBackend> {
  const started = await useBackend(name);
  // plain JavaScript is asked for as the definition that all others are held against
  if (started.name !== 'cpu') await registerKernels();
  screen.paragraph(`Backend: ${started.reasons.join(' ')}`);
  return started;
}
