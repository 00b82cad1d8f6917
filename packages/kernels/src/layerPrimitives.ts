/** Where something lies in the module's memory, in bytes. */
export type Address = number;

/** Dense layers, and what stands between and around them. */
export interface LayerPrimitives {
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
}
