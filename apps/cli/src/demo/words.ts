import { join } from 'node:path';
import { commandName } from '../commandName.ts';
import type { DemoProblem } from '../problems.ts';
import type { Screen } from '../screen.ts';
import { formatTable } from '../table.ts';
import { demoFiles } from './files.ts';
import type { ObservationResult } from './observation.ts';

/** The first lines: what is going to happen. */
export function openDemo({ title, model }: DemoProblem, screen: Screen): void {
  screen.line(screen.colors.bold(title));
  screen.line(`  ${model}`);
  screen.line();
}

/** The last lines: what was written where, and what to do next. */
export function closeDemo(
  out: string,
  results: readonly ObservationResult[],
  options: { readonly seed: number },
  screen: Screen,
): void {
  const { bold } = screen.colors;
  const files = demoFiles(results.length);
  const table = formatTable([
    { heading: '', cells: files.map(({ name }) => name), align: 'left' },
    { heading: '', cells: files.map(({ content }) => content), align: 'left' },
  ]);
  screen.line();
  screen.line(bold(`Written to ${out}`));
  for (const line of table.slice(1)) screen.line(`  ${line}`);
  screen.line();
  screen.line(`The same command with the same seed (${options.seed}) writes the same files again.`);
  screen.line(`Next, the posterior of an observation of your own, without training again:`);
  const model = join(out, 'posterior.safetensors');
  screen.line(`  ${bold(`${commandName()} sample ${model} --x 0.8,0.6,0.4`)}`);
}
