import { RELAXED_SIMD } from './relaxedSimd.ts';
import { SIMD128 } from './simd128.ts';

/** 'exact': plain SIMD, the same bits on every machine. 'fast': relaxed SIMD, which multiplies and adds in one rounding. */
export type KernelBuild = 'exact' | 'fast';

type Address = number;

/** The functions of the WebAssembly module; the folder assembly/ says what each does. Addresses are in bytes. */
export interface Primitives {
  dense(
    out: Address,
    w: Address,
    x: Address,
    bias: Address,
    inputs: number,
    panels: number,
    from: number,
    to: number,
    limits: Address,
    start: 0 | 1 | 2,
    stepOut: number,
    stepX: number,
  ): void;
  denseGradient(
    dw: Address,
    x: Address,
    dy: Address,
    outputs: number,
    inputs: number,
    panels: number,
    limits: Address,
    stepX: number,
  ): void;
  biasGradient(db: Address, dy: Address, outputs: number, panels: number): void;
  transposeTiles(out: Address, w: Address, outputs: number, inputs: number): void;
  tanhRows(y: Address, add: Address, from: number, to: number, features: number, panels: number): void;
  tanhGradient(out: Address, dy: Address, y: Address, bytes: number): void;
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
  addRows(y: Address, add: Address, features: number, panels: number, stride: number): void;
  relu(out: Address, x: Address, bytes: number): void;
  reluGradient(out: Address, dy: Address, y: Address, bytes: number, add: 0 | 1): void;
  sigmoid(y: Address, bytes: number): void;
  silu(y: Address, x: Address, bytes: number): void;
  siluGradient(d: Address, x: Address, bytes: number): void;
  maxPool(
    out: Address,
    y: Address,
    size: number,
    places: number,
    length: number,
    features: number,
    step: number,
    panels: number,
  ): void;
  maxPoolGradient(
    dy: Address,
    dOut: Address,
    y: Address,
    size: number,
    places: number,
    length: number,
    features: number,
    step: number,
    panels: number,
  ): void;
  markMissing(
    present: Address,
    x: Address,
    list: Address,
    count: number,
    features: number,
    members: number,
  ): void;
  poolSet(
    out: Address,
    y: Address,
    present: Address,
    features: number,
    members: number,
    mean: 0 | 1,
    log: 0 | 1,
    panels: number,
  ): void;
  poolSetGradient(
    dy: Address,
    dOut: Address,
    out: Address,
    present: Address,
    features: number,
    members: number,
    mean: 0 | 1,
    panels: number,
  ): void;
  gate(
    out: Address,
    x: Address,
    branch: Address,
    gates: Address,
    features: number,
    panels: number,
    stride: number,
  ): void;
  gateGradient(
    dBranch: Address,
    dGate: Address,
    dy: Address,
    branch: Address,
    gates: Address,
    bytes: number,
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
  normal(out: Address, z: Address, constant: number, dim: number, features: number, panels: number): void;
  normalGradient(d: Address, z: Address, g: Address, features: number, panels: number): void;
  gather(out: Address, from: Address, index: Address, count: number): void;
  scatter(out: Address, from: Address, index: Address, count: number): void;
  sumOfSquares(x: Address, count: number): number;
  adam(
    weights: Address,
    average: Address,
    first: Address,
    second: Address,
    gradient: Address,
    count: number,
    clip: number,
    beta1: number,
    rest1: number,
    beta2: number,
    rest2: number,
    decay: number,
    rest: number,
    rate: number,
    epsilon: number,
  ): void;
}

const TEXTS: Readonly<Record<KernelBuild, string>> = { exact: SIMD128, fast: RELAXED_SIMD };

function bytesOf(build: KernelBuild): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(TEXTS[build]), (letter) => letter.charCodeAt(0));
}

/** Whether this engine runs the build. */
export function canRun(build: KernelBuild): boolean {
  return WebAssembly.validate(bytesOf(build));
}

/** Starts the module over a memory. Asynchronous, because a page may not compile in step. */
export async function startPrimitives(memory: WebAssembly.Memory, build: KernelBuild): Promise<Primitives> {
  const { instance } = await WebAssembly.instantiate(bytesOf(build), { env: { memory } });
  return instance.exports as unknown as Primitives;
}
