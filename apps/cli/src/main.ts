#!/usr/bin/env node
import { CommanderError } from 'commander';
import { describeFileError } from './fileError.ts';
import { Files } from './files.ts';
import { watchInterrupt } from './interrupt.ts';
import { makeProgram } from './program.ts';
import { report, reportCall, reportInterrupt, type Verdict } from './report.ts';
import { Screen } from './screen.ts';

const debug = Boolean(process.env['SBI_DEBUG']) || process.argv.includes('--debug');
const files = new Files();
const signal = watchInterrupt(files);
let screen: Screen | undefined;

const program = makeProgram(({ json, quiet, toData }) => {
  // Beside data in a pipe, sentences are for someone who sits there.
  const piped = toData === true && !process.stdout.isTTY;
  const silent = json || quiet || (piped && !process.stderr.isTTY);
  const output = piped ? process.stderr : process.stdout;
  screen = new Screen({ output, errors: process.stderr, quiet: Boolean(silent) });
  return { screen, files, signal, data: process.stdout };
});

process.on('exit', () => screen?.draw(''));
process.on('uncaughtException', (error) => {
  finish(report(error, { debug }));
  process.exit();
});
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of a pipe has seen enough: `sbi sample … | head`.
  if (error.code === 'EPIPE') process.exit(0);
  finish(report(describeFileError(error, 'stdout', 'written'), { debug }));
  process.exit();
});
signal.addEventListener('abort', () => {
  if (screen?.live) screen.line('Stopping. Ctrl-C again ends at once.');
});

try {
  if (process.argv.length > 2) await program.parseAsync();
  else program.outputHelp();
} catch (error) {
  finish(judge(error));
  // Work that does not listen to the signal must not keep the process.
  if (signal.aborted) process.exit();
}

function finish({ text, code }: Verdict): void {
  screen?.draw('');
  if (text !== '') process.stderr.write(`${text}\n`);
  process.exitCode = code;
}

function judge(error: unknown): Verdict {
  if (signal.aborted) return reportInterrupt(signal.reason, files);
  if (error instanceof CommanderError) return reportCall(error, program, process.argv[2]);
  return report(error, { debug });
}
