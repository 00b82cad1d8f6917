import { join } from 'node:path';
import type { ProblemInfo } from '@sbi/simulate';
import { commandName } from '../commandName.ts';
import type { DemoRun } from '../commands/demo.ts';
import type { Screen } from '../screen.ts';
import { formatTable } from '../table.ts';
import { demoFiles } from './files.ts';

/** The first lines: what is going to happen. */
export function openDemo(
  { title, model, description }: Pick<ProblemInfo, 'title' | 'model' | 'description'>,
  screen: Screen,
): void {
  screen.line(screen.colors.bold(title));
  screen.paragraph(model, '  ');
  screen.line();
  screen.paragraph(description);
  screen.line();
}

/** The last lines: what was written where, and what to do next. */
export function closeDemo({ out, results, options, problem }: DemoRun, screen: Screen): void {
  const { bold } = screen.colors;
  const files = demoFiles(results);
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
  const { length } = problem.observed;
  const example = length <= 10 ? `--x ${exampleOf(results, length)}` : `--x-file x.csv`;
  screen.line(`  ${bold(`${commandName()} sample ${model} ${example}`)}`);
}

function exampleOf(results: DemoRun['results'], length: number): string {
  if (length === 3) return '0.8,0.6,0.4';
  return Array.from(results[0]?.observation.x ?? [], (value) => Number(value.toPrecision(2))).join(',');
}
