import { LONGEST_SOURCE, packText, unpackText } from './packedText.ts';
import {
  numbersOfBrushes,
  numbersOfShown,
  readBrushes,
  readShown,
  type Sight,
  usualSight,
} from './sightState.ts';
import { StateError } from './stateError.ts';

/** Settings of a training by name: whole numbers, or a choice out of several. */
export type LinkedSettings = Readonly<Record<string, number | string>>;

/** What a link holds: enough for a colleague to see the same picture. */
export interface PageState {
  readonly view: string;
  readonly problem: string;
  /** Names all randomness; 0 to 2³² − 1. */
  readonly seed: number;
  /** What differs from the defaults. */
  readonly settings: LinkedSettings;
  readonly x?: readonly number[];
  readonly sight: Sight;
  /** SHA-256 of the model file behind the picture, where it is not the one the page ships. */
  readonly model?: string;
  /** An own simulator, which runs only when its reader says so. */
  readonly source?: string;
  readonly backend?: string;
}

/** What the page has: names outside of it are refused. The first view and the first problem are the defaults. */
export interface KnownNames {
  readonly views: readonly string[];
  readonly problems: readonly string[];
  readonly backends: readonly string[];
  /** Settings by name: whole numbers from … to …, or one out of several. */
  readonly settings: Readonly<Record<string, readonly [low: number, high: number] | readonly string[]>>;
}

const allNames = ['view', 'problem', 'seed', 'x', 'shown', 'brush', 'kept', 'model', 'source', 'backend'];
const LONGEST_ADDRESS = 100_000;
const MOST_NUMBERS = 4096;
const LAST_SEED = 2 ** 32 - 1;
const NUMBER = /^-?(\d{1,24}(\.\d{1,24})?|\.\d{1,24})(e[+-]?\d{1,3})?$/i;

/** The state that the page opens with. */
export function defaultState({ views, problems }: KnownNames): PageState {
  return {
    view: views[0] as string,
    problem: problems[0] as string,
    seed: 1,
    settings: {},
    sight: usualSight,
  };
}

/**
 * What stands after the # of a link. It never reaches a server, so neither does an own simulator in it.
 *
 * @throws StateError for an own simulator of more than 20,000 characters
 */
