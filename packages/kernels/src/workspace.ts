import { type KernelBuild, type Primitives, startPrimitives } from './primitives.ts';

const PAGE = 65_536;

/**
 * The one memory that all kernels work in. At any time it belongs to one owner, which lays it out as it likes from the
 * address 0 on; so the most that is ever held is what the largest owner needs, and nothing is freed or leaked.
 */
export class Workspace {
  readonly run: Primitives;
  private readonly memory: WebAssembly.Memory;
  private owner: object | undefined;
  private owned = 0;
  private view: Float32Array;

  constructor(memory: WebAssembly.Memory, run: Primitives) {
    this.memory = memory;
    this.run = run;
    this.view = new Float32Array(memory.buffer);
  }

  /** The memory as floats; an address divided by 4 is an index. Growing the memory makes a new one. */
  get floats(): Float32Array {
    return this.view;
  }

  get integers(): Int32Array {
    return new Int32Array(this.memory.buffer);
  }

  /** Hands so much memory to an owner, zero where it had none before; whether it was somebody else's before, so that everything must be written anew. */
  claim(owner: object, bytes: number): boolean {
    const isNew = this.owner !== owner;
    if (isNew) this.owned = 0;
    this.owner = owner;
    this.grow(bytes);
    if (bytes > this.owned) this.view.fill(0, this.owned / 4, bytes / 4);
    this.owned = Math.max(this.owned, bytes);
    return isNew;
  }

  private grow(bytes: number): void {
    const missing = bytes - this.memory.buffer.byteLength;
    if (missing <= 0) return;
    this.memory.grow(Math.ceil(missing / PAGE));
    this.view = new Float32Array(this.memory.buffer);
  }
}

/** An empty workspace with the module over it. */
export async function startWorkspace(build: KernelBuild = 'exact'): Promise<Workspace> {
  const memory = new WebAssembly.Memory({ initial: 1 });
  return new Workspace(memory, await startPrimitives(memory, build));
}
