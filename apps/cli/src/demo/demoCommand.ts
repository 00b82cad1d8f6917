import { commandName } from '../commandName.ts';
import type { DemoRun } from '../commands/demo.ts';
import { typedTraining } from '../typedTraining.ts';

/** The command that gives the same run again. */
export function demoCommand({ problem, options }: Pick<DemoRun, 'problem' | 'options'>): string {
  const { simulations, draws, pairs, seed, backend } = options;
  return [
    `${commandName()} demo ${problem.name}`,
    `--simulations ${simulations} --draws ${draws} --pairs ${pairs} --seed ${seed}`,
    ...typedTraining(options),
    ...(backend === 'auto' ? [] : [`--backend ${backend}`]),
  ].join(' ');
}