export async function encodeState(state: PageState, known: KnownNames): Promise<string> {
  const { view, problem, seed, settings, x, sight, model, source, backend } = state;
  const usual = defaultState(known);
  if (source !== undefined && source.length > LONGEST_SOURCE) {
    const must = `have at most ${LONGEST_SOURCE} characters to fit into a link`;
    throw new StateError('The simulator', must, `${source.length} characters`);
  }
  const entries: readonly (readonly [string, string | undefined])[] = [
    ['view', view === usual.view ? undefined : view],
    ['problem', problem],
    ['seed', seed === usual.seed ? undefined : String(seed)],
    ...Object.entries(settings).map(([name, value]) => [name, String(value)] as const),
    ['x', x && listed(x)],
    ['shown', sight.shown && listed(numbersOfShown(sight.shown))],
    ['brush', sight.brushes.length > 0 ? listed(numbersOfBrushes(sight.brushes)) : undefined],
    ['kept', sight.kept.length > 0 ? listed(sight.kept) : undefined],
    ['model', model],
    ['backend', backend],
    ['source', source === undefined ? undefined : await packText(source)],
  ];
  return entries.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`])).join('&');
}

/**
 * The state in an address: what stands after its ?, and what stands after its # before that.
 *
 * @throws StateError, one line, for whatever the page would not have written itself
 */
export async function decodeState(
  { search, hash }: Pick<URL, 'search' | 'hash'>,
  known: KnownNames,
): Promise<PageState> {
  const length = search.length + hash.length;
  if (length > LONGEST_ADDRESS) {
    throw new StateError('The address', `have at most ${LONGEST_ADDRESS} characters`, `${length} characters`);
  }
  const asked = new Map([...entriesOf(search, known), ...entriesOf(hash, known)]);
  const take = (name: string) => asked.get(name);
  const usual = defaultState(known);
  const [seed, x, model, source, backend] = ['seed', 'x', 'model', 'source', 'backend'].map(take);
  if (model !== undefined && !/^[0-9a-f]{64}$/.test(model)) {
    throw new StateError('model', 'be a SHA-256, 64 hexadecimal digits', model);
  }
  const settings = Object.entries(known.settings).flatMap(([name, possible]) => {
    const value = take(name);
    if (value === undefined) return [];
    const isRange = typeof possible[0] === 'number';
    const [low, high] = possible as readonly [number, number];
    const read = isRange
      ? readWhole(name, value, low, high)
      : readName(name, value, possible as readonly string[]);
    return [[name, read as number | string] as const];
  });
  return {
    view: readName('view', take('view'), known.views) ?? usual.view,
    problem: readName('problem', take('problem'), known.problems) ?? usual.problem,
    seed: seed === undefined ? usual.seed : readWhole('seed', seed, 0, LAST_SEED),
    settings: Object.fromEntries(settings),
    ...(x !== undefined && { x: readNumbers('x', x) }),
    sight: readSight(take),
    ...(model !== undefined && { model }),
    ...(source !== undefined && { source: await unpackText(source, 'source') }),
    ...(backend !== undefined && { backend: readName('backend', backend, known.backends) as string }),
  };
}

function readSight(take: (name: string) => string | undefined): Sight {
  const [shown, brush, kept] = (['shown', 'brush', 'kept'] as const).map((name) => {
    const value = take(name);
    return value === undefined ? undefined : readNumbers(name, value);
  });
  if (!shown && !brush && !kept) return usualSight;
  return {
    ...(shown && { shown: readShown(shown) }),
    brushes: brush ? readBrushes(brush) : usualSight.brushes,
    kept: kept ?? usualSight.kept,
  };
}

/** Names and values after ? or #, each name once, and each of ours. */
function entriesOf(part: string, { settings }: KnownNames): readonly (readonly [string, string])[] {
  const names = [...allNames, ...Object.keys(settings)];
  const seen = new Set<string>();
  const entries = [...new URLSearchParams(part.slice(1))];
  for (const [name] of entries) {
    if (!names.includes(name)) throw new StateError('The address', `ask for ${names.join(', ')} only`, name);
    if (seen.has(name)) throw new StateError('The address', 'say each thing once', `${name} twice`);
    seen.add(name);
  }
  return entries;
}

function readName(what: string, value: string | undefined, names: readonly string[]): string | undefined {
  if (value === undefined || names.includes(value)) return value;
  throw new StateError(what, `be one of ${names.join(', ')}`, value);
}

function readWhole(what: string, value: string, low: number, high: number): number {
  const number = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= low && number <= high) return number;
  throw new StateError(what, `be a whole number from ${low} to ${high}`, value);
}

function readNumbers(what: string, value: string): readonly number[] {
  const texts = value.split(',');
  const numbers = texts.map((text) => (NUMBER.test(text) ? Number(text) : Number.NaN));
  const wrong = numbers.findIndex((number) => !Number.isFinite(Math.fround(number)));
  if (wrong >= 0) {
    const must = 'be finite numbers between commas';
    throw new StateError(what, must, texts[wrong] as string);
  }
  if (numbers.length > MOST_NUMBERS) {
    throw new StateError(what, `have at most ${MOST_NUMBERS} numbers`, `${numbers.length} numbers`);
  }
  return numbers;
}

function listed(numbers: readonly number[]): string {
  return numbers.map(shortest).join(',');
}

/** A short decimal text that the models, which compute in float32, read as the same number. */
function shortest(value: number): string {
  for (let digits = 6; digits < 17; digits++) {
    const rounded = Number(value.toPrecision(digits));
    const isSame = Math.fround(value) === value ? Math.fround(rounded) === value : rounded === value;
    if (isSame) return write(rounded);
  }
  return write(value);
}

/** Without the + of an exponent, which addresses read as a space. */
function write(value: number): string {
  return String(value).replace('+', '');
}
