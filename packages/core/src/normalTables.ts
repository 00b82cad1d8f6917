import { portableExp, portableLog } from './elementary.ts';

/** Where the ziggurat's tail begins, for 256 layers (Marsaglia & Tsang 2000; Doornik 2005, table 1). */
export const TAIL = 3.6541528853610088;

/** The area of every layer: TAIL · e^(−TAIL²/2) and the tail beyond, to the last digit (published to twelve). */
const AREA = 0.004928673233974655;

/** Edges x₀ > x₁ = TAIL > … > x₂₅₆ = 0 of the layers. */
export const edges: Float64Array = new Float64Array(257);

/** Densities e^(−x²/2) at the edges. */
export const densities: Float64Array = new Float64Array(257);

let density = portableExp(-0.5 * TAIL * TAIL);
edges[0] = AREA / density;
edges[1] = TAIL;
for (let i = 2; i < 256; i++) {
  edges[i] = Math.sqrt(-2 * portableLog(AREA / (edges[i - 1] as number) + density));
  density = portableExp(-0.5 * (edges[i] as number) * (edges[i] as number));
}
for (let i = 0; i < 257; i++) densities[i] = portableExp(-0.5 * (edges[i] as number) * (edges[i] as number));
