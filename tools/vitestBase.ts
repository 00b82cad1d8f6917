import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { publicOps } from './publicOps.mjs';

type TestOptions = NonNullable<ViteUserConfig['test']>;

/** Absolute, because a package's own `test` script runs in the package's folder. */
export const top: string = fileURLToPath(new URL('..', import.meta.url));

/** Every folder with tests, seen from the top: packages/core, apps/cli, tools, bench. */
export const folders: readonly string[] = ['packages', 'apps']
  .flatMap((parent) => readdirSync(top + parent).map((name) => `${parent}/${name}`))
  .filter((folder) => existsSync(`${top}${folder}/test`))
  .concat('tools', 'bench');

/** Runs apart from `pnpm test`, each under a configuration of its own. */
export const apart: readonly string[] = ['slow', 'browser', 'packed'].map((kind) => `**/*.${kind}.test.ts`);

const conditions = ['@sbi/source', 'module', 'import', 'default'];

/** What all test runs share. Tests read the packages' sources (condition "@sbi/source"), so editing one needs no build. */
export function testRun(test: TestOptions): ViteUserConfig {
  return defineConfig({
    root: top,
    plugins: [publicOps()],
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      setupFiles: [`${top}tools/quiet.ts`],
      server: { deps: { inline: [/tfjs-core\/dist\/(gradients|kernel_names|tensor_util|util|ops\/)/] } },
      maxWorkers: '100%',
      allowOnly: false,
      ...test,
      exclude: ['**/node_modules/**', '**/dist/**', ...(test.exclude ?? [])],
    },
  });
}
