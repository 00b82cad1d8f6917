import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type BackendName, useBackend } from '@sbi/backends';
import { registerKernels } from '@sbi/kernels';
import { decode } from '@sbi/npe';
import type { Browser } from 'playwright-core';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, openPage } from './openPage.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const shipped = readFileSync(`${root}models/gaussian.safetensors`);
const x = [0.8, 0.6, 0.4];

let browser: Browser;
let server: ViteDevServer;

beforeAll(async () => {
  browser = await launchChromium('--enable-unsafe-webgpu');
  const optimizeDeps = { entries: ['test/drawPage/index.html'] };
  const host = { host: '127.0.0.1', port: 0 };
  server = await createServer({ root, optimizeDeps, logLevel: 'silent', server: host });
  await server.listen();
  await registerKernels();
});

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

async function drawInPage(backend: BackendName, count: number): Promise<number[]> {
  const { page } = await openPage(browser, `${server.resolvedUrls?.local[0]}test/drawPage/index.html`);
  await page.waitForFunction(() => 'drawOn' in window);
  const drawn = { backend, bytes: [...shipped], x, count };
  return page.evaluate((order) => window.drawOn(order), drawn);
}

async function drawInNode(backend: BackendName, count: number): Promise<number[]> {
  await useBackend(backend);
  using model = decode(shipped);
  const { data } = await model.given(x).sample(count, { seed: 1 });
  return [...data];
}

describe('draws from a model file', () => {
  it.each(['wasm', 'cpu'] as const)('are on %s the bits that Node draws', async (backend) => {
    expect(await drawInPage(backend, 5000)).toEqual(await drawInNode(backend, 5000));
  });

  it('are on webgpu those of wasm, to rounding', async () => {
    const expected = await drawInNode('wasm', 200);
    const drawn = await drawInPage('webgpu', 200);
    expect(drawn).toHaveLength(expected.length);
    for (const [i, value] of drawn.entries())
      expect(Math.abs(value - (expected[i] as number))).toBeLessThan(1e-4);
  });
});
