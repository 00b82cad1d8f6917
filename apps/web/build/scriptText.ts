import { basename } from 'node:path';
import { rolldown } from 'rolldown';
import type { Plugin } from 'vite';

const SUFFIX = '?script';

/**
 * `import { script } from './inside.ts?script'`: the module and all it imports as the text of one classic script, which
 * leaves its exports in a variable of the file's name. For programs that run where nothing can be loaded.
 */
export function scriptText(): Plugin {
  let conditions: readonly string[] = [];
  return {
    name: 'script-text',
    enforce: 'pre',
    configResolved(config) {
      conditions = config.resolve.conditions;
    },
    async resolveId(id, importer) {
      if (!id.endsWith(SUFFIX)) return null;
      const found = await this.resolve(id.slice(0, -SUFFIX.length), importer, { skipSelf: true });
      return found ? `${found.id}${SUFFIX}` : null;
    },
    async load(id) {
      if (!id.endsWith(SUFFIX)) return null;
      const { script, files } = await bundle(id.slice(0, -SUFFIX.length), conditions);
      for (const file of files) this.addWatchFile(file);
      return `export const script = ${JSON.stringify(script)};`;
    },
  };
}

/** A module and all it imports as one classic script, and the files that it came from. */
export async function bundle(
  input: string,
  conditions: readonly string[],
): Promise<{ readonly script: string; readonly files: readonly string[] }> {
  const build = await rolldown({ input, resolve: { conditionNames: [...conditions] }, onLog: refuse });
  try {
    const { output } = await build.generate({ format: 'iife', name: basename(input, '.ts'), minify: true });
    return { script: output[0].code, files: await build.watchFiles };
  } finally {
    await build.close(); // `using` is too new for the Node that reads Vite's configuration
  }
}

/** A script that lacks a part would fail in the visitor's browser only. */
function refuse(level: string, { message }: { readonly message: string }): void {
  if (level === 'warn') throw new Error(message);
}
