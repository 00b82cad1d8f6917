import type { Peer } from './peer.ts';
import type { Spec } from './spec.ts';

/** One who does the work, and how many units a call of it asks for. */
interface Runner {
  readonly peer: Peer;
  units: number;
}

/** Seconds a unit, of every repetition, by the peer's name. */
export type Times = Readonly<Record<string, readonly number[]>>;

export interface Effort {
  readonly repetitions: number;
  /** Seconds that a call of a quick peer shall take. */
  readonly seconds: number;
  /** No repetition but the first begins after so many seconds of work. */
  readonly atMost: number;
}

/**
 * Every peer warms up, then each does its part in every repetition, one after the other and each time another one first: what
 * slows the machine down slows all of them.
 */
export async function interleave(peers: readonly Peer[], effort: Effort): Promise<Times> {
  const runners: Runner[] = [];
  for (const peer of peers) runners.push({ peer, units: await warmUp(peer, effort.seconds) });
  const times: Record<string, number[]> = Object.fromEntries(peers.map(({ name }) => [name, []]));
  const start = performance.now();
  for (let i = 0; i < effort.repetitions; i++) {
    if (i >= 1 && performance.now() - start > 1000 * effort.atMost) break;
    const turn = i % runners.length;
    for (const { peer, units } of [...runners.slice(turn), ...runners.slice(0, turn)]) {
      times[peer.name]?.push(await secondsOf(peer, units));
    }
  }
  return times;
}

/** Gets a spec ready; an error of the peer is thrown. Answers how many weights it trains, where it tells. */
export async function prepare(peer: Peer, spec: Spec, epoch: number): Promise<number | undefined> {
  return (await peer.ask({ method: 'prepare', spec, epoch })).weights;
}

async function secondsOf(peer: Peer, units: number): Promise<number> {
  const { seconds = Number.NaN, units: done = 1 } = await peer.ask({ method: 'run', units });
  return seconds / done;
}

/** Runs until the peer is as fast as it gets, or for four times as long as a repetition; returns the units of one. */
async function warmUp(peer: Peer, seconds: number): Promise<number> {
  const start = performance.now();
  let units = 1;
  for (;;) {
    const each = await secondsOf(peer, units);
    const wanted = Math.max(1, Math.round(seconds / each));
    if ((performance.now() - start) / 1000 > 4 * seconds || units >= wanted) return wanted;
    units = Math.min(wanted, 4 * units);
  }
}
