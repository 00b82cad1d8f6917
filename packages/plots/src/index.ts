export { type ConditionalGrid, type ConditionalGridOptions, conditionalGrid } from './conditionalGrid.ts';
export { type ConditionalPairPlotOptions, conditionalPairPlot } from './conditionalPairPlot.ts';
export {
  type CalibrationOptions,
  type CoveragePlotOptions,
  coveragePlot,
} from './coveragePlot.ts';
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
export type { ConditionalOptions, LogDensities } from './input/conditional.ts';
export type { Coverage, Tarp } from './input/coverage.ts';
export type { Epoch } from './input/histories.ts';
export type { SamplesOptions } from './input/input.ts';
export type { NameOptions } from './input/names.ts';
export type { Intervals, ParameterOptions } from './input/parameter.ts';
export type { Points } from './input/points.ts';
export type { Ranks } from './input/ranks.ts';
export type { Batches } from './input/recoveryInput.ts';
export type { SeriesOptions } from './input/series.ts';
export type { Several } from './input/several.ts';
export type { SizeOptions } from './input/size.ts';
export type { MatrixLike, Series } from './input/table.ts';
export type { Ticks } from './input/ticks.ts';
export { type LossPlotOptions, lossPlot } from './lossPlot.ts';
export { type MarginalPlotOptions, marginalPlot } from './marginalPlot.ts';
export type { BandKind, CalibrationKind } from './marks/calibrationMarks.ts';
export type { PanelKind, PanelKinds } from './marks/kind.ts';
export { type PairPlotOptions, pairPlot } from './pairPlot.ts';
export { type PngOptions, toPng } from './png/toPng.ts';
export { type PredictivePlotOptions, predictivePlot } from './predictivePlot.ts';
export { type PriorPosteriorPlotOptions, priorPosteriorPlot } from './priorPosteriorPlot.ts';
export { type RankPlotOptions, rankPlot } from './rankPlot.ts';
export { type RecoveryPlotOptions, recoveryPlot } from './recoveryPlot.ts';
export type { ThemeName } from './svg/paint.ts';
export { darkTheme, lightTheme, type Theme } from './svg/theme.ts';
export { toSvg } from './svg/toSvg.ts';
export { tarpPlot } from './tarpPlot.ts';
export { type TerminalOptions, toTerminal } from './terminal/toTerminal.ts';
export { formatName } from './text/label.ts';
export { formatCount, formatEstimate } from './text/number.ts';
export type { Run, Text } from './text/text.ts';
