import type { UserConfig } from 'vite';
import { contentPolicy } from './build/contentPolicy.ts';
import { offline } from './build/offline.ts';
import { scriptText } from './build/scriptText.ts';

/** Code that main.ts imports from the start and rooms that load later share with it. */
const firstParts = /\/(web\/src\/(shell|state|problems|data|live|pair)\/[^?]*$|lit-html\/)/;

const config: UserConfig = {
  plugins: [scriptText(), contentPolicy(), offline()],
  base: './', // the built folder works from any sub-path
  // Without "development": lit would warn of itself in the development server.
  resolve: { conditions: ['module', 'browser'] },
  worker: {
    format: 'es', // a backend's code is loaded when it is asked for
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
  // Vite's search for dependencies does not enter workers; found late, they would reload the page.
  optimizeDeps: { entries: ['index.html', 'src/*/*.worker.ts'] },
  clearScreen: false,
  build: {
    rolldownOptions: {
      checks: { bundlerTimings: false },
      // What the first picture needs comes in one piece: a line that is slow answers slowly, too.
      output: { codeSplitting: { groups: [{ name: 'first', test: firstParts }] } },
    },
  },
};
export default config;
