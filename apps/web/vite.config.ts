import type { UserConfig } from 'vite';

const config: UserConfig = {
  base: './', // the built folder works from any sub-path
  worker: { format: 'es' }, // a backend's code is loaded when it is asked for
  // Vite's search for dependencies does not enter workers; found late, they would reload the page.
  optimizeDeps: { entries: ['index.html', 'src/engine.worker.ts'] },
  clearScreen: false,
  build: { rolldownOptions: { checks: { pluginTimings: false } } },
};
export default config;
