import { must, show } from '../errors.ts';
import type { Look, Several } from './several.ts';
import { readLooks, readSeveral } from './several.ts';
import { isMatrixLike, readTable, type Series, type Table } from './table.ts';

/** Ranks of true parameters among posterior draws, one row a run. What `sbc` of @sbi/npe returns is one. */
export interface Ranks {
  /** Draws smaller than the truth, 0 to `draws`: one column a parameter. */
  readonly ranks: Series;
  /** Posterior draws in each run. */
  readonly draws: number;
}

/** Ranks of one posterior with how they are told apart. */
export interface RankSet extends Look {
  readonly table: Table;
  readonly draws: number;
}

/** Reads the ranks of one or several posteriors. */
export function readRanks(
  sbc: Several<Ranks>,
  legend: readonly string[] | undefined,
  where: string,
): RankSet[] {
  const several = readSeveral(sbc, isRanks, 'sbc', where);
  const looks = readLooks(several, legend, 'posterior', where);
  const sets = several.items.map((item, i): RankSet => {
    const name = several.argument(i);
    must(isRanks(item), name, 'be { ranks, draws }', show(item), where);
    const isCount = Number.isSafeInteger(item.draws) && item.draws > 0;
    must(isCount, `${name}.draws`, 'be a whole number above 0', show(item.draws), where);
    const table = readTable(item.ranks, `${name}.ranks`, where);
    checkRanks(table, item.draws, `${name}.ranks`, where);
    return { ...(looks[i] as Look), table, draws: item.draws };
  });
  const columns = sets[0]?.table.columns ?? 0;
  for (const [i, { table }] of sets.entries()) {
    const rule = `have the columns of ${several.argument(0)}.ranks, ${columns}`;
    must(table.columns === columns, `${several.argument(i)}.ranks`, rule, String(table.columns), where);
  }
  return sets;
}

function checkRanks({ rows, columns, at }: Table, draws: number, argument: string, where: string): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const rank = at(row, column);
      const isRank = Number.isInteger(rank) && rank >= 0 && rank <= draws;
      if (!isRank) must(false, argument, `hold whole numbers, 0 to ${draws}`, `${rank} in row ${row}`, where);
    }
  }
}

function isRanks(value: unknown): value is Ranks {
  return typeof value === 'object' && value !== null && 'ranks' in value && !isMatrixLike(value);
}
