/** How the person called us, so that the command we suggest works when it is typed: from a clone it goes through pnpm. */
export function commandName(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const fromClone = env['npm_lifecycle_event'] === 'demo' || env['npm_lifecycle_event'] === 'sbi';
  return fromClone ? 'npx --yes pnpm@10 sbi' : 'sbi';
}
