import { type BackendName, useBackend } from '@sbi/backends';
import { decode } from '@sbi/npe';

declare global {
  interface Window {
    drawOn: typeof drawOn;
  }
}

/** Draws from the posterior of a model file at x, computed by that backend. */
async function drawOn(
  backend: BackendName,
  bytes: readonly number[],
  x: readonly number[],
  count: number,
): Promise<number[]> {
  await useBackend(backend);
  using model = decode(Uint8Array.from(bytes));
  const { data } = await model.given(x).sample(count, { seed: 1 });
  return [...data];
}

Object.assign(window, { drawOn });
