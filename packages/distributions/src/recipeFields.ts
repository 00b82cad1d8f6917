import { describeValue, SbiError, SerializationError } from '@sbi/core';

const DEEPEST = 32;

/** The fields of a recipe of unknown make, read one by one with errors that say where. */
export class RecipeFields {
  readonly kind: string;
  private readonly values: Readonly<Record<string, unknown>>;
  private readonly path: string;
  private readonly depth: number;

  constructor(recipe: unknown, path: string, depth = 0) {
    if (typeof recipe !== 'object' || recipe === null || Array.isArray(recipe)) {
      throw new SerializationError(`${path} must be an object with a kind; received ${show(recipe)}.`);
    }
    if (depth > DEEPEST) {
      throw new SerializationError(`${path.slice(0, 40)}… must not nest deeper than ${DEEPEST} recipes.`);
    }
    const values: { kind?: unknown; [field: string]: unknown } = { ...recipe };
    this.values = values;
    this.path = path;
    this.depth = depth;
    this.kind = String(values.kind);
  }

  /** What the table holds under this kind. @throws SerializationError listing the kinds there are. */
  pick<T>(table: Readonly<Record<string, T>>): T {
    const found = Object.hasOwn(table, this.kind) ? table[this.kind] : undefined;
    if (found !== undefined) return found;
    const kinds = Object.keys(table).join(', ');
    throw this.wrong('kind', `be one of ${kinds}`);
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

  /** One recipe inside this one. */
  inner(key: string): RecipeFields {
    return new RecipeFields(this.values[key], `${this.path}.${key}`, this.depth + 1);
  }

  /** A list of recipes. */
  innerList(key: string): RecipeFields[] {
    const list = this.list(key, 'be a list of recipes');
    return list.map((recipe, i) => new RecipeFields(recipe, `${this.path}.${key}.${i}`, this.depth + 1));
  }

  /** Recipes by name. */
  innerRecord(key: string): [name: string, RecipeFields][] {
    const value = this.values[key];
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw this.wrong(key, 'be an object of recipes');
    }
    return Object.entries(value).map(([name, recipe]) => {
      return [name, new RecipeFields(recipe, `${this.path}.${key}.${name}`, this.depth + 1)];
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

  private list(key: string, expected: string): unknown[] {
    const value = this.values[key];
    if (Array.isArray(value)) return value;
    throw this.wrong(key, expected);
  }
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : describeValue(value);
}
