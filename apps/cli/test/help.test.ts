import { expect, test } from 'vitest';
import type { Context } from '../src/context.ts';
import { makeProgram } from '../src/program.ts';

function pageOf(name: string): string {
  const program = makeProgram(() => ({}) as Context);
  const command = name === 'sbi' ? program : program.commands.find((candidate) => candidate.name() === name);
  let page = '';
  command?.configureOutput({
    writeOut: (text) => {
      page += text;
    },
    getOutHelpWidth: () => 80,
    getOutHasColors: () => false,
  });
  command?.outputHelp();
  return page;
}

test.each(['sbi', 'demo', 'train', 'check', 'sample', 'plot', 'info'])('the page of %s', async (name) => {
  const page = pageOf(name);
  await expect(page).toMatchFileSnapshot(`snapshots/help-${name}.txt`);
  for (const line of page.split('\n')) expect(line.length, line).toBeLessThanOrEqual(88);
});
