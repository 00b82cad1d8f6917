import { CLASSIFIER_MODULE } from './classifierModule.ts';
import { portablePrimitives } from './portablePrimitives.ts';

/** Where something lies in the workbench, in bytes. */
type Address = number;

/** The functions of assembly/, over activations [panel][feature][8 rows] and weights [tile of outputs][input][4 outputs]. */
export interface Primitives {
  dense(
    out: Address,
    w: Address,
    x: Address,
    bias: Address,
    inputs: number,
    panels: number,
    from: number,
    to: number,
    limits: Address,
    start: 0 | 1,
    stepOut: number,
    stepX: number,
  ): void;
  denseGradient(
    dw: Address,
    x: Address,
    dy: Address,
    outputs: number,
    inputs: number,
    panels: number,
    limits: Address,
    stepX: number,
  ): void;
  biasGradient(db: Address, dy: Address, outputs: number, panels: number): void;
  transposeTiles(out: Address, w: Address, outputs: number, inputs: number): void;
  relu(out: Address, x: Address, bytes: number): void;
  reluGradient(out: Address, dy: Address, y: Address, bytes: number, add: 0): void;
  adam(
    weights: Address,
    average: Address,
    first: Address,
    second: Address,
    gradient: Address,
    count: number,
    clip: number,
    beta1: number,
    rest1: number,
    beta2: number,
    rest2: number,
    decay: number,
    rest: number,
    rate: number,
    epsilon: number,
  ): void;
}

/** Memory, and what works on it. Whoever uses it brings all he needs, and takes it away before anybody else may run. */
export interface Workbench {
  readonly floats: Float32Array;
  readonly run: Primitives;
}

const PAGE = 65536;

let memory: WebAssembly.Memory;
let run: Primitives | undefined | null;
let current: Workbench | undefined;

/** The workbench, with room for so many bytes: of WebAssembly where the engine takes it, else of JavaScript; the bits are the same. */
export function workbench(bytes: number): Workbench {
  if (current && current.floats.byteLength >= bytes) return current;
  if (run === undefined) run = start();
  if (run === null) {
    const floats = new Float32Array(bytes / 4);
    current = { floats, run: portablePrimitives(floats) };
    return current;
  }
  memory.grow(Math.ceil((bytes - memory.buffer.byteLength) / PAGE));
  current = { floats: new Float32Array(memory.buffer), run };
  return current;
}

/** Null where this engine cannot. In step, which a page allows for a module below 4 kB. */
function start(): Primitives | null {
  try {
    memory = new WebAssembly.Memory({ initial: 0 });
    const bytes = Uint8Array.from(atob(CLASSIFIER_MODULE), (letter) => letter.charCodeAt(0));
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
    return exports as unknown as Primitives;
  } catch {
    return null;
  }
}
