import { CommanderError } from 'commander';
import { Files } from '../src/files.ts';
import { makeProgram } from '../src/program.ts';
import { report, reportCall, type Verdict } from '../src/report.ts';
import { Screen } from '../src/screen.ts';
import { Capture } from './capture.ts';

/** Calls the command in this process: what main.ts would say at the end, and all output before it. */
export async function callHere(args: readonly string[]): Promise<Verdict & { readonly output: string }> {
  const output = new Capture();
  const context = {
    screen: new Screen({ output, errors: output, env: {} }),
    files: new Files(),
    signal: new AbortController().signal,
    data: output,
  };
  const program = makeProgram(() => context);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return { text: '', code: 0, output: output.text };
  } catch (error) {
    const verdict =
      error instanceof CommanderError ? reportCall(error, program, args[0]) : report(error, { debug: false });
    return { ...verdict, output: output.text };
  }
}
