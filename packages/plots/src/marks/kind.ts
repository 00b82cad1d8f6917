import { must, show } from '../errors.ts';

/**
 * What a panel shows of a sample set. On the diagonal `kde` (a smooth density), `histogram`, `scatter` (a stroke a
 * draw) or `none`; off it `contour` (regions of credible mass), `kde` (the density in tones), `histogram` (counts in
 * tones), `scatter` or `none`.
 */
export type PanelKind = 'histogram' | 'kde' | 'scatter' | 'contour' | 'none';

/** One kind for all sample sets or one each. */
export type PanelKinds = PanelKind | readonly PanelKind[];

const kinds: readonly PanelKind[] = ['contour', 'histogram', 'kde', 'scatter', 'none'];

/** The kind of each sample set; on the diagonal a contour is refused. */
export function readKinds(
  option: PanelKinds | undefined,
  fallback: PanelKind,
  argument: string,
  sets: number,
  where: string,
): readonly PanelKind[] {
  const list = Array.isArray(option) ? option : Array.from({ length: sets }, () => option ?? fallback);
  const known = argument === 'upper' || argument === 'lower' ? kinds : kinds.slice(1);
  for (const kind of list)
    must(known.includes(kind), argument, `be one of ${known.join(', ')}`, show(kind), where);
  must(
    list.length === sets,
    argument,
    `be one kind or one a sample set, ${sets}`,
    String(list.length),
    where,
  );
  return list;
}

/** Whether all sets show nothing. */
export function isEmpty(chosen: readonly PanelKind[]): boolean {
  return chosen.every((kind) => kind === 'none');
}
