import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BackendName } from '@sbi/backends';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gpuEnv, runNode } from './runNode.ts';

const here = runNode([], { env: gpuEnv }).available;
const hasDriver = here.includes('webgpu') || 'VK_ICD_FILENAMES' in gpuEnv;
const hasTfjsNode = here.includes('node') || 'TFJS_NODE_DIR' in process.env;

const entry = (i: number) => Math.fround(((i * 7) % 11) / 11 - 0.5);

/** The child's computation, in doubles. */
function expected(): [number[], number[]] {
  const [rows, inner, columns] = [96, 40, 32];
  let value = 0;
  const gradient = new Array<number>(inner * columns).fill(0);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += entry(r * inner + k) * entry(k * columns + c);
      value += Math.tanh(sum);
      for (let k = 0; k < inner; k++) {
        gradient[k * columns + c] =
          (gradient[k * columns + c] as number) + entry(r * inner + k) * (1 - Math.tanh(sum) ** 2);
      }
    }
  }
  return [[value], gradient];
}

function distance(received: readonly number[] | undefined, wanted: readonly number[]): number {
  if (received?.length !== wanted.length) return Number.POSITIVE_INFINITY;
  return Math.max(...wanted.map((value, i) => Math.abs((received[i] as number) - value)));
}

const table = [
  { name: 'wasm', id: 'wasm', starts: true, why: '' },
  { name: 'cpu', id: 'cpu', starts: true, why: '' },
  { name: 'webgpu', id: 'webgpu', starts: hasDriver, why: ': skipped, there is no Vulkan driver here' },
  {
    name: 'node',
    id: 'tensorflow',
    starts: hasTfjsNode,
    why: ': skipped, @tensorflow/tfjs-node is not installed',
  },
] as const;

describe.each(table)('$name in a process of its own', ({ name, id, starts, why }) => {
  it.skipIf(!starts)(`starts, computes and says nothing${starts ? '' : why}`, () => {
    const { available, outcomes, stderr } = runNode([{ backend: name }], { env: gpuEnv });
    const [value, gradient] = expected();
    expect(stderr).toBe('');
    expect(available).toContain(name);
    expect(outcomes).toMatchObject([{ name, id, reasons: [`${name} was asked for.`], leaked: 0 }]);
    // Sums of 3072 numbers in float32, and of 96 with two rounded products each.
    expect(distance(outcomes[0]?.result?.[0], value)).toBeLessThan(3072 * 3072 * 2 ** -24);
    expect(distance(outcomes[0]?.result?.[1], gradient)).toBeLessThan(96 * 96 * 2 ** -24);
  });

  it.skipIf(!starts)(`starts in a worker thread${starts ? '' : why}`, () => {
    // A worker's environment is a copy, which TensorFlow's C++ does not read.
    const env = { ...gpuEnv, TF_CPP_MIN_LOG_LEVEL: '2' };
    const { outcomes, stderr } = runNode([{ backend: name }], { env, inWorker: true });
    expect(stderr).toBe('');
    expect(outcomes).toMatchObject([{ name, id, leaked: 0 }]);
  });
});

describe('auto', () => {
  it('takes wasm, and says why', () => {
    const { outcomes, stderr } = runNode([{}]);
    expect(stderr).toBe('');
    expect(outcomes).toMatchObject([
      { name: 'wasm', reasons: ['wasm starts here and is the fastest that needs nothing installed.'] },
    ]);
  });

  it('falls through to cpu when the files of wasm are missing, says why, and takes the right path afterwards', () => {
    const files = new URL('../node_modules/@tensorflow/tfjs-backend-wasm/dist', import.meta.url);
    const { outcomes, stderr } = runNode([
      { options: { wasmPaths: '/nowhere' } },
      { options: { wasmPaths: files.pathname } },
    ]);
    expect(stderr).toBe('');
    expect(outcomes).toMatchObject([
      { name: 'cpu', leaked: 0 },
      { name: 'wasm', leaked: 0 },
    ]);
    expect(outcomes[0]?.reasons).toEqual([
      expect.stringMatching(
        /^The wasm backend cannot start: \/nowhere\/tfjs-backend-wasm-simd\.wasm cannot be read \(ENOENT.*\); give wasmPaths the place of tfjs-backend-wasm-simd\.wasm \(a file of @tensorflow\/tfjs-backend-wasm\), or choose cpu\.$/,
      ),
      'cpu starts everywhere, but is several times slower.',
    ]);
  });
});

