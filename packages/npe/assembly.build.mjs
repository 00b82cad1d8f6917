// node assembly.build.mjs [FOLDER]: compiles assembly/ into src/diagnostics/classifierModule.ts, or into that folder.
import { fileURLToPath } from 'node:url';
import { assemble } from '../../tools/assemble.mjs';

const entry = new URL('./assembly/index.ts', import.meta.url); // in full, which knip can follow
const [, , folder = fileURLToPath(new URL('src/diagnostics', import.meta.url))] = process.argv;

await assemble(entry, `${folder}/classifierModule.ts`, 'CLASSIFIER_MODULE');
