import { type Command, Option } from 'commander';
import { FLOWS, NETWORKS, oneOf, positiveNumber, recipe, wholeNumber } from './arguments.ts';

const BACKENDS = ['auto', 'wasm', 'cpu', 'webgpu', 'node'] as const;
const PRESETS = ['default', 'auto', 'sbi'] as const;
const OPTIMIZERS = ['adam', 'adamw', 'sgd'] as const;
const SCHEDULES = ['constant', 'cosine', 'plateau'] as const;

/** The options of every command that trains. */
export function addTraining(command: Command): void {
  command
    .optionsGroup('Model:')
    .option(
      '--preset <name>',
      'auto: the best of several flows, three times where simulations are few; sbi: as Python sbi trains',
      oneOf('--preset', PRESETS),
      'default',
    )
    .option('--flow <name>', FLOWS.join(', '), recipe('--flow', FLOWS))
    .option('--embedding <name>', `what reads x: ${NETWORKS.join(', ')}`, recipe('--embedding', NETWORKS))
    .option(
      '--support <how>',
      'constrain: draws cannot leave the prior; reject: those that do are drawn again',
      oneOf('--support', ['constrain', 'reject']),
    )
    .option(
      '--missing <how>',
      'refuse, or mask: entries of x may be NaN',
      oneOf('--missing', ['refuse', 'mask']),
    )
    .option('--members <n>', 'average so many trainings', wholeNumber('--members', 1, 100))
    .option('--restarts <n>', 'keep the best of so many trainings', wholeNumber('--restarts', 1, 1000))
    .optionsGroup('Training:')
    .option('--max-epochs <n>', 'train so many epochs at most', wholeNumber('--max-epochs', 1))
    .option('--max-steps <n>', 'train so many gradient steps at most', wholeNumber('--max-steps', 1))
    .option('--max-seconds <n>', 'train so long at most', positiveNumber('--max-seconds'))
    .option('--patience <n>', 'epochs to wait for a better validation loss', wholeNumber('--patience', 1))
    .option('--batch-size <n>', 'simulations a gradient step', wholeNumber('--batch-size', 1))
    .option('--learning-rate <n>', 'of the optimiser', positiveNumber('--learning-rate', 1))
    .option('--optimizer <name>', OPTIMIZERS.join(', '), oneOf('--optimizer', OPTIMIZERS))
    .option(
      '--schedule <name>',
      `of the learning rate: ${SCHEDULES.join(', ')}`,
      oneOf('--schedule', SCHEDULES),
    )
    .option(
      '--validation-fraction <n>',
      'share of the simulations that validates',
      positiveNumber('--validation-fraction', 1),
    )
    .addOption(backendOption());
}

/** The options of every command that says something. */
export function addCommon(command: Command): Command {
  return command
    .optionsGroup('Output:')
    .option('--json', 'print one JSON object, and nothing else, on stdout')
    .option('--quiet', 'print nothing but warnings and errors')
    .addOption(new Option('--debug', 'show the stack of an error').hideHelp());
}

export function seedOption(): Option {
  return new Option('--seed <n>', 'the same seed gives the same result')
    .argParser(wholeNumber('--seed', 0))
    .default(1);
}

export function backendOption(): Option {
  return new Option('--backend <name>', `what computes: ${BACKENDS.join(', ')}`)
    .argParser(oneOf('--backend', BACKENDS))
    .default('auto');
}
