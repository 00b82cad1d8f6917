import { readFileSync } from 'node:fs';
import { availableBackends, type BackendName, useBackend } from '@sbi/backends';
import { BackendError, SbiError } from '@sbi/core';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, vi } from 'vitest';

const binary = new URL(
  '../node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
  import.meta.url,
);

async function refusalOf(backend: unknown, options?: unknown): Promise<BackendError> {
  const error = await useBackend(backend as BackendName, options as object).then(
    () => undefined,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(BackendError);
  expect(SbiError.isInstance(error)).toBe(true);
  expect(error.message).not.toContain('\n');
  return error;
}

describe('the name', () => {
  it.each([
    ['gpu', ' Did you mean webgpu?'],
    ['WASM', ' Did you mean wasm?'],
    ['tensorflow', ' Did you mean node?'],
    ['', ''],
    ['constructor', ''],
    [3, ''],
    [null, ''],
    [Symbol('cpu'), ''],
  ])('%s is refused', async (name, hint) => {
    const { message, tried } = await refusalOf(name);
    expect(message).toBe(
      `backend must be auto, wasm, cpu, webgpu, node; received ${String(name)} (useBackend).${hint}`,
    );
    expect(tried).toEqual([]);
  });
});

it.each([null, 'wasm', 3])('options %j are refused', async (options) => {
  const { message } = await refusalOf('cpu', options);
  expect(message).toBe(`The cpu backend cannot start: options must be an object; received ${options}.`);
  await expect(availableBackends(options as never)).resolves.toEqual([]);
});

describe('wasmPaths', () => {
  const files = 'tfjs-backend-wasm.wasm, tfjs-backend-wasm-simd.wasm, tfjs-backend-wasm-threaded-simd.wasm';
  const remedy =
    'give wasmPaths the place of tfjs-backend-wasm-simd.wasm (a file of @tensorflow/tfjs-backend-wasm), or choose cpu';

  it.each([
    [7, '7'],
    [null, 'null'],
    [{ 'wasm-simd.wasm': 'a' }, 'wasm-simd.wasm: a'],
    [{ 'tfjs-backend-wasm.wasm': 1 }, 'tfjs-backend-wasm.wasm: 1'],
  ])('%j is refused', async (wasmPaths, received) => {
    const { message, tried } = await refusalOf('wasm', { wasmPaths });
    expect(message).toBe(
      `The wasm backend cannot start: wasmPaths must be a folder or name files among ${files}; received ${received}.`,
    );
    expect(tried).toEqual(['wasm']);
  });

  it('must hold the file that this engine needs', async () => {
    const { message } = await refusalOf('wasm', { wasmPaths: { 'tfjs-backend-wasm.wasm': 'a' } });
    expect(message).toBe(
      'The wasm backend cannot start: this engine needs tfjs-backend-wasm-simd.wasm; give its address in wasmPaths, or choose cpu.',
    );
  });

  it('must lead to WebAssembly', async () => {
    const wasmPaths = { 'tfjs-backend-wasm-simd.wasm': import.meta.url };
    const { message } = await refusalOf('wasm', { wasmPaths });
    expect(message).toBe(`The wasm backend cannot start: ${import.meta.url} is not WebAssembly; ${remedy}.`);
  });

  it('may be empty: then it is the working folder', async () => {
    const { message } = await refusalOf('wasm', { wasmPaths: '' });
    expect(message).toContain(': tfjs-backend-wasm-simd.wasm cannot be read (ENOENT');
  });
});

describe('in a page', () => {
  const page = (name: string, value: unknown) => {
    tf.env().set('IS_NODE', false);
    vi.stubGlobal(name, value);
  };
  afterEach(() => {
    tf.env().set('IS_NODE', true);
    vi.unstubAllGlobals();
  });

  it('node is refused', async () => {
    page('navigator', {});
    const { message } = await refusalOf('node');
    expect(message).toBe(
      'The node backend cannot start: native TensorFlow runs in Node alone; choose webgpu or wasm.',
    );
  });

  it.each([
    [
      'navigator',
      {},
      'this browser offers no WebGPU; take Chrome or Edge 113, Safari 26, Firefox 141 or later',
    ],
    [
      'navigator',
      { gpu: { requestAdapter: async () => null } },
      'no graphics adapter was found; update its driver or start Chromium with --enable-unsafe-webgpu',
    ],
    [
      'isSecureContext',
      false,
      'a page may use the graphics card only over https or from localhost; serve it so',
    ],
  ])('webgpu is refused without an adapter (%s %j)', async (name, value, reason) => {
    if (name !== 'navigator') vi.stubGlobal('navigator', {});
    page(name, value);
    const { message } = await refusalOf('webgpu');
    expect(message).toBe(`The webgpu backend cannot start: ${reason}, or choose wasm.`);
  });

  it.each([
    ['is missing', () => new Response('', { status: 404 }), 'cannot be read (HTTP 404)'],
    ['is the page itself', () => new Response('<!doctype html>'), 'is not WebAssembly'],
    [
      'cannot be fetched',
      () => Promise.reject(new TypeError('Failed to fetch')),
      'cannot be read (Failed to fetch)',
    ],
  ])('wasm is refused when its file %s', async (_, answer, reason) => {
    page('fetch', async () => answer());
    const { message } = await refusalOf('wasm', { wasmPaths: '/assets' });
    expect(message).toContain(`: /assets/tfjs-backend-wasm-simd.wasm ${reason}; give wasmPaths the place of`);
  });

  it('wasm is available when its file is served', async () => {
    const fetched: string[] = [];
    page('fetch', async (path: string) => {
      fetched.push(path);
      return new Response(readFileSync(binary));
    });
    expect(await availableBackends({ wasmPaths: { 'tfjs-backend-wasm-simd.wasm': '/x.wasm' } })).toContain(
      'wasm',
    );
    expect(await availableBackends()).toContain('wasm');
    expect(fetched).toEqual(['/x.wasm', 'tfjs-backend-wasm-simd.wasm']);
  });

  it('an engine without WebAssembly has cpu', async () => {
    page('WebAssembly', undefined);
    expect(await availableBackends()).toEqual(['cpu']);
    const { message } = await refusalOf('wasm');
    expect(message).toBe('The wasm backend cannot start: this engine has no WebAssembly; choose cpu.');
  });
});

// From here on backends run: wasm, once started, is never looked for again.
describe('starting', () => {
  it('is one at a time: the last call decides', async () => {
    const started = await Promise.all([
      useBackend('wasm'),
      useBackend('cpu'),
      useBackend('wasm'),
      useBackend('cpu'),
    ]);
    expect(started.map(({ name }) => name)).toEqual(['wasm', 'cpu', 'wasm', 'cpu']);
    expect(tf.getBackend()).toBe('cpu');
  });

  it('goes on after a refusal', async () => {
    const [refused, started] = await Promise.allSettled([
      useBackend('gpu' as BackendName),
      useBackend('wasm'),
    ]);
    expect([refused.status, started.status]).toEqual(['rejected', 'fulfilled']);
  });

  it('takes no notice of paths once wasm runs', async () => {
    await useBackend('wasm');
    await useBackend('cpu');
    expect(await useBackend('wasm', { wasmPaths: '/nowhere' })).toMatchObject({ name: 'wasm' });
  });

  it('leaves the settings of TensorFlow.js alone', async () => {
    const before = { prod: tf.env().getBool('PROD'), debug: tf.env().getBool('DEBUG') };
    await useBackend('cpu');
    expect({ prod: tf.env().getBool('PROD'), debug: tf.env().getBool('DEBUG') }).toEqual(before);
  });
});
