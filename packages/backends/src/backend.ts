/** The backends that this package can start. `node` is tfjs-node, native TensorFlow. */
export type BackendName = 'wasm' | 'cpu' | 'webgpu' | 'node';

/** Settings that only some backends need. */
export interface UseBackendOptions {
  /**
   * Where wasm's binaries are: their folder, or an address for each file name. Needed in a page, where a bundler moves
   * them; in Node they are found without. What counts is the first start in a process.
   */
  readonly wasmPaths?: string | Readonly<Record<string, string>>;
}

/** How one backend is started. */
export interface Backend {
  /** The name that TensorFlow.js knows it by. */
  readonly id: string;
  /** Why it cannot start here and what to do about it, in one line; undefined when nothing stands in the way. */
  obstacle(options: UseBackendOptions): Promise<string | undefined>;
  /** Imports it, which registers it with TensorFlow.js. */
  load(options: UseBackendOptions): Promise<void>;
}