describe('a second backend in one process', () => {
  it('may follow the first, and the first is free to return', () => {
    const order = ['wasm', 'cpu', 'wasm', ...(hasTfjsNode ? ['node', 'cpu', 'wasm', 'node'] : [])];
    const { outcomes, stderr } = runNode(order.map((backend) => ({ backend, keep: true })));
    expect(stderr).toBe('');
    expect(outcomes.map(({ name }) => name)).toEqual(order);
    expect(outcomes.every(({ leaked }) => leaked === 0)).toBe(true);
  });

  it('leaves the first running when it cannot start', () => {
    const { outcomes } = runNode([{ backend: 'cpu' }, { backend: 'gpu' }, { backend: 'cpu' }]);
    expect(outcomes).toMatchObject([{ name: 'cpu' }, { error: 'BackendError' }, { name: 'cpu' }]);
  });

  it.skipIf(!hasDriver)(`cannot take tensors from webgpu${hasDriver ? '' : table[2].why}`, () => {
    const { outcomes } = runNode(
      [
        { backend: 'cpu' },
        { backend: 'webgpu' },
        { backend: 'wasm' },
        { backend: 'webgpu', keep: true },
        { backend: 'cpu' },
        {},
      ],
      { env: gpuEnv },
    );
    expect(outcomes.slice(0, 4).map(({ name }) => name)).toEqual(['cpu', 'webgpu', 'wasm', 'webgpu']);
    expect(outcomes[4]).toEqual({
      error: 'BackendError',
      tried: ['cpu'],
      message:
        'The cpu backend cannot start: tensors are alive on webgpu (1) and cannot move; dispose them, or start it in another process or worker.',
    });
    expect(outcomes[5]).toMatchObject({ error: 'BackendError', tried: ['wasm', 'cpu'] });
  });
});

describe('a backend that cannot start', () => {
  const refusal = (name: BackendName, reason: string) => ({
    error: 'BackendError',
    tried: [name],
    message: `The ${name} backend cannot start: ${reason}, or choose wasm.`,
  });

  it('node: is not installed', () => {
    const { available, outcomes, stderr } = runNode([{ backend: 'node' }], {
      env: { TFJS_NODE_DIR: '' },
      replaced: { '@tensorflow/tfjs-node': null },
    });
    expect(stderr).toBe('');
    expect(available).not.toContain('node');
    expect(outcomes).toEqual([
      refusal(
        'node',
        '@tensorflow/tfjs-node is not installed; run npm i @tensorflow/tfjs-node@4.22.0 (it downloads TensorFlow)',
      ),
    ]);
  });

  describe('node: is installed', () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'tfjs-node-'));
      mkdirSync(join(folder, 'dist'));
      writeFileSync(
        join(folder, 'dist/index.js'),
        `throw new Error('libtensorflow.so.2: not found\\nsecond line');`,
      );
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    it('but its addon was not', () => {
      const { available, outcomes, stderr } = runNode([{ backend: 'node' }], {
        env: { TFJS_NODE_DIR: folder },
      });
      expect(stderr).toBe('');
      expect(available).not.toContain('node');
      expect(outcomes).toEqual([
        refusal(
          'node',
          '@tensorflow/tfjs-node is installed without its native part; run npm rebuild @tensorflow/tfjs-node',
        ),
      ]);
    });

    it('but does not load, and the backend before it goes on', () => {
      mkdirSync(join(folder, 'lib/napi-v8'), { recursive: true });
      writeFileSync(join(folder, 'lib/napi-v8/tfjs_binding.node'), '');
      const order = [{ backend: 'cpu' }, { backend: 'node' }, { backend: 'cpu' }];
      const { outcomes, stderr } = runNode(order, { env: { TFJS_NODE_DIR: folder } });
      expect(stderr).toBe('');
      expect(outcomes[0]).toEqual(outcomes[2]);
      expect(outcomes[1]).toEqual(
        refusal(
          'node',
          '@tensorflow/tfjs-node does not load (libtensorflow.so.2: not found); run npm rebuild @tensorflow/tfjs-node',
        ),
      );
    });
  });

  it('webgpu: the npm package is not installed', () => {
    const { available, outcomes, stderr } = runNode([{ backend: 'webgpu' }], { replaced: { webgpu: null } });
    expect(stderr).toBe('');
    expect(available).not.toContain('webgpu');
    expect(outcomes).toEqual([refusal('webgpu', 'Node has no WebGPU of its own; run npm i webgpu')]);
  });

  it('webgpu: the npm package does not load', () => {
    const broken = `data:text/javascript,throw new Error('no binary for this machine')`;
    const { outcomes, stderr } = runNode([{ backend: 'webgpu' }], { replaced: { webgpu: broken } });
    expect(stderr).toBe('');
    expect(outcomes).toEqual([
      {
        error: 'BackendError',
        tried: ['webgpu'],
        message:
          'The webgpu backend cannot start: the npm package webgpu does not load here (no binary for this machine); choose wasm.',
      },
    ]);
  });

  it('webgpu: there is no Vulkan loader or no adapter', () => {
    const { available, outcomes } = runNode([{ backend: 'webgpu' }], {
      env: { VK_ICD_FILENAMES: '/nowhere' },
    });
    expect(available).not.toContain('webgpu');
    expect([
      refusal(
        'webgpu',
        'no graphics adapter was found; install a Vulkan driver or name one in VK_ICD_FILENAMES',
      ),
      refusal(
        'webgpu',
        'the Vulkan loader libvulkan.so.1 is missing; install it (Debian: apt install libvulkan1)',
      ),
    ]).toContainEqual(outcomes[0]);
  });
});
