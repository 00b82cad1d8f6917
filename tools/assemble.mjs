// Compiles AssemblyScript into a TypeScript file that holds the module as a text: no loader, no file to serve. The files are
// committed, so that nobody who leaves the assembly alone needs the compiler; a test of the package holds them together.
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const OPTIONS = '--enable simd --runtime stub -O3 --noAssert --importMemory --use abort= --disableWarning';

/** Compiles `entry` (a URL) to `file`, which then exports `constant`, the module in base64. */
export async function assemble(entry, file, constant, more = []) {
  let binary = new Uint8Array();
  const source = relative('', fileURLToPath(entry));
  const { error, stderr } = await asc.main(
    [source, '--outFile', 'module.wasm', ...OPTIONS.split(' '), ...more],
    {
      writeFile: (_, contents) => {
        binary = contents;
      },
    },
  );
  if (error) throw new Error(`${error.message}\n${stderr}`);
  const base64 = Buffer.from(binary).toString('base64');
  writeFileSync(
    file,
    `// Made by assembly.build.mjs from assembly/.\nexport const ${constant}: string =\n  '${base64}';\n`,
  );
}
