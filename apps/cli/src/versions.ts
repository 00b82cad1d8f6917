import { createRequire } from 'node:module';

/** What a result depends on. */
const PACKAGES = [
  '@sbi/core',
  '@sbi/distributions',
  '@sbi/flows',
  '@sbi/simulate',
  '@sbi/npe',
  '@sbi/kernels',
  '@sbi/plots',
  '@sbi/backends',
  '@tensorflow/tfjs-core',
];

const require = createRequire(import.meta.url);

/** The version of this package. */
export function cliVersion(): string {
  return versionIn(require, '../package.json');
}

/** The versions that a result depends on, by package, and that of Node. */
export function readVersions(): Record<string, string> {
  return {
    node: process.versions.node,
    '@sbi/cli': cliVersion(),
    ...Object.fromEntries(PACKAGES.map((name) => [name, versionIn(require, `${name}/package.json`)])),
  };
}

function versionIn(from: NodeJS.Require, path: string): string {
  return (from(path) as { version: string }).version;
}
