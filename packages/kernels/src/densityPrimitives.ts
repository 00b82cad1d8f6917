import type { Address } from './layerPrimitives.ts';

/** What is done with the parameters that a network gave: steps of flows, and mixtures. */
export interface DensityPrimitives {
  affine(
    z: Address,
    r: Address,
    network: Address,
    logDet: Address,
    coordinates: Address,
    dim: number,
    features: number,
    outputs: number,
    panels: number,
  ): void;
  affineGradient(
    d: Address,
    dNetwork: Address,
    r: Address,
    network: Address,
    g: Address,
    coordinates: Address,
    dim: number,
    features: number,
    outputs: number,
    panels: number,
  ): void;
  solve(
    r: Address,
    z: Address,
    network: Address,
    coordinate: number,
    place: number,
    features: number,
    outputs: number,
    panels: number,
  ): void;
  spline(
    z: Address,
    middle: Address,
    r: Address,
    network: Address,
    logDet: Address,
    coordinates: Address,
    bin: Address,
    bins: number,
    bound: number,
    lead: number,
    factor: number,
    dim: number,
    features: number,
    outputs: number,
    panels: number,
  ): void;
  splineGradient(
    d: Address,
    dNetwork: Address,
    middle: Address,
    r: Address,
    network: Address,
    g: Address,
    coordinates: Address,
    bin: Address,
    bins: number,
    bound: number,
    lead: number,
    factor: number,
    dim: number,
    features: number,
    outputs: number,
    panels: number,
  ): void;
  splineSolve(
    r: Address,
    z: Address,
    network: Address,
    coordinate: number,
    place: number,
    bin: Address,
    bins: number,
    bound: number,
    lead: number,
    factor: number,
    features: number,
    outputs: number,
    panels: number,
  ): void;
  diagonal(diagonals: Address, slopes: Address, packed: Address, dim: number): void;
  mix(
    z: Address,
    t: Address,
    r: Address,
    packed: Address,
    diagonals: Address,
    logDet: Address,
    dim: number,
    features: number,
    panels: number,
  ): void;
  unmix(
    r: Address,
    z: Address,
    packed: Address,
    diagonals: Address,
    dim: number,
    features: number,
    panels: number,
  ): void;
  mixGradient(
    d: Address,
    sums: Address,
    t: Address,
    r: Address,
    g: Address,
    packed: Address,
    diagonals: Address,
    dim: number,
    features: number,
    panels: number,
  ): void;
  collectMixing(out: Address, sums: Address, slopes: Address, dim: number): void;
  normal(out: Address, z: Address, constant: number, dim: number, features: number, panels: number): void;
  normalGradient(d: Address, z: Address, g: Address, features: number, panels: number): void;
  prepareMixture(
    offsets: Address,
    weights: Address,
    sigmoids: Address,
    network: Address,
    components: number,
    dim: number,
    outputs: number,
    panels: number,
  ): void;
  mixture(
    out: Address,
    shares: Address,
    y: Address,
    r: Address,
    network: Address,
    offsets: Address,
    components: number,
    dim: number,
    epsilon: number,
    features: number,
    outputs: number,
    step: 0 | 1,
    panels: number,
  ): void;
  mixtureGradient(
    dr: Address,
    dNetwork: Address,
    r: Address,
    y: Address,
    shares: Address,
    network: Address,
    weights: Address,
    sigmoids: Address,
    g: Address,
    components: number,
    dim: number,
    epsilon: number,
    features: number,
    outputs: number,
    panels: number,
  ): void;
  mixtureDraw(
    r: Address,
    noise: Address,
    network: Address,
    weights: Address,
    components: number,
    dim: number,
    features: number,
    noises: number,
    outputs: number,
    step: 0 | 1,
    panels: number,
  ): void;
}
