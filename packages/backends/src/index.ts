export type { BackendName, UseBackendOptions } from './backend.ts';
export { availableBackends, type StartedBackend, useBackend } from './useBackend.ts';
