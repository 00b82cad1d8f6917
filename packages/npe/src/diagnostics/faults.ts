import type { Coverage, CoverageResult } from './expectedCoverage.ts';
import { holm } from './holm.ts';
import { type Ranks, shiftBesideWidth } from './ranks.ts';
import type { SbcParameter, SbcResult } from './sbc.ts';
import type { TarpResult } from './tarp.ts';
import { oneSidedTails } from './uniformity.ts';

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

const UNLEARNT = 'a dependence is not learnt, or a ridge thinner than the flow can draw';

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
  const byRegions = (byDensity || excess) && regionFault(coverage, excess, level / family.length);
  if (byRegions) return [byRegions];
  return byBalls || byDensity ? [jointFault(evidence)] : [];
}

function jointFault({ coverage, tarp }: Evidence): Fault {
  const p = formatP(Math.min(tarp.ksPValue, coverage.joint?.ksPValue ?? 1));
  const statement = `Every parameter by itself is right, but all of them together are not (p = ${p}): ${UNLEARNT}.`;
  return fault('shape', undefined, statement);
}

/**
 * Regions of highest density that hold too few truths are too narrow, those that hold too many too wide; where some hold
 * too few and others too many it is neither. Undefined where they do not say.
 *
 * @param excess whether they lie wrong as a whole
 * @param share the level of one test of the family
 */
function regionFault(
  coverage: CoverageResult,
  excess: boolean | undefined,
  share: number,
): Fault | undefined {
  const { joint } = coverage;
  if (!joint) return undefined;
  const tails = oneSidedTails(joint.credibility);
  const right = 'every parameter by itself is right, and';
  const describe = (side: Side) =>
    describeCoverage('highest-density region of all parameters', joint, coverage, side);
  if (tails.few <= share && tails.many <= share) {
    const { level, count } = told(joint, coverage, 'many');
    const both = `${describe('few')}, the ${level} % one ${count}`;
    return fault('shape', undefined, `${both}: ${right} all together are not: ${UNLEARNT}.`);
  }
  if (!excess) return undefined;
  return joint.excess > 0
    ? fault('narrow', undefined, `${describe('few')}: ${right} together they are too narrow, or miss a mode.`)
    : fault(
        'wide',
        undefined,
        `${describe('many')}: ${right} together they are too wide: a dependence is not learnt.`,
      );
}

function widthFault({ name, width }: SbcParameter, coverage: CoverageResult, j: number): Fault {
  const kind = width < 1 ? 'narrow' : 'wide';
  const meaning =
    kind === 'narrow' ? 'the posterior is too narrow, or misses a mode' : 'the posterior is too wide';
  const side = kind === 'narrow' ? 'few' : 'many';
  const counts = describeCoverage(`interval of ${name}`, coverage.parameters[j] as Coverage, coverage, side);
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

/** Whether a region holds too few truths or too many. */
type Side = 'few' | 'many';

function describeCoverage(region: string, counts: Coverage, result: CoverageResult, side: Side): string {
  const { level, count } = told(counts, result, side);
  return `The ${level} % ${region} covers ${count}`;
}

/** The level in percent that is told, and the truths that its region holds. */
function told(counts: Coverage, result: CoverageResult, side: Side): { level: number; count: string } {
  const at = toldLevel(counts, result, side);
  const [held, { band, pairs }] = [counts.covered[at] as number, result];
  const expected = `expected ${band.low[at]}–${band.high[at]}`;
  return {
    level: Math.round(100 * (result.levels[at] as number)),
    count: `${percent(held, pairs)} of truths (${held} of ${pairs}; ${expected})`,
  };
}

/** Its index: 90 %, or where that lies inside the band or beyond its other side, the one farthest beyond this one. */
function toldLevel({ covered }: Coverage, { levels, band }: CoverageResult, side: Side): number {
  const outside = levels.map((level, i) => {
    const count = covered[i] as number;
    const beyond = side === 'few' ? (band.low[i] as number) - count : count - (band.high[i] as number);
    return beyond / Math.sqrt(level * (1 - level));
  });
  const usual = levels.indexOf(0.9);
  return usual >= 0 && (outside[usual] as number) > 0 ? usual : outside.indexOf(Math.max(...outside));
}

export function percent(count: number, total: number): string {
  return `${Math.round((100 * count) / total)} %`;
}

export function formatP(p: number): string {
  return p < 1e-4 ? 'below 0.0001' : p.toPrecision(2);
}
