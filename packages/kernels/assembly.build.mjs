// node assembly.build.mjs [FOLDER]: compiles assembly/ into src/simd128.ts and src/relaxedSimd.ts, or into that folder.
import { fileURLToPath } from 'node:url';
import { assemble } from '../../tools/assemble.mjs';

const entry = new URL('./assembly/index.ts', import.meta.url); // in full, which knip can follow
const [, , folder = fileURLToPath(new URL('src', import.meta.url))] = process.argv;

await assemble(entry, `${folder}/simd128.ts`, 'SIMD128');
await assemble(entry, `${folder}/relaxedSimd.ts`, 'RELAXED_SIMD', ['--enable', 'relaxed-simd']);
