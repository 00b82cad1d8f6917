import { describeValue, SbiError, SerializationError } from '@sbi/core';
import type { Predicates } from './supportRecipe.ts';

const DEEPEST = 32;

/** The fields of a recipe of unknown make, read one by one with errors that say where. */
export class RecipeFields {
  readonly kind: string;
  /** What restricted supports are completed with. */
  readonly predicates: Predicates;
  private readonly values: Readonly<Record<string, unknown>>;
  private readonly path: string;
  private readonly depth: number;
  private readonly outer: RecipeFields | undefined;

  constructor(recipe: unknown, path: string, predicates: Predicates = {}, outer?: RecipeFields) {
    if (typeof recipe !== 'object' || recipe === null || Array.isArray(recipe)) {
      throw new SerializationError(`${path} must be an object with a kind; received ${show(recipe)}.`);
    }
    const depth = outer ? outer.depth + 1 : 0;
    if (depth > DEEPEST) {
      throw new SerializationError(`${path.slice(0, 40)}… must not nest deeper than ${DEEPEST} recipes.`);
    }
    const values: { kind?: unknown; [field: string]: unknown } = { ...recipe };
    this.values = values;
    this.path = path;
    this.predicates = predicates;
    this.depth = depth;
    this.outer = outer;
    this.kind = String(values.kind);
  }

  /** What the table holds under this kind. @throws SerializationError listing the kinds there are. */
  pick<T>(table: Readonly<Record<string, T>>, hint = ''): T {
    const found = Object.hasOwn(table, this.kind) ? table[this.kind] : undefined;
    if (found !== undefined) return found;
    const kinds = Object.keys(table).join(', ');
    throw this.wrong('kind', `be one of ${kinds}${hint}`);
  }

  /** Refuses a recipe inside more than `most` of its own kind, where each makes the next one dearer. */
  expectNestedAtMost(most: number): void {
    let count = 1;
    for (let fields = this.outer; fields; fields = fields.outer) count += Number(fields.kind === this.kind);
    if (count <= most) return;
    throw new SerializationError(
      `${this.path} must not nest deeper than ${most} recipes of kind ${this.kind}.`,
    );
  }

  number(key: string): number {
    const value = this.values[key];
    if (typeof value === 'number') return value;
    throw this.wrong(key, 'be a number');
  }

  numbers(key: string): number | number[] {
    const value = this.values[key];
    if (typeof value === 'number') return value;
    if (Array.isArray(value) && value.every((entry) => typeof entry === 'number')) return value;
    throw this.wrong(key, 'be a number or a list of numbers');
  }

  rows(key: string): number[][] {
    const isRow = (row: unknown) => Array.isArray(row) && row.every((entry) => typeof entry === 'number');
    return this.list(key, 'be a list of rows of numbers').map((row) => {
      if (isRow(row)) return row as number[];
      throw this.wrong(key, 'be a list of rows of numbers');
    });
  }

  /** Ends of a box, `null` where unbounded. */
  ends(key: string, unbounded: number): number[] {
    const expected = 'be a list of numbers, null where unbounded';
    return this.list(key, expected).map((end) => {
      if (end !== null && typeof end !== 'number') throw this.wrong(key, expected);
      return end ?? unbounded;
    });
  }

  text(key: string): string {
    const value = this.values[key];
    if (typeof value === 'string') return value;
    throw this.wrong(key, 'be text');
  }

  /** A list of texts, `undefined` where there is none. */
  texts(key: string): string[] | undefined {
    if (this.values[key] === undefined) return undefined;
    const list = this.list(key, 'be a list of texts');
    if (list.every((entry) => typeof entry === 'string')) return list;
    throw this.wrong(key, 'be a list of texts');
  }

  /** One recipe inside this one. */
  inner(key: string): RecipeFields {
    return this.inside(this.values[key], key);
  }

  /** A list of recipes. */
  innerList(key: string): RecipeFields[] {
    const list = this.list(key, 'be a list of recipes');
    return list.map((recipe, i) => this.inside(recipe, `${key}.${i}`));
  }

  /** Recipes by name. */
  innerRecord(key: string): [name: string, RecipeFields][] {
    const value = this.values[key];
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw this.wrong(key, 'be an object of recipes');
    }
    return Object.entries(value).map(([name, recipe]) => {
      return [name, this.inside(recipe, `${key}.${name}`)];
    });
  }

  /** Builds, and turns a constructor's complaint into one about the file. */
  build<T>(make: (fields: RecipeFields) => T): T {
    try {
      return make(this);
    } catch (error) {
      if (!SbiError.isInstance(error) || error instanceof SerializationError) throw error;
      throw new SerializationError(`${this.path} (${this.kind}) cannot be built: ${error.message}`, {
        cause: error,
      });
    }
  }

  /** The error for a field of the wrong form. */
  wrong(key: string, expected: string): SerializationError {
    return new SerializationError(
      `${this.path}.${key} must ${expected}; received ${show(this.values[key])}.`,
    );
  }

  private inside(recipe: unknown, path: string): RecipeFields {
    return new RecipeFields(recipe, `${this.path}.${path}`, this.predicates, this);
  }

  private list(key: string, expected: string): unknown[] {
    const value = this.values[key];
    if (Array.isArray(value)) return value;
    throw this.wrong(key, expected);
  }
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : describeValue(value);
}
