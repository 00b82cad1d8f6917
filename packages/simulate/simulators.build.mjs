import { readdirSync } from 'node:fs';
import { build } from 'rolldown';

// Written over tsc's output of the same names: a bundler copies a simulator's module as it is, so it must stand alone.
const folder = 'src/problems';
for (const file of readdirSync(folder).filter((name) => name.endsWith('.simulator.ts'))) {
  await build({
    input: `${folder}/${file}`,
    output: { file: `dist/problems/${file.replace(/\.ts$/, '.js')}` },
    logLevel: 'warn',
  });
}
