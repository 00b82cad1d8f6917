import { families } from '../priorFamilies.ts';
import { Fault, oneLine, typeOf } from './fault.ts';
import type { Declared } from './inside.ts';
import { LONGEST } from './readRow.ts';

const MOST_PARAMETERS = 50;

/** The declared parts as lines and numbers (see `SandboxAnswer`). @throws Fault saying which must be declared how */
export function describeParts({
  prior,
  simulate,
  observation,
}: Declared): readonly [words: string, numbers: Float64Array] {
  if (typeof simulate !== 'function') {
    throw new Fault(`a function simulate(theta, rng) must be declared; received ${typeOf(simulate)}`);
  }
  if (typeof prior !== 'object' || prior === null) {
    throw new Fault(
      `prior must be declared, as in const prior = { rate: uniform(0, 2) }; received ${typeOf(prior)}`,
    );
  }
  const entries = Object.entries(prior);
  if (entries.length < 1 || entries.length > MOST_PARAMETERS) {
    throw new Fault(`prior must name 1 to ${MOST_PARAMETERS} parameters; received ${entries.length}`);
  }
  const lines: string[] = [];
  const numbers: number[] = [];
  for (const [name, part] of entries) {
    const { family, numbers: own } = partOf(name, part);
    lines.push(`${name}\t${family}`);
    numbers.push(own.length, ...own);
  }
  return [lines.join('\n'), Float64Array.from([...numbers, ...observed(observation)])];
}

function partOf(
  name: string,
  part: unknown,
): { readonly family: string; readonly numbers: readonly number[] } {
  if (!/^[\p{L}_$][\p{L}\p{N}_$ ]{0,39}$/u.test(name)) {
    throw new Fault(
      `a parameter must be named by letters and digits, at most 40; received "${oneLine(name)}"`,
    );
  }
  const { family, numbers } = (part ?? {}) as { readonly family?: unknown; readonly numbers?: unknown };
  if (families.some((each) => each.name === family) && Array.isArray(numbers)) {
    return { family: family as string, numbers: numbers as readonly number[] };
  }
  const names = families.map((each) => each.name).join(', ');
  throw new Fault(`the prior of ${name} must be one of ${names}; received ${typeOf(part)}`);
}

function observed(observation: unknown): number[] {
  if (observation === undefined) return [-1];
  const list = observation as ArrayLike<unknown> | null;
  const length = typeof list === 'object' ? list?.length : undefined;
  const isList = Number.isInteger(length) && (length as number) >= 1 && (length as number) <= LONGEST;
  if (!isList) throw new Fault(`observation must be a list of numbers; received ${typeOf(observation)}`);
  const numbers = Array.from(list as ArrayLike<unknown>);
  const bad = numbers.findIndex((entry) => typeof entry !== 'number' || !Number.isFinite(Math.fround(entry)));
  if (bad >= 0) {
    throw new Fault(`observation must hold finite numbers; received ${typeOf(numbers[bad])} in entry ${bad}`);
  }
  return [numbers.length, ...(numbers as number[])];
}
