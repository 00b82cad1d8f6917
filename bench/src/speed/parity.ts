import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Peer } from './peer.ts';
import type { Peers } from './peers.ts';
import type { Pairs, StepSpec, TutorialSpec } from './spec.ts';
import { type PeerName, STEPS, TUTORIAL, type Work } from './works.ts';

/** Why a peer may be timed, or why not. */
export interface Parity {
  readonly work: string;
  readonly peer: PeerName;
  readonly passed: boolean;
  readonly found: string;
}

/** Float32 on either side, through five steps. */
const TOLERANCE = 1e-3;
/** Nats that a flow of other make may lie behind ours at its best, after the same epochs of the tutorial or so many times as many. */
const BEHIND = 0.1;
const LONGER = [1, 3, 9];

/**
 * The same weights give the same log-densities: Python sbi writes its estimator as a model file of ours, and we read it, with
 * kernels and without.
 */
export async function sameDensities(peers: Peers, work: Work): Promise<Parity[]> {
  const spec = work.spec as StepSpec;
  const [sbi, ours, plain] = [peers.get('sbi', 'one'), peers.get('ours', 'one'), peers.get('plain', 'one')];
  const folder = mkdtempSync(join(tmpdir(), 'sbi-bench-'));
  const file = join(folder, 'flow.safetensors');
  try {
    await sbi.ask({ method: 'prepare', spec });
    const { theta = [], x = [], logProb = [] } = await sbi.ask({ method: 'export', spec, file });
    const answers = await Promise.all(
      [ours, plain].map((peer) => peer.ask({ method: 'densities', file, points: { theta, x } })),
    );
    const [kernels = [], reference = []] = answers.map((answer) => answer.logProb ?? []);
    return [judge(work, 'sbi', kernels, logProb), judge(work, 'plain', kernels, reference)];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function judge(work: Work, peer: PeerName, ours: readonly number[], theirs: readonly number[]): Parity {
  const errors = ours.map(
    (value, i) => Math.abs(value - (theirs[i] as number)) / Math.max(1, Math.abs(value)),
  );
  const worst = Math.max(...errors);
  const passed = errors.length > 0 && errors.length === theirs.length && worst < TOLERANCE;
  const found = `same weights, ${errors.length} log-densities, largest difference ${worst.toExponential(1)}`;
  return { work: work.name, peer, passed, found };
}

/** Other flows, whose weights ours cannot take, learn the tutorial as well as ours: they may take more epochs, not fewer nats. */
export async function sameLoss(peers: Peers, recipes: readonly Work[], rows: Pairs): Promise<Parity[]> {
  const found: Parity[] = [];
  for (const { name, spec } of recipes) {
    const { recipe } = spec as StepSpec;
    const { epochs } = TUTORIAL.spec;
    const ours = await reached(peers.get('ours', 'one'), { ...TUTORIAL.spec, recipe, draws: 0 }, rows);
    let [theirs, times] = [Number.NEGATIVE_INFINITY, 0];
    for (const longer of LONGER) {
      const longest = { ...TUTORIAL.spec, recipe, draws: 0, epochs: longer * epochs };
      [theirs, times] = [await reached(peers.get('jax', 'one'), longest, rows), longer];
      if (theirs > ours - BEHIND) break;
    }
    const text = `held-out log q ${theirs.toFixed(3)} after ${times * epochs} epochs, ours ${ours.toFixed(3)} after ${epochs}`;
    found.push({ work: name, peer: 'jax', passed: theirs > ours - BEHIND, found: text });
  }
  return found;
}

async function reached(peer: Peer, spec: TutorialSpec, rows: Pairs): Promise<number> {
  await peer.ask({ method: 'prepare', spec });
  await peer.ask({ method: 'run', units: 1 });
  return (await peer.ask({ method: 'quality', rows })).logQ ?? Number.NaN;
}

/** Of other sizes JAX's flow is the same program: it counts as the one of its kind that was tested. */
export function parityOf(parity: readonly Parity[], work: Work, peer: PeerName): Parity | undefined {
  const kind = kindOf(work);
  const own = parity.find((one) => one.peer === peer && one.work === work.name);
  return (
    own ?? parity.find((one) => one.peer === peer && kindOf(STEPS.find((s) => s.name === one.work)) === kind)
  );
}

/** Of a recipe that is not named: that of the tutorial. */
export function kindOf(work: Work | undefined): string | undefined {
  return work && 'recipe' in work.spec ? work.spec.recipe.kind : 'maf';
}
