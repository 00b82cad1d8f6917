export { PlotError } from './errors.ts';
export type {
  Caption,
  Figure,
  Frame,
  Key,
  Mark,
  NoteLine,
  Notes,
  Panel,
  Ring,
  Scale,
  Tick,
  Tone,
} from './figure.ts';
export type { SamplesOptions } from './input/input.ts';
export type { Intervals, ParameterOptions } from './input/parameter.ts';
export type { Points } from './input/points.ts';
export type { SizeOptions } from './input/size.ts';
export type { MatrixLike, Series } from './input/table.ts';
export { type Epoch, type LossPlotOptions, lossPlot } from './lossPlot.ts';
export { type MarginalPlotOptions, marginalPlot } from './marginalPlot.ts';
export type { PanelKind, PanelKinds } from './marks/kind.ts';
export { type PairPlotOptions, pairPlot } from './pairPlot.ts';
export { type PngOptions, toPng } from './png/toPng.ts';
export type { ThemeName } from './svg/paint.ts';
export { darkTheme, lightTheme, type Theme } from './svg/theme.ts';
export { toSvg } from './svg/toSvg.ts';
export { type TerminalOptions, toTerminal } from './terminal/toTerminal.ts';
export { formatName } from './text/label.ts';
export { formatCount, formatEstimate } from './text/number.ts';
export type { Run, Text } from './text/text.ts';
