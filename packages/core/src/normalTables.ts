import { portableExp, portableLog } from './elementary.ts';

/** Right edge of the ziggurat's lowest layer and the area of every layer, for 256 layers (Doornik 2005, table 1). */
export const TAIL = 3.6541528853610088;
const AREA = 0.00492867323399;

/** Edges x₀ > x₁ = TAIL > … > x₂₅₆ = 0 of the layers, and densities e^(−x²/2) there. */
export const edges: Float64Array = new Float64Array(257);
export const densities: Float64Array = new Float64Array(257);

let density = portableExp(-0.5 * TAIL * TAIL);
edges[0] = AREA / density;
edges[1] = TAIL;
for (let i = 2; i < 256; i++) {
  edges[i] = Math.sqrt(-2 * portableLog(AREA / (edges[i - 1] as number) + density));
  density = portableExp(-0.5 * (edges[i] as number) * (edges[i] as number));
}
for (let i = 0; i < 257; i++) densities[i] = portableExp(-0.5 * (edges[i] as number) * (edges[i] as number));
