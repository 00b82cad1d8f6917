/**
 * tfjs's gradient files import their ops one by one, which would put a second copy of every op into the bundle.
 * This plugin (rolldown, Vite) sends those imports to the public entry of tfjs-core instead.
 */
export const publicOps = () => ({
  name: 'public-ops',
  enforce: 'pre',
  resolveId(id, importer = '') {
    const isOp = /^\.\.\/ops\/[a-z0-9_]+$/.test(id) && !/(_util|axis)$/.test(id);
    if (!isOp || !importer.includes('tfjs-core/dist/gradients/')) return null;
    return this.resolve('@tensorflow/tfjs-core', importer, { skipSelf: true });
  },
});
