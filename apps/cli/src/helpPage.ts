import type { Command, Help, Option } from 'commander';

/** Lines longer than this are hard to read, however wide the window. */
const WIDEST = 100;

/** Lays out a help page: what it is for first, then how to call it, then arguments, commands and options in groups. */
export function formatHelp(command: Command, helper: Help): string {
  helper.helpWidth = Math.min(WIDEST, helper.helpWidth ?? 80);
  const sections = sectionsOf(command, helper).filter(({ items }) => items.length > 0);
  const width = Math.max(...sections.flatMap(({ items }) => items.map(([term]) => term.length)));
  const blocks = [
    helper.commandDescription(command),
    `${helper.styleTitle('Usage:')}\n  ${helper.commandUsage(command)}`,
    ...sections.map(({ title, items }) => {
      const lines = items.map(([term, text]) => helper.formatItem(term, width, text, helper));
      return [helper.styleTitle(title), ...lines].join('\n');
    }),
  ];
  return `${blocks.join('\n\n')}\n`;
}

interface Section {
  readonly title: string;
  readonly items: readonly (readonly [term: string, text: string])[];
}

function sectionsOf(command: Command, helper: Help): Section[] {
  return [
    {
      title: 'Arguments:',
      items: helper
        .visibleArguments(command)
        .map((argument) => [helper.argumentTerm(argument), argument.description]),
    },
    {
      title: 'Commands:',
      items: helper.visibleCommands(command).map((sub) => [sub.name(), helper.subcommandDescription(sub)]),
    },
    ...optionGroups(command, helper),
  ];
}

/** Options under their headings, in the order of their first; a command's page need not say how it was asked for. */
function optionGroups(command: Command, helper: Help): Section[] {
  const groups = new Map<string, [term: string, text: string][]>();
  for (const option of helper.visibleOptions(command)) {
    if (command.parent && option.long === '--help') continue;
    const title = option.helpGroupHeading ?? 'Options:';
    groups.set(title, [...(groups.get(title) ?? []), [helper.optionTerm(option), describe(option)]]);
  }
  return [...groups].map(([title, items]) => ({ title, items }));
}

/** What an option does, and its value where none is given. */
function describe({ description, defaultValue }: Option): string {
  return defaultValue === undefined ? description : `${description} (${String(defaultValue)})`;
}
