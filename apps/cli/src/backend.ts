import { type BackendName, type StartedBackend, useBackend } from '@sbi/backends';
import type { Screen } from './screen.ts';

/** Starts the backend and says which one it is and why. */
export async function startBackend(name: BackendName | 'auto', screen: Screen): Promise<StartedBackend> {
  const started = await useBackend(name);
  screen.paragraph(`Backend: ${started.reasons.join(' ')}`);
  return started;
}
