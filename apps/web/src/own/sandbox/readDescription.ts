import type { DistributionRecipe } from '@sbi/distributions';
import { families, type ParameterPrior } from '../priorFamilies.ts';
import { SimulatorError } from '../simulatorError.ts';
import type { SandboxAnswer } from './answers.ts';

/** What a simulator's text declares, found out by running it once. */
export interface SimulatorDescription {
  readonly parameters: readonly ParameterPrior[];
  readonly prior: DistributionRecipe;
  /** What was observed; undefined where the text declares none. */
  readonly observation: Float32Array | undefined;
  /** One simulation: θ and x. */
  readonly trial: { readonly theta: Float32Array; readonly x: Float32Array };
  /** What the text printed meanwhile, a line each. */
  readonly printed: readonly string[];
}

type Declared = Pick<SimulatorDescription, 'parameters' | 'observation' | 'printed'>;

/** The parts that a text declares, from its answer (see `SandboxAnswer`). @throws SimulatorError where it is none */
export function readDescription([, words, numbers]: SandboxAnswer): Declared {
  const lines = words.split('\n');
  const parameters: ParameterPrior[] = [];
  let at = 0;
  const take = (): number[] => {
    const count = numbers[at] as number;
    if (!Number.isInteger(count) || count < 0 || at + count >= numbers.length) throw strange();
    at += count + 1;
    return Array.from(numbers.subarray(at - count, at));
  };
  for (let line = lines[0]; line?.includes('\t'); line = lines[parameters.length]) {
    const [name = '', familyName] = line.split('\t');
    const family = families.find((each) => each.name === familyName);
    if (!family || name === '' || name.length > 40) throw strange();
    parameters.push({ name, family: family.name, numbers: take() });
  }
  if (parameters.length === 0 || at >= numbers.length) throw strange();
  const observation = numbers[at] === -1 ? undefined : Float32Array.from(take());
  return { parameters, observation, printed: lines.slice(parameters.length).filter(Boolean) };
}

function strange(): SimulatorError {
  return new SimulatorError(
    'flooded',
    'The simulator must answer what it was asked; it sent something else.',
  );
}
