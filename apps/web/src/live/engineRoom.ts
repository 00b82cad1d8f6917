import type { Page } from '../shell/page.ts';

const words: Readonly<Record<string, string>> = {
  cpu: 'plain JavaScript with fused SIMD kernels (cpu), as fast here as wasm',
  wasm: 'compiled code (wasm)',
  webgpu: 'the graphics card (webgpu)',
};

/** Says what computes the draws. */
export function mountEngine(root: HTMLElement, page: Page): void {
  page.onDrawn.on(({ backend, threads }) => {
    const text = `Draws come from ${words[backend] ?? backend}${backend === 'webgpu' ? '' : threadsIn(threads)}.`;
    if (root.textContent !== text) root.textContent = text;
  });
}

function threadsIn(count: number): string {
  if (count > 1) return `, on ${count} threads`;
  return crossOriginIsolated
    ? ''
    : ', on one thread: more need an isolated page, as a kept one is when it is loaded again';
}
