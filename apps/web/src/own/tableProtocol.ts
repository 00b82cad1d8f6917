/** A CSV file to be read. */
export interface TableOrder {
  readonly file: File;
  /** What to call it in an error. */
  readonly source: string;
  readonly mostRows: number;
}

/** How far reading is; the table, with the ends of every column; or why there is none. */
export type TableReport =
  | { readonly share: number }
  | {
      readonly data: Float32Array;
      readonly columns: number;
      readonly names: readonly string[] | undefined;
      readonly ends: readonly (readonly [number, number])[];
    }
  | { readonly reason: string };
