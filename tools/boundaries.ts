import { posix } from 'node:path';
import { parseSync, Visitor } from 'rolldown/utils';
import { importsOf, type Member, methodCallsOf, type Source } from './sources.ts';

/** The graph: what each package may import of ours. Whatever stands here points downwards. */
const below: Readonly<Record<string, readonly string[]>> = {
  core: [],
  plots: [],
  backends: ['core', 'kernels'],
  distributions: ['core'],
  flows: ['core', 'distributions'],
  simulate: ['core', 'distributions'],
  npe: ['core', 'distributions', 'flows'],
  report: ['core', 'distributions', 'npe', 'plots'],
  kernels: ['core'],
};
/** From the bottom up: a test may also use what stands lower here, an application everything. */
const order = ['core', 'plots', 'distributions', 'flows', 'simulate', 'npe', 'report', 'kernels', 'backends'];
const applications = ['cli', 'web'];
/** The one file that reaches into tfjs-core: gradients are not in its public entry. */
const deepImporter = 'packages/core/src/gradients.ts';
const variableOwner = 'packages/flows/src/parameters.ts';

const nameOf = (folder: string) => posix.basename(folder);
const ours = (specifier: string) => /^@sbi\/([^/]+)/.exec(specifier)?.[1];

function allowed(name: string, inTest: boolean): readonly string[] {
  if (applications.includes(name)) return order;
  const lower = inTest ? order.slice(0, order.indexOf(name)) : (below[name] ?? []);
  return [...lower, name];
}

/** What is wrong with one import of a file. */
function wrongImport(path: string, specifier: string): string | undefined {
  const [parent = '', folder = ''] = path.split('/');
  const inTest = !path.startsWith(`${parent}/${folder}/src/`);
  const ofOurs = ours(specifier);
  if (ofOurs !== undefined && !allowed(folder, inTest).includes(ofOurs)) return 'points upwards';
  if (ofOurs !== undefined && /\/(src|dist)\//.test(specifier)) return 'goes past the public entry';
  if (specifier.startsWith('@tensorflow/')) {
    if (folder === 'plots') return 'brings tfjs into plots';
    const isAsset = specifier.endsWith('?url'); // a file to serve, not code
    const isDeep = specifier.split('/').length > 2 && !isAsset;
    if (isDeep && path !== deepImporter && !inTest) return 'goes past the public entry';
    const isEngine = !specifier.startsWith('@tensorflow/tfjs-core');
    if (isEngine && parent === 'packages' && folder !== 'backends' && !inTest) return 'chooses an engine';
  }
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(path), specifier);
    if (!target.startsWith(`${parent}/${folder}/`)) return 'leaves the package';
  }
  return undefined;
}

export function wrongImports(source: Source): readonly string[] {
  return importsOf(source).flatMap((specifier) => {
    const wrong = wrongImport(source.path, specifier);
    return wrong === undefined ? [] : [`${source.path}: '${specifier}' ${wrong}`];
  });
}

/** Calls that are kept to one place or out of the sources: reading back in step, printing, trainable variables. */
export function wrongCalls(source: Source): readonly string[] {
  if (!/^[^/]+\/[^/]+\/src\/(?!testing\/)/.test(source.path)) return [];
  return methodCallsOf(source).flatMap((call) => {
    const reads = /\.(dataSync|arraySync|print)$/.test(call);
    const makesVariable = call === 'tf.variable' && source.path !== variableOwner;
    return reads || makesVariable ? [`${source.path}: ${call}`] : [];
  });
}

/** The operations whose bits are the same in every JavaScript engine. */
const portable = new Set(
  ['abs', 'ceil', 'clz32', 'floor', 'fround', 'imul', 'max', 'min', 'round', 'sign', 'sqrt', 'trunc'].map(
    (name) => `Math.${name}`,
  ),
);

/** What a file computes with that gives other last bits in another engine. */
export function unportable(source: Source): readonly string[] {
  const found = methodCallsOf(source).filter((call) => call.startsWith('Math.') && !portable.has(call));
  new Visitor({
    BinaryExpression({ operator, left, right }) {
      const isConstant = left.type === 'Literal' && right.type === 'Literal'; // 2 ** 32 is exact
      if (operator === '**' && !isConstant) found.push('**');
    },
  }).visit(parseSync(source.path, source.text).program);
  return found.map((what) => `${source.path}: ${what}`);
}

/** What a manifest asks for that its place in the graph does not allow. */
export function wrongDependencies({ folder, manifest }: Member): readonly string[] {
  const name = nameOf(folder);
  const { dependencies = {}, devDependencies = {}, peerDependencies = {} } = manifest;
  const upwards = (names: Readonly<Record<string, string>>, inTest: boolean) =>
    Object.keys(names).filter((n) => ours(n) && !allowed(name, inTest).includes(ours(n) as string));
  const isLibrary = folder.startsWith('packages/');
  const engines = Object.keys({ ...dependencies, ...peerDependencies }).filter(
    (n) => n.startsWith('@tensorflow/') && (n !== '@tensorflow/tfjs-core' || n in dependencies),
  );
  return [
    ...upwards({ ...dependencies, ...peerDependencies }, false),
    ...upwards(devDependencies, true),
    ...(isLibrary && name !== 'backends' ? engines : []),
    ...(isLibrary && '@tensorflow/tfjs-core' in dependencies
      ? ['@tensorflow/tfjs-core as a dependency']
      : []),
    ...(name === 'plots' ? Object.keys(peerDependencies).filter((n) => n.startsWith('@tensorflow/')) : []),
  ].map((what) => `${folder}/package.json: ${what}`);
}
