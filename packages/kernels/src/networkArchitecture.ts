/** What the sums of a layer pass through. */
export type Activation = 'relu' | 'silu' | 'tanh' | 'none';

/** Fully connected layers over numbers of these widths: inputs, hidden ones, outputs. */
export interface LayersArchitecture {
  readonly kind: 'layers';
  readonly widths: readonly number[];
  readonly activation: Activation;
  /** Of the last layer. */
  readonly last: Activation;
}

/** Convolutions over a series [length, channels], each through the activation and a pool; then fully connected layers. */
export interface ConvolutionArchitecture {
  readonly kind: 'convolution';
  readonly length: number;
  /** Of x, then of what each convolution gives. */
  readonly channels: readonly number[];
  readonly kernel: number;
  /** Zeros on either side. */
  readonly padding: number;
  /** How many neighbours each layer pools. */
  readonly pools: readonly number[];
  readonly activation: Activation;
  readonly head: LayersArchitecture;
}

/** A set of members, each read by one network; then fully connected layers over the sum or mean, and the number of members. */
export interface DeepSetArchitecture {
  readonly kind: 'deepSet';
  readonly members: number;
  readonly trial: NetworkArchitecture;
  readonly aggregate: 'mean' | 'sum';
  readonly count: 'log' | 'number';
  readonly head: LayersArchitecture;
}

/** A network as the kernels know it: the attributes of the ops. */
export type NetworkArchitecture = LayersArchitecture | ConvolutionArchitecture | DeepSetArchitecture;

/** How many weights it has; the order is that of the layers, each a kernel and then a bias. */
export function networkWeights(architecture: NetworkArchitecture): number {
  if (architecture.kind === 'layers') {
    return sum(architecture.widths.slice(1), (width, i) => (widthAt(architecture.widths, i) + 1) * width);
  }
  const head = networkWeights(architecture.head);
  if (architecture.kind === 'deepSet') return networkWeights(architecture.trial) + head;
  const { channels, kernel } = architecture;
  return head + sum(channels.slice(1), (width, i) => (kernel * widthAt(channels, i) + 1) * width);
}

function widthAt(widths: readonly number[], i: number): number {
  return widths[i] as number;
}

function sum(values: readonly number[], of: (value: number, i: number) => number): number {
  return values.reduce((total, value, i) => total + of(value, i), 0);
}
