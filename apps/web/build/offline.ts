import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';
import type { OfflineBuild } from '../src/offline/offlineBuild.ts';

const WORKER = 'offline.js';
const SLOT = '__OFFLINE_BUILD__';

/**
 * Builds the service worker beside the page and tells it of every other file. It stands at the top of the folder under a
 * name that does not change, for a browser looks there for a newer one.
 */
export function offline(): Plugin {
  return {
    name: 'offline',
    apply: 'build',
    enforce: 'post',
    buildStart() {
      this.emitFile({ type: 'chunk', id: 'src/offline/offline.worker.ts', fileName: WORKER });
    },
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const worker = bundle[WORKER];
        if (worker?.type !== 'chunk') throw new Error(`${WORKER} must be built; received none.`);
        if (worker.imports.length > 0) {
          throw new Error(`${WORKER} must stand alone; received imports of ${worker.imports.join(', ')}.`);
        }
        const others = Object.values(bundle).filter(({ fileName }) => fileName !== WORKER);
        const build = offlineBuild(
          others.map((file) => [file.fileName, file.type === 'chunk' ? file.code : file.source] as const),
        );
        worker.code = worker.code.replaceAll(SLOT, () => JSON.stringify(build));
      },
    },
  };
}

/** The list of files in the order of their names; hosts serve index.html as the folder itself. */
function offlineBuild(contents: readonly (readonly [string, string | Uint8Array])[]): OfflineBuild {
  const files = contents
    .map(([name, content]) => {
      const path = name === 'index.html' ? './' : name;
      return [path, `sha256-${createHash('sha256').update(content).digest('base64')}`] as const;
    })
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const version = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16);
  return { version, files };
}
