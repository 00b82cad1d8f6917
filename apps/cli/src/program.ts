import { Command, Option } from 'commander';
import pc from 'picocolors';
import { numberList, pairList, repeated, shape, wholeNumber, wordList } from './arguments.ts';
import type { CommonOptions, Context } from './context.ts';
import {
  checkHelp,
  demoHelp,
  infoHelp,
  introduction,
  plotHelp,
  sampleHelp,
  start,
  trainHelp,
} from './help.ts';
import { formatHelp } from './helpPage.ts';
import { addCommon, addTraining, backendOption, seedOption } from './options.ts';
import { cliVersion } from './versions.ts';

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
  for (const add of [addDemo, addTrain, addCheck, addSample, addPlot, addInfo]) add(program, makeContext);
  return program;
}

function addDemo(program: Command, makeContext: MakeContext): void {
  const command = program
    .command('demo')
    .summary('simulate, train, infer and check, on a problem that comes along')
    .description(
      'Simulates a problem that comes along, trains, infers what was measured (or two\n' +
        'observations drawn from its prior), sets it beside the exact posterior, checks, and\n' +
        'writes a report. Without a problem it lists those there are.',
    )
    .argument('[problem]', 'its name in the list that sbi demo prints')
    .option(
      '--simulations <n>',
      'rows to simulate (2,000 for gaussian)',
      wholeNumber('--simulations', 10, 1e8),
    )
    .option('--draws <n>', 'draws from each posterior', wholeNumber('--draws', 2, 1e8), 10_000)
    .option('--pairs <n>', 'held-out simulations to check on', wholeNumber('--pairs', 10, 1e6), 300)
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
    .option('--x-shape <lengths>', 'axes of one x where it is no vector: 21,2', shape('--x-shape'))
    .option('--checkpoint <file>', 'written after every epoch; the same command goes on from it')
    .addOption(seedOption());
  addTraining(command);
  addCommon(command).addHelpText('after', trainHelp);
  command.action(async (options) => {
    const context = makeContext(options);
    const { train } = await import('./commands/train.ts');
    return train(options, context);
  });
}

function addCheck(program: Command, makeContext: MakeContext): void {
  const command = program
    .command('check')
    .summary('say whether a posterior can be trusted, by held-out simulations')
    .description(
      'Says whether a posterior can be trusted, by simulations that were kept from its\n' +
        'training. The exit status is 0 where it can, and 1 where it cannot.',
    )
    .argument('<model>', 'the model file')
    .requiredOption('--theta <file>', 'CSV of held-out parameters from the same prior')
    .requiredOption('--x <file>', 'CSV of what they gave, the same rows')
    .option('--observed <file>', 'CSV of what was measured: is it like the simulations?')
    .option('--draws <n>', 'draws from the posterior of each row', wholeNumber('--draws', 10, 1e6), 1000)
    .addOption(seedOption())
    .option('--out <file>', 'the page to write', 'report.html')
    .addOption(backendOption());
  addCommon(command).addHelpText('after', checkHelp);
  command.action(async (model: string, options) => {
    const context = makeContext(options);
    const { check } = await import('./commands/check.ts');
    process.exitCode = await check(model, options, context);
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
    .option('--x <numbers>', 'the observation: 0.8,0.6,0.4', numberList('--x', { missing: true }))
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
