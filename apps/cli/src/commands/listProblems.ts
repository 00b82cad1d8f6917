import { commandName } from '../commandName.ts';
import type { CommonOptions, Context } from '../context.ts';
import { loadProblems } from '../demo/problems.ts';

/** What the demo can show. */
export async function listProblems({ json }: CommonOptions, { screen, data }: Context): Promise<void> {
  const problems = await loadProblems();
  if (json) {
    const told = problems.map(({ name, title, model, description, parameters, source }) => {
      return { name, title, model, description, parameters, source };
    });
    data.write(`${JSON.stringify({ problems: told })}\n`);
  }
  const width = Math.max(...problems.map(({ name }) => name.length));
  for (const { name, title } of problems) {
    screen.line(`${screen.colors.bold(name)}${' '.repeat(width - name.length)}   ${title}`);
  }
  screen.line();
  screen.line('Run one:');
  screen.line(`  ${screen.colors.bold(`${commandName()} demo ${problems[0]?.name}`)}`);
}
