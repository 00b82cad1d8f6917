import type { Matrix } from '@sbi/core';
import type { Verdict } from '@sbi/npe';
import type { PageProblem, SeriesSketch } from '../problems/pageProblem.ts';

/** Draws of a posterior with what a picture of them needs. */
export interface PictureParts {
  readonly draws: Matrix;
  /** Where parameters can be; infinite where they are not bounded. */
  readonly support: readonly (readonly [number, number])[];
  readonly limits: readonly (readonly [number, number])[];
  readonly truth: readonly number[] | undefined;
}

/** What a report is written from. */
export interface ReportParts {
  readonly problem: Pick<PageProblem, 'title' | 'paragraph' | 'formula' | 'parameters'>;
  readonly series: SeriesSketch | undefined;
  readonly x: Float32Array;
  readonly warnings: readonly string[];
  readonly predicted: Matrix | undefined;
  readonly verdict: Verdict | undefined;
  readonly model: { readonly bytes: Uint8Array; readonly name: string; readonly origin: string };
  readonly hash: string | undefined;
  readonly seed: number;
  readonly link: string;
}

/** A file to be made, of which the answer is the text. */
export type TakeOrder =
  | { readonly type: 'table'; readonly draws: Matrix }
  | { readonly type: 'figure'; readonly picture: PictureParts; readonly theme: 'auto' | 'light' }
  | { readonly type: 'report'; readonly picture: PictureParts; readonly report: ReportParts };

export type TakeReport = { readonly text: string } | { readonly reason: string };
