import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mean, standardError } from './heldOut.ts';
import type { Peer } from './peer.ts';
import { recordedPeer } from './peer.ts';
import type { Score } from './tutorial.ts';

type Result = Score & { readonly steps: number; readonly epochs: number; readonly meanC2st: number };

const FOLDER = new URL('../../docs/results/', import.meta.url);
const SEEDS = [1, 2, 3, 4, 5];
const PRESET = "preset 'sbi', 2,000 simulations";
const DEFAULT = 'default, 2,000 simulations';
const LARGE = 'default, 20,000 simulations';

const file = (seed: number) => new URL(`tutorial-seed-${seed}.json`, FOLDER);
const runs = SEEDS.filter((seed) => existsSync(file(seed))).map((seed) => {
  const { results, date, commit, machine } = JSON.parse(readFileSync(file(seed), 'utf8'));
  return { seed, results: results as Record<string, Result>, head: `${date}, commit ${commit}, ${machine}` };
});
const peers = SEEDS.map(recordedPeer).filter((peer): peer is Peer => peer !== undefined);

const all = (name: string) =>
  runs.map(({ results }) => results[name]).filter((result) => result !== undefined);
const spread = (values: number[], digits: number) => {
  const sd = standardError(values) * Math.sqrt(values.length);
  return `${mean(values).toFixed(digits)} ± ${sd.toFixed(digits)}`;
};

function row(name: string): string {
  const results = all(name);
  // The larger runs are scored without observations: they have neither C2ST nor widths.
  const observed = results.every((result) => result.c2st.length > 0);
  const cells = [
    name,
    spread(
      results.map((r) => r.gap),
      4,
    ),
    observed
      ? spread(
          results.map((r) => r.meanC2st),
          3,
        )
      : '–',
    observed
      ? spread(
          results.map((r) => r.sdRatio),
          3,
        )
      : '–',
    spread(
      results.map((r) => r.coverage),
      3,
    ),
    spread(
      results.map((r) => r.steps),
      0,
    ),
  ];
  return `| ${cells.join(' | ')} |`;
}

describe('the tutorial over five seeds', () => {
  it('has every seed', () => {
    expect(runs.length).toBe(SEEDS.length);
    expect(peers.length).toBe(SEEDS.length);
  });

  it("preset 'sbi' is not worse than Python sbi on the same simulations", () => {
    const ours = all(PRESET);
    expect(mean(ours.map((r) => r.gap)) - mean(peers.map((p) => p.gap))).toBeLessThanOrEqual(0.03);
    expect(mean(ours.map((r) => r.meanC2st)) - mean(peers.map((p) => p.c2st))).toBeLessThanOrEqual(0.015);
  });

  it('the default has uniform ranks on four seeds of five', () => {
    const uniform = all(DEFAULT).filter(({ rankP }) => Math.min(...rankP) > 0.01 / rankP.length);
    expect(uniform.length).toBeGreaterThanOrEqual(4);
  });

  it('writes the table', () => {
    const peer = `| Python sbi 0.27, 2,000 simulations | ${spread(
      peers.map((p) => p.gap),
      4,
    )} | ${spread(
      peers.map((p) => p.c2st),
      3,
    )} | – | – | – |`;
    const text = [
      '# The Gaussian tutorial over five seeds',
      '',
      `Mean ± sd over seeds ${runs.map(({ seed }) => seed).join(', ')}; ${runs[0]?.head}. Made by \`pnpm test:slow\`.`,
      '',
      'Gap: exact log-posterior minus leakage-normalised log q over 2,000 fresh pairs, in nats. C2ST: classifier `mlp`, 10,000',
      'draws, mean over ten observations, edges and corners among them. sd: geometric mean of posterior sd / exact sd. Coverage:',
      'marginal 90 % intervals. Steps: gradient steps in all.',
      '',
      '| recipe | gap | C2ST | sd | coverage | steps |',
      '|---|---|---|---|---|---|',
      peer,
      ...[PRESET, DEFAULT, LARGE].map(row),
      '',
    ];
    writeFileSync(new URL('tutorial.md', FOLDER), text.join('\n'));
  });
});
