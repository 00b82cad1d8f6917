import { Peer } from './peer.ts';
import { commandOf, type Name } from './peers.ts';
import { MAF, STEPS, TUTORIAL, type Work } from './works.ts';

/** What a process of its own takes, by peer. */
export interface Fresh {
  /** Seconds from the start of the process to the end of its first training step. */
  readonly firstStep: Readonly<Partial<Record<Name, number>>>;
  /** Bytes that the process held at most: after its start and the tutorial. */
  readonly peakMemory: Readonly<Partial<Record<Name, number>>>;
  /** Of ours: after a few steps on so many simulations of 20 columns. */
  readonly simulations: readonly { readonly count: number; readonly bytes: number }[];
}

export async function measureFresh(
  names: readonly Name[],
  python: string | undefined,
  quick: boolean,
): Promise<Fresh> {
  const firstStep: Partial<Record<Name, number>> = {};
  const peakMemory: Partial<Record<Name, number>> = {};
  for (const name of names) {
    const times: number[] = [];
    for (let i = 0; i < (quick ? 1 : 3); i++) times.push(await firstStepOf(name, python));
    firstStep[name] = times.sort((a, b) => a - b)[times.length >> 1] as number;
    if (name === 'plain') continue; // it holds what ours holds, and takes a minute
    peakMemory[name] = await memoryAfter(name, python, TUTORIAL.spec, quick ? 0 : 1);
  }
  const simulations = [];
  for (const count of quick ? [1000, 10_000] : [1000, 100_000, 1_000_000, 2_000_000]) {
    simulations.push({ count, bytes: await memoryOf(count) });
  }
  return { firstStep, peakMemory, simulations };
}

async function firstStepOf(name: Name, python: string | undefined): Promise<number> {
  const start = performance.now();
  const peer = new Peer(name, commandOf(name, 'all', python));
  try {
    await peer.ask({ method: 'prepare', spec: (STEPS[0] as Work).spec, epoch: 1 });
    await peer.ask({ method: 'run', units: 1 });
    return (performance.now() - start) / 1000;
  } finally {
    peer.close();
  }
}

async function memoryAfter(
  name: Name,
  python: string | undefined,
  spec: Work['spec'],
  units: number,
): Promise<number> {
  const peer = new Peer(name, commandOf(name, 'all', python));
  try {
    await peer.ask({ method: 'prepare', spec, epoch: 1 });
    if (units > 0) await peer.ask({ method: 'run', units });
    return (await peer.ask({ method: 'memory' })).bytes ?? Number.NaN;
  } finally {
    peer.close();
  }
}

/** Trains on so many simulations of 10 + 10 columns for a whole epoch of large batches. */
async function memoryOf(count: number): Promise<number> {
  const batch = Math.min(1000, count / 2);
  const peer = new Peer('ours', commandOf('ours', 'all', undefined));
  try {
    const spec = { kind: 'step', recipe: MAF, dim: 10, xShape: [10], batch } as const;
    await peer.ask({ method: 'prepare', spec, epoch: count / batch });
    await peer.ask({ method: 'run', units: 1 });
    return (await peer.ask({ method: 'memory' })).bytes ?? Number.NaN;
  } finally {
    peer.close();
  }
}
