// node --import ./moduleHook.mjs: `@tensorflow/tfjs-node` is the build in the folder TFJS_NODE_DIR (bench/tfjs-node.sh).
// REPLACED_MODULES maps names to addresses in JSON; null makes a package that is not installed.
import { register } from 'node:module';
import { pathToFileURL } from 'node:url';

const { TFJS_NODE_DIR, REPLACED_MODULES = '{}' } = process.env;
const replaced = JSON.parse(REPLACED_MODULES);
if (TFJS_NODE_DIR) replaced['@tensorflow/tfjs-node'] = pathToFileURL(`${TFJS_NODE_DIR}/dist/index.js`).href;

const hook = `
  const replaced = new Map(Object.entries(${JSON.stringify(replaced)}));
  export const resolve = (name, context, next) => {
    if (replaced.get(name) === null) return next(name, { ...context, parentURL: 'file:///nowhere.mjs' });
    return next(replaced.get(name) ?? name, context);
  };`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
