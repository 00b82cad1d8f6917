// Named, and apart: were all of @sbi/plots imported where it is used, the first picture would wait for all of it.
export { lossPlot, toSvg } from '@sbi/plots';
