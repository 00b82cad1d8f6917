import type { PageProblem } from '../problems/pageProblem.ts';
import { columnEnds } from './columnEnds.ts';
import type { OwnData } from './ownData.ts';
import { ownProblem } from './ownProblem.ts';
import { priorWords } from './priorFamilies.ts';
import type { SimulatedTables } from './rowTable.ts';
import type { SimulatorDescription } from './sandbox/readDescription.ts';
import { SandboxedSimulator } from './sandboxedSimulator.ts';

/** What a simulator made, as a problem that can be trained on. */
export function simulatorProblem(
  { parameters, prior, observation, trial }: SimulatorDescription,
  simulations: SimulatedTables,
  simulator: SandboxedSimulator,
): PageProblem {
  const x = observation ?? trial.x;
  const title = 'Your simulator';
  const more: NonNullable<OwnData['more']> = (count, seed, options) =>
    simulator.simulate(count, seed, options).finally(() => simulator.dispose());
  return ownProblem({
    title,
    brief: 'your simulator',
    paragraph: paragraphOf(observation !== undefined, simulations),
    parameters: parameters.map((each) => ({ name: each.name, meaning: priorWords(each) })),
    x,
    ends: columnEnds(simulations.x),
    simulations: simulations.x.rows,
    own: {
      ...{ title, simulations, prior, x, source: simulator.source, more },
      simulateAt: simulateAtOf(simulator.source, x.length),
    },
  });
}

/** Milliseconds without a question after which the simulator's frame is let go. */
const IDLE = 500;

/** One simulation after the other from any θ, in a frame of their own that lasts as long as they are asked for. */
function simulateAtOf(source: string, width: number): NonNullable<OwnData['simulateAt']> {
  const simulator = new SandboxedSimulator(source);
  let idle: ReturnType<typeof setTimeout> | undefined;
  return async (theta, seed) => {
    clearTimeout(idle);
    try {
      const x = await simulator.simulateAt(theta, theta.length, width, seed);
      return x.length > 0 ? x : new Float32Array(width).fill(Number.NaN);
    } finally {
      idle = setTimeout(() => simulator.dispose(), IDLE);
    }
  };
}

function paragraphOf(isObserved: boolean, { x, dropped }: SimulatedTables): string {
  const what = isObserved
    ? 'Your own simulator, and what you observed.'
    : 'Your own simulator. It declares no observation, so one simulation from the prior stands in.';
  if (dropped === 0) return what;
  const total = (x.rows + dropped).toLocaleString('en');
  return `${what} ${dropped.toLocaleString('en')} of ${total} simulations held NaN or infinity, and are left out.`;
}
