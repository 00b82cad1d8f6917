import { commandName } from '../commandName.ts';
import type { CommonOptions, Context } from '../context.ts';
import { problems } from '../problems.ts';

/** What the demo can show. */
export async function listProblems({ json }: CommonOptions, { screen, data }: Context): Promise<void> {
  if (json)
    data.write(
      `${JSON.stringify({ problems: problems.map(({ name, title, model }) => ({ name, title, model })) })}\n`,
    );
  for (const { name, title, model } of problems) {
    screen.line(`${screen.colors.bold(name)}   ${title}`);
    screen.line(`${' '.repeat(name.length)}   ${model}`);
  }
  screen.line();
  screen.line('Run it:');
  screen.line(`  ${screen.colors.bold(`${commandName()} demo ${problems[0]?.name}`)}`);
}
