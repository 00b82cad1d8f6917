import { existsSync, readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { publicOps } from './tools/publicOps.mjs';

// Tests read the packages' sources (condition "@sbi/source"), so editing one needs no build.
const conditions = ['@sbi/source', 'module', 'import', 'default'];
const folders = ['packages', 'apps']
  .flatMap((parent) => readdirSync(parent).map((name) => `${parent}/${name}`))
  .filter((folder) => existsSync(`${folder}/test`));

export default defineConfig({
  plugins: [publicOps()],
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    setupFiles: [new URL('./tools/quiet.ts', import.meta.url).pathname],
    server: { deps: { inline: [/tfjs-core\/dist\/(gradients|kernel_names|tensor_util|util|ops\/)/] } },
    exclude: ['**/node_modules/**', '**/dist/**', '**/*.slow.test.ts', '**/*.browser.test.ts'],
    testTimeout: 60_000,
    projects: [...folders, 'tools'].map((root) => ({ extends: true as const, root, test: { name: root } })),
  },
});
