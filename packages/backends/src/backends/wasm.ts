import { engine, env } from '@tensorflow/tfjs-core';
import type { Backend, UseBackendOptions } from '../backend.ts';
import { mendWasm } from '../mendWasm.ts';
import { firstLine } from '../optionalImport.ts';
import { cpuBackend } from './cpu.ts';

const PLAIN = 'tfjs-backend-wasm.wasm';
const SIMD = 'tfjs-backend-wasm-simd.wasm';
const THREADED = 'tfjs-backend-wasm-threaded-simd.wasm';
const FILES: readonly string[] = [PLAIN, SIMD, THREADED];

type WasmPaths = NonNullable<UseBackendOptions['wasmPaths']>;

/** WebAssembly, one thread, with tfjs-wasm's wrong and missing kernels mended. */
export const wasm: Backend = {
  id: 'wasm',
  async obstacle({ wasmPaths }) {
    if ('wasm' in engine().registry) return undefined;
    if (typeof WebAssembly === 'undefined') return 'this engine has no WebAssembly; choose cpu';
    const misfit = wasmPaths === undefined ? undefined : misfitOf(wasmPaths);
    if (misfit) return misfit;
    // Without paths in Node the files lie beside tfjs-wasm's own code, where it looks for them.
    const paths = wasmPaths ?? (env().getBool('IS_NODE') ? undefined : '');
    if (paths === undefined) return undefined;
    await import('@tensorflow/tfjs-backend-wasm');
    return obstacleIn(paths, (await env().getAsync('WASM_HAS_SIMD_SUPPORT')) ? SIMD : PLAIN);
  },
  async load({ wasmPaths }) {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    // On an isolated page its threaded build uses one thread all the same, and minified it never starts.
    env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    if (!('wasm' in engine().registry)) {
      if (wasmPaths !== undefined)
        setWasmPaths(typeof wasmPaths === 'string' ? folder(wasmPaths) : complete(wasmPaths));
      else if (!env().getBool('IS_NODE')) setWasmPaths('');
    }
    mendWasm(await cpuBackend());
  },
};

function misfitOf(paths: unknown): string | undefined {
  if (typeof paths === 'string') return undefined;
  const known = `wasmPaths must be a folder or name files among ${FILES.join(', ')}`;
  if (typeof paths !== 'object' || paths === null) return `${known}; received ${String(paths)}`;
  const wrong = Object.entries(paths).find(
    ([file, path]) => !FILES.includes(file) || typeof path !== 'string',
  );
  return wrong && `${known}; received ${wrong[0]}: ${String(wrong[1])}`;
}

// TensorFlow.js joins folder and file name without a slash.
const folder = (path: string): string => (path === '' || path.endsWith('/') ? path : `${path}/`);

// It also insists on three paths, and reads one file.
function complete(paths: Readonly<Record<string, string>>): Record<string, string> {
  return { ...Object.fromEntries(FILES.map((file) => [file, file])), ...paths };
}

/** Reads the file first: a wrong path given to TensorFlow.js prints three lines and spoils every later start. */
async function obstacleIn(paths: WasmPaths, file: string): Promise<string | undefined> {
  const path = typeof paths === 'string' ? folder(paths) + file : paths[file];
  if (path === undefined) return `this engine needs ${file}; give its address in wasmPaths, or choose cpu`;
  const remedy = `give wasmPaths the place of ${file} (a file of @tensorflow/tfjs-backend-wasm), or choose cpu`;
  try {
    if (WebAssembly.validate(await read(path))) return undefined;
    return `${path} is not WebAssembly; ${remedy}`;
  } catch (error) {
    return `${path} cannot be read (${firstLine(error)}); ${remedy}`;
  }
}

async function read(path: string): Promise<BufferSource> {
  if (env().getBool('IS_NODE')) {
    const { readFile } = process.getBuiltinModule('node:fs/promises');
    return readFile(path.startsWith('file:') ? new URL(path) : path);
  }
  const response = await fetch(path);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.arrayBuffer();
}
