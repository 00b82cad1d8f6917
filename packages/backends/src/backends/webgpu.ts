import { env } from '@tensorflow/tfjs-core';
import type { Backend } from '../backend.ts';
import { firstLine, isAbsent, optionalImport } from '../optionalImport.ts';

interface Gpu {
  requestAdapter(): Promise<object | null>;
}

interface Dawn {
  create(flags: readonly string[]): Gpu;
  readonly globals: object;
}

let dawn: { readonly gpu: Gpu; readonly globals: object } | undefined;

/** The graphics card: a page's own WebGPU, in Node that of the npm package `webgpu`. */
export const webgpu: Backend = {
  id: 'webgpu',
  async obstacle() {
    const inNode = env().getBool('IS_NODE');
    if (!pageGpu() && inNode) {
      const missing = await loadDawn();
      if (missing) return missing;
    }
    const gpu = pageGpu() ?? dawn?.gpu;
    if (!gpu) {
      return globalThis.isSecureContext === false
        ? 'a page may use the graphics card only over https or from localhost; serve it so, or choose wasm'
        : 'this browser offers no WebGPU; take Chrome or Edge 113, Safari 26, Firefox 141 or later, or choose wasm';
    }
    if (await gpu.requestAdapter()) return undefined;
    return inNode
      ? 'no graphics adapter was found; install a Vulkan driver or name one in VK_ICD_FILENAMES, or choose wasm'
      : 'no graphics adapter was found; update its driver or start Chromium with --enable-unsafe-webgpu, or choose wasm';
  },
  async load() {
    // TensorFlow.js looks for navigator.gpu once, when this backend is imported.
    if (!pageGpu() && dawn) {
      Object.assign(globalThis, dawn.globals);
      const navigator = globalThis.navigator ?? {};
      Object.defineProperty(navigator, 'gpu', { value: dawn.gpu, configurable: true });
      Object.defineProperty(globalThis, 'navigator', {
        value: navigator,
        configurable: true,
        writable: true,
      });
    }
    await import('@tensorflow/tfjs-backend-webgpu');
  },
};

function pageGpu(): Gpu | undefined {
  const { navigator } = globalThis as { readonly navigator?: { readonly gpu?: Gpu } };
  return navigator?.gpu;
}

async function loadDawn(): Promise<string | undefined> {
  try {
    const { create, globals } = await optionalImport<Dawn>('webgpu');
    if (process.platform === 'linux' && !exists('libvulkan.so.1')) {
      return 'the Vulkan loader libvulkan.so.1 is missing; install it (Debian: apt install libvulkan1), or choose wasm';
    }
    dawn ??= { gpu: create([]), globals };
    return undefined;
  } catch (error) {
    if (isAbsent(error, 'webgpu')) return 'Node has no WebGPU of its own; run npm i webgpu, or choose wasm';
    return `the npm package webgpu does not load here (${firstLine(error)}); choose wasm`;
  }
}

/** Dawn would complain on stderr and hide the cause, so the library is tried as an addon: Node refuses it, but says why. */
function exists(library: string): boolean {
  try {
    process.dlopen({ exports: {} }, library);
    return true;
  } catch (error) {
    return !firstLine(error).includes('cannot open shared object file');
  }
}
