import type { Coverage, CoverageResult } from './expectedCoverage.ts';
import { holm } from './holm.ts';
import { type Ranks, shiftBesideWidth } from './ranks.ts';
import type { SbcParameter, SbcResult } from './sbc.ts';
import type { TarpResult } from './tarp.ts';

/**
 * What is wrong:
 *
 * - `narrow`: too narrow, or a mode is missing, which looks the same;
 * - `wide`: too wide;
 * - `shift`: in the wrong place;
 * - `shape`: none of these, but not exact;
 * - `observation`: the observation is unlike the simulations;
 * - `prediction`: simulations from the posterior are unlike the observation.
 */
export type FaultKind = 'narrow' | 'wide' | 'shift' | 'shape' | 'observation' | 'prediction';

/** One thing that is wrong with a posterior, with the numbers that say so. */
export interface Fault {
  readonly kind: FaultKind;
  /** The parameter's name; undefined where it is all of them together, or the observation. */
  readonly parameter: string | undefined;
  readonly statement: string;
  readonly advice: string;
}

/** What a verdict on calibration is made of. */
export interface Evidence {
  readonly sbc: SbcResult;
  readonly ranks: readonly Ranks[];
  readonly coverage: CoverageResult;
  readonly tarp: TarpResult;
}

const ADVICE: Readonly<Record<FaultKind, string>> = {
  narrow:
    'Simulate more, or average several trainings; where there may be several modes, take a flow that can hold them.',
  wide: 'Train for longer or on more simulations; give a long x a network that summarises it.',
  shift:
    'Simulate more, train for longer, and see that these pairs have the prior and the simulator of the training.',
  shape: 'Take a more flexible flow, or simulate more.',
  observation: 'Check the units and the order of x; let the simulator and its prior make such observations.',
  prediction: 'Check the observation, and whether the simulator can make it at all.',
};

export function fault(kind: FaultKind, parameter: string | undefined, statement: string): Fault {
  return { kind, parameter, statement, advice: ADVICE[kind] };
}

/** Every p-value that the verdict on calibration looks at: three a parameter, then those of all parameters together. */
export function familyOf({ sbc, coverage, tarp }: Evidence): readonly number[] {
  const each = sbc.parameters.flatMap((one) => [one.shiftPValue, one.widthPValue, one.ksPValue]);
  const { joint } = coverage;
  return [...each, tarp.ksPValue, ...(joint ? [joint.ksPValue, joint.excessPValue] : [])];
}

/**
 * The faults of calibration, named. An exact posterior has none with a probability of at least 1 − level: all tests
 * together are one family, and what falls in it falls by Holm's rule.
 */
export function findFaults(evidence: Evidence, level: number): readonly Fault[] {
  const { sbc, ranks, coverage } = evidence;
  const family = familyOf(evidence);
  const fallen = holm(family, level);
  const found = sbc.parameters.flatMap((parameter, j) => {
    const [shifted, width, shape] = fallen.slice(3 * j, 3 * j + 3);
    const only = width && shiftBesideWidth(ranks[j] as Ranks) > level / family.length;
    const own: Fault[] = [];
    if (width) own.push(widthFault(parameter, coverage, j));
    if (shifted && !only) own.push(shiftFault(parameter, ranks[j] as Ranks));
    if (shape && own.length === 0) own.push(shapeFault(parameter));
    return own;
  });
  if (found.length > 0) return found;
  const [byBalls, byDensity, excess] = fallen.slice(3 * sbc.parameters.length);
  return jointFaults(evidence, { shape: byBalls || byDensity, excess });
}

function jointFaults(
  { coverage, tarp }: Evidence,
  fallen: { readonly shape: boolean | undefined; readonly excess: boolean | undefined },
): readonly Fault[] {
  const { joint } = coverage;
  if (joint && fallen.excess) {
    const kind = joint.excess > 0 ? 'narrow' : 'wide';
    const meaning =
      kind === 'narrow'
        ? 'every parameter by itself is right, and together they are too narrow, or miss a mode'
        : 'every parameter by itself is right, and together they are too wide: a dependence is not learnt';
    const region = 'highest-density region of all parameters';
    return [fault(kind, undefined, `${describeCoverage(region, joint, coverage)}: ${meaning}.`)];
  }
  if (!fallen.shape) return [];
  const p = formatP(Math.min(tarp.ksPValue, joint?.ksPValue ?? 1));
  const statement = `Every parameter by itself is right, but all of them together are not (p = ${p}): a dependence is not learnt.`;
  return [fault('shape', undefined, statement)];
}

function widthFault({ name, width }: SbcParameter, coverage: CoverageResult, j: number): Fault {
  const kind = width < 1 ? 'narrow' : 'wide';
  const meaning =
    kind === 'narrow' ? 'the posterior is too narrow, or misses a mode' : 'the posterior is too wide';
  const counts = describeCoverage(`interval of ${name}`, coverage.parameters[j] as Coverage, coverage);
  return fault(kind, name, `${counts}: ${meaning} (its sd is ${width.toFixed(2)} times the right one).`);
}

function shiftFault({ name, shift }: SbcParameter, { levels }: Ranks): Fault {
  const pairs = levels.length;
  const above = levels.reduce((count, level) => count + Number(level > 0.5), 0);
  const side = shift > 0 ? 'high' : 'low';
  const size = `${Math.abs(shift).toFixed(2)} ± ${(1 / Math.sqrt(pairs)).toFixed(2)} of its sds`;
  const count = `${percent(above, pairs)} of truths lie above its median (${above} of ${pairs})`;
  return fault('shift', name, `The posterior of ${name} lies too ${side} by ${size}: ${count}.`);
}

function shapeFault({ name, ksPValue }: SbcParameter): Fault {
  const ranks = `Ranks of ${name} are not uniform (p = ${formatP(ksPValue)})`;
  return fault(
    'shape',
    name,
    `${ranks}: its posterior has neither the wrong place nor width, but another shape.`,
  );
}

/** The level that is told: 90 %, or where that lies inside the band, the one that lies farthest from it. */
function describeCoverage(
  region: string,
  { covered }: Coverage,
  { levels, band, pairs }: CoverageResult,
): string {
  const outside = levels.map((level, i) => {
    const count = covered[i] as number;
    const beyond = Math.max((band.low[i] as number) - count, count - (band.high[i] as number));
    return beyond / Math.sqrt(level * (1 - level));
  });
  const usual = levels.indexOf(0.9);
  const farthest = outside.indexOf(Math.max(...outside));
  const at = usual >= 0 && (outside[usual] as number) > 0 ? usual : farthest;
  const count = covered[at] as number;
  const expected = `expected ${band.low[at]}–${band.high[at]}`;
  const level = Math.round(100 * (levels[at] as number));
  return `The ${level} % ${region} covers ${percent(count, pairs)} of truths (${count} of ${pairs}; ${expected})`;
}

export function percent(count: number, total: number): string {
  return `${Math.round((100 * count) / total)} %`;
}

export function formatP(p: number): string {
  return p < 1e-4 ? 'below 0.0001' : p.toPrecision(2);
}
