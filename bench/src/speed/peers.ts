import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Command, Peer } from './peer.ts';
import type { PeerName } from './works.ts';

/** Ourselves and those we are compared with. */
export type Name = 'ours' | PeerName;
/** One core for each peer, or all that there are. */
export const CORES = ['one', 'all'] as const;
export type Cores = (typeof CORES)[number];

const OURS = fileURLToPath(new URL('./ours.js', import.meta.url));
const script = (name: string) => fileURLToPath(new URL(`../../python/speed/${name}.py`, import.meta.url));
const canPin = spawnSync('taskset', ['-c', '0', 'true']).status === 0;

/** How a peer is started; on one core it is kept to the last one, where there is a way to. */
export function commandOf(name: Name, cores: Cores, python: string | undefined): Command {
  const count = cores === 'one' ? 1 : availableParallelism();
  const pin = cores === 'one' && canPin ? { core: availableParallelism() - 1 } : {};
  if (name === 'ours' || name === 'plain') {
    return { program: process.execPath, args: [OURS, name === 'ours' ? 'kernels' : 'plain'], ...pin };
  }
  const threads = `${count}`;
  const env = {
    ...{ THREADS: threads, OMP_NUM_THREADS: threads, MKL_NUM_THREADS: threads, JAX_PLATFORMS: 'cpu' },
    ...(cores === 'one' && { XLA_FLAGS: '--xla_cpu_multi_thread_eigen=false' }),
  };
  return { program: python ?? 'python3', args: [script(`${name}_peer`)], env, ...pin };
}

/** The peers' processes, started when they are first asked for, each kept until the end. */
export class Peers {
  readonly python: string | undefined;
  private readonly running = new Map<string, Peer>();

  constructor(python: string | undefined) {
    this.python = python;
  }

  /** Whether a peer can run here. */
  has(name: Name): boolean {
    return name === 'ours' || name === 'plain' || this.python !== undefined;
  }

  get(name: Name, cores: Cores): Peer {
    const key = keyOf(name, cores);
    const known = this.running.get(key);
    if (known) return known;
    const peer = new Peer(key, commandOf(name, cores, this.python));
    this.running.set(key, peer);
    return peer;
  }

  /** Ends one that no longer answers in time; the next `get` starts another. */
  drop(peer: Peer): void {
    peer.close();
    this.running.delete(peer.name);
  }

  close(): void {
    for (const peer of this.running.values()) peer.close();
    this.running.clear();
  }
}

export function keyOf(name: Name, cores: Cores): string {
  return `${name} ${cores}`;
}
