import { env } from '@tensorflow/tfjs-core';
import type { Backend } from '../backend.ts';
import { firstLine, optionalImport } from '../optionalImport.ts';

const PACKAGE = '@tensorflow/tfjs-node';
const INSTALL = `run npm i ${PACKAGE}@4.22.0 (it downloads TensorFlow), or choose wasm`;
const REBUILD = `run npm rebuild ${PACKAGE}, or choose wasm`;

/** Native TensorFlow, by the optional package tfjs-node. */
export const node: Backend = {
  id: 'tensorflow',
  async obstacle() {
    if (!env().getBool('IS_NODE')) return 'native TensorFlow runs in Node alone; choose webgpu or wasm';
    const entry = resolved();
    if (!entry) return `${PACKAGE} is not installed; ${INSTALL}`;
    return hasAddon(entry) ? undefined : `${PACKAGE} is installed without its native part; ${REBUILD}`;
  },
  async load() {
    const { TF_CPP_MIN_LOG_LEVEL = '2' } = process.env; // else TensorFlow reports the processor's features on stderr
    Object.assign(process.env, { TF_CPP_MIN_LOG_LEVEL });
    const util: { isNullOrUndefined?: unknown } = process.getBuiltinModule('node:util');
    util.isNullOrUndefined ??= (value: unknown) => value == null; // Node 23 took away what tfjs-node 4.22.0 calls
    try {
      await optionalImport(PACKAGE);
    } catch (cause) {
      throw new Error(`${PACKAGE} does not load (${firstLine(cause)}); ${REBUILD}`, { cause });
    }
  },
};

function resolved(): string | undefined {
  try {
    return import.meta.resolve(PACKAGE);
  } catch {
    return undefined;
  }
}

/** A failed download leaves the package without `lib/napi-v8/tfjs_binding.node`; importing it then is not harmless. */
function hasAddon(entry: string): boolean {
  const { existsSync, readdirSync } = process.getBuiltinModule('node:fs');
  const lib = new URL('../lib/', entry);
  return (
    existsSync(lib) && readdirSync(lib).some((abi) => existsSync(new URL(`${abi}/tfjs_binding.node`, lib)))
  );
}
