import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const VENV = fileURLToPath(new URL('../../.venv/', import.meta.url));
const REQUIREMENTS = fileURLToPath(new URL('../../python/speed/requirements.txt', import.meta.url));
/** What both peers import. */
const PROBE = 'import sbi.inference, flowjax.flows, optax, safetensors';

/** A Python with the peers: that of BENCH_PYTHON, or one that is installed once into bench/.venv; else why there is none. */
export function findPython(say: (line: string) => void): { python: string } | { why: string } {
  const given = process.env['BENCH_PYTHON'];
  if (given) return probe(given) ? { python: given } : { why: `${given} cannot \`${PROBE}\`` };
  const own = `${VENV}bin/python`;
  if (existsSync(own) && probe(own)) return { python: own };
  const system = ['python3', 'python'].find((name) => run(name, ['-c', 'import venv, ensurepip']));
  if (!system) return { why: 'there is no Python with venv' };
  say('installing the Python peers into bench/.venv (once)');
  // the CPU build of torch is a tenth of the other one; elsewhere than on Linux there is only one
  const index = ['--extra-index-url', 'https://download.pytorch.org/whl/cpu'];
  const made =
    run(system, ['-m', 'venv', VENV]) &&
    (run(own, ['-m', 'pip', 'install', '--quiet', '-r', REQUIREMENTS]) ||
      run(own, ['-m', 'pip', 'install', '--quiet', ...index, '-r', REQUIREMENTS]));
  return made && probe(own) ? { python: own } : { why: 'the peers could not be installed into bench/.venv' };
}

const probe = (python: string) => run(python, ['-c', PROBE]);

function run(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore', timeout: 1_200_000 }).status === 0;
}
