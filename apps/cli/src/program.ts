import { Command, Option } from 'commander';
import pc from 'picocolors';
import { numberList, oneOf, pairList, positiveNumber, repeated, wholeNumber, wordList } from './arguments.ts';
import type { CommonOptions, Context } from './context.ts';
import { demoHelp, infoHelp, introduction, plotHelp, sampleHelp, start, trainHelp } from './help.ts';
import { formatHelp } from './helpPage.ts';
import { findProblem, problems } from './problems.ts';
import { cliVersion } from './versions.ts';

const BACKENDS = ['auto', 'wasm', 'cpu', 'webgpu', 'node'] as const;
const PRESETS = ['default', 'sbi'] as const;

/** Makes what a command works with, once its options are known; `toData` when stdout carries data. */
export type MakeContext = (options: CommonOptions & { readonly toData?: boolean }) => Context;

/** All commands with their help pages. What a command needs is loaded when it runs, so that help is there at once. */
export function makeProgram(makeContext: MakeContext): Command {
  const program = new Command('sbi')
    .description(introduction)
    .version(cliVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this page, or that of a command')
    .helpCommand('help [command]', 'print the page of a command')
    .configureHelp({ formatHelp, styleTitle: (title) => pc.bold(title) })
    .addHelpText('after', start)
    // What commander says about a wrong call is said in one line by report.ts.
    .configureOutput({ writeErr: () => {} })
    .exitOverride();
  for (const add of [addDemo, addTrain, addSample, addPlot, addInfo]) add(program, makeContext);
  return program;
}

function addDemo(program: Command, makeContext: MakeContext): void {
  const names = problems.map(({ name }) => name).join(', ');
  const command = program
    .command('demo')
    .summary('simulate, train and infer, on a problem that comes along')
    .description(
      'Simulates a problem that comes along, trains, and infers two observations drawn\n' +
        'from its prior. Without a problem it lists those there are.',
    )
    .argument('[problem]', names)
    .option('--simulations <n>', 'rows to simulate', wholeNumber('--simulations', 10, 1e8), 2000)
    .option('--draws <n>', 'draws from each posterior', wholeNumber('--draws', 2, 1e8), 10_000)
    .addOption(seedOption())
    .option(
      '--workers <n>',
      'threads to simulate on; the result is the same',
      wholeNumber('--workers', 1, 256),
    )
    .option('--out <folder>', 'where the files go (out/<problem>)');
  addTraining(command);
  addCommon(command).addHelpText('after', demoHelp);
  command.action(async (problem: string | undefined, options) => {
    const context = makeContext(options);
    if (problem === undefined)
      return (await import('./commands/listProblems.ts')).listProblems(options, context);
    findProblem(problem);
    return (await import('./commands/demo.ts')).demo(problem, options, context);
  });
}

function addTrain(program: Command, makeContext: MakeContext): void {
  const command = program
    .command('train')
    .summary('train a posterior on your own simulations')
    .description('Trains a posterior on your own simulations: two CSV tables and a prior.')
    .requiredOption('--theta <file>', 'CSV of the parameters, a row a simulation')
    .requiredOption('--x <file>', 'CSV of what they gave, the same rows')
    .requiredOption('--prior <file>', 'JSON of the prior that the parameters were drawn from')
    .requiredOption('--out <file>', 'the model file to write, .safetensors')
    .addOption(seedOption());
  addTraining(command);
  addCommon(command).addHelpText('after', trainHelp);
  command.action(async (options) => {
    const context = makeContext(options);
    const { train } = await import('./commands/train.ts');
    return train(options, context);
  });
}

function addSample(program: Command, makeContext: MakeContext): void {
  const command = program
    .command('sample')
    .summary('draw from the posterior of an observation')
    .description(
      'Draws from the posterior of an observation. Without --out they go to stdout as\nCSV, or, where that is a terminal, their summary alone is shown.',
    )
    .argument('<model>', 'the model file')
    .option('--x <numbers>', 'the observation: 0.8,0.6,0.4', numberList('--x'))
    .option('--x-file <file>', 'or a CSV file with the observation in one row')
    .option('--draws <n>', 'draws', wholeNumber('--draws', 1, 1e8), 10_000)
    .addOption(seedOption())
    .option('--out <file>', 'the CSV file to write')
    .addOption(backendOption());
  addCommon(command).addHelpText('after', sampleHelp);
  command.action(async (model: string, options) => {
    const context = makeContext({ ...options, toData: options.out === undefined });
    const { sample } = await import('./commands/sample.ts');
    return sample(model, options, context);
  });
}

function addPlot(program: Command, makeContext: MakeContext): void {
  const command = program
    .command('plot')
    .summary('draw tables of samples, two parameters at a time')
    .description(
      'Draws tables of samples, two parameters at a time: in the terminal, or to an SVG\n' +
        'or PNG file. Several tables are laid over one another.',
    )
    .argument('<samples...>', 'CSV files of draws')
    .option('--out <file>', 'the file to write, .svg or .png')
    .option(
      '--points <numbers>',
      'mark a point, such as the truth; may be repeated',
      repeated(numberList('--points')),
    )
    .option('--limits <pairs>', 'range of the axes: one pair for all, or one each', pairList('--limits'))
    .option('--bounds <pairs>', 'where the prior ends: densities are corrected there', pairList('--bounds'))
    .option('--labels <words>', 'what to call the parameters', wordList('--labels'))
    .option('--subset <words>', 'draw only these columns', wordList('--subset'))
    .option('--title <text>', 'a line above the picture')
    .optionsGroup('Output:')
    .option('--quiet', 'print nothing but warnings and errors')
    .addOption(new Option('--debug', 'show the stack of an error').hideHelp())
    .addHelpText('after', plotHelp);
  command.action(async (samples: string[], options) => {
    const context = makeContext(options);
    const { plot } = await import('./commands/plot.ts');
    return plot(samples, options, context);
  });
}

function addInfo(program: Command, makeContext: MakeContext): void {
  const command = program
    .command('info')
    .summary('say what a model file holds')
    .description('Says what a model file holds: parameters, prior, flow, training, size.')
    .argument('<model>', 'the model file');
  addCommon(command).addHelpText('after', infoHelp);
  command.action(async (model: string, options) => {
    const context = makeContext(options);
    const { info } = await import('./commands/info.ts');
    return info(model, options, context);
  });
}

function addTraining(command: Command): void {
  command
    .optionsGroup('Training:')
    .option('--preset <name>', 'default, or sbi: as Python sbi trains', oneOf('--preset', PRESETS), 'default')
    .option('--max-epochs <n>', 'train so many epochs at most', wholeNumber('--max-epochs', 1))
    .option('--max-seconds <n>', 'train so long at most', positiveNumber('--max-seconds'))
    .option('--patience <n>', 'epochs to wait for a better validation loss', wholeNumber('--patience', 1))
    .option('--batch-size <n>', 'simulations a gradient step', wholeNumber('--batch-size', 1))
    .option('--learning-rate <n>', 'of the optimiser', positiveNumber('--learning-rate', 1))
    .addOption(backendOption());
}

function addCommon(command: Command): Command {
  return command
    .optionsGroup('Output:')
    .option('--json', 'print one JSON object, and nothing else, on stdout')
    .option('--quiet', 'print nothing but warnings and errors')
    .addOption(new Option('--debug', 'show the stack of an error').hideHelp());
}

function seedOption(): Option {
  return new Option('--seed <n>', 'the same seed gives the same result')
    .argParser(wholeNumber('--seed', 0))
    .default(1);
}

function backendOption(): Option {
  return new Option('--backend <name>', `what computes: ${BACKENDS.join(', ')}`)
    .argParser(oneOf('--backend', BACKENDS))
    .default('auto');
}
