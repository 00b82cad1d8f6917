import { SbiError } from '@sbi/core';

/** @throws SbiError with code `disposed` when something is used that was disposed. */
export function expectAlive(disposed: boolean, where: string): void {
  if (disposed) throw new SbiError('disposed', `${where} must not be used after dispose().`);
}
