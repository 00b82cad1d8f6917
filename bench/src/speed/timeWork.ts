import { type Effort, interleave, prepare } from './measure.ts';
import { type Parity, parityOf } from './parity.ts';
import type { Peer } from './peer.ts';
import { CORES, type Cores, keyOf, type Name, type Peers } from './peers.ts';
import { type Results, type Row, recorded, type Timed } from './results.ts';
import type { Pairs, StepSpec } from './spec.ts';
import { ratiosOf, spreadOf } from './statistics.ts';
import type { Work } from './works.ts';

export interface Setting {
  readonly peers: Peers;
  readonly parity: readonly Parity[];
  readonly before: Results | undefined;
  readonly held: Pairs;
  readonly quick: boolean;
  readonly say: (line: string) => void;
}

interface Entrant {
  readonly name: Name;
  readonly cores: Cores;
  readonly peer: Peer;
}

/** Times a work on one core and on all, every peer that may be timed in the same repetitions. */
export async function timeWork(work: Work, setting: Setting): Promise<Row> {
  const notes: string[] = [];
  const entrants = await enter(work, setting, notes);
  const repetitions = setting.quick ? 2 : work.repetitions;
  const effort: Effort = { repetitions, seconds: setting.quick ? 0.05 : 0.2, atMost: setting.quick ? 5 : 45 };
  const times = await interleave(
    entrants.map(({ peer }) => peer),
    effort,
  );
  if (work.spec.kind === 'accurate') notes.push(await accuracies(entrants, setting.held));
  const row = { one: {} as Record<Name, Timed>, all: {} as Record<Name, Timed> };
  for (const { name, cores } of entrants) {
    const own = times[keyOf(name, cores)] ?? [];
    const ours = times[keyOf('ours', cores)] ?? [];
    row[cores][name] = { seconds: spreadOf(own), ...(name !== 'ours' && { ratio: ratiosOf(own, ours) }) };
  }
  for (const cores of CORES) {
    const ours = row[cores].ours?.seconds;
    for (const name of ours ? work.peers : []) {
      if (row[cores][name] || setting.peers.has(name)) continue;
      const timed = ours && recorded(setting.before, { name: work.name, cores, ours }, name);
      if (timed) row[cores][name] = timed;
    }
  }
  return { name: work.name, ...row, notes, repetitions: Object.values(times)[0]?.length ?? 0 };
}

/** Everyone who is there, may be timed, and got the work ready. */
async function enter(work: Work, { peers, parity, say }: Setting, notes: string[]): Promise<Entrant[]> {
  const entrants: Entrant[] = [];
  const weights: string[] = [];
  for (const cores of work.allCores ? CORES : (['one'] as const)) {
    for (const name of ['ours', ...work.peers] as const) {
      if (!peers.has(name) || (name === 'plain' && cores === 'all')) continue;
      const judged = name === 'ours' ? undefined : parityOf(parity, work, name);
      if (judged && !judged.passed) {
        notes.push(`${name} is not timed: ${judged.found}`);
        continue;
      }
      const peer = peers.get(name, cores);
      try {
        const count = await prepare(peer, work.spec, epochOf(work, name));
        if (count !== undefined && cores === 'one') weights.push(`${name} ${count.toLocaleString('en')}`);
        entrants.push({ name, cores, peer });
      } catch (error) {
        if (name === 'ours') throw error;
        say(`  ${error instanceof Error ? error.message : String(error)}`);
        notes.push(`${name} failed`);
        peers.drop(peer);
      }
    }
  }
  if (weights.length > 0) notes.push(`weights: ${weights.join(', ')}`);
  return entrants;
}

/** Steps of an epoch: of plain ops one is long enough, ours end an epoch as often as a training of 8,000 rows does. */
function epochOf({ spec }: Work, name: Name): number {
  if (spec.kind !== 'step' || name === 'plain') return 1;
  return Math.ceil(8000 / (spec as StepSpec).batch);
}

/** Log-densities of held-out pairs that the last trainings reached, each within the prior. */
async function accuracies(entrants: readonly Entrant[], rows: Pairs): Promise<string> {
  const reached: string[] = [];
  for (const { name, peer } of entrants) {
    const { logQ = Number.NaN } = await peer.ask({ method: 'quality', rows, normalized: true });
    reached.push(`${name} ${logQ.toFixed(3)}`);
  }
  return `held-out log q: ${reached.join(', ')}`;
}
