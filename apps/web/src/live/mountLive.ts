import type { Model, Page } from '../shell/page.ts';
import { LiveEngine } from './liveEngine.ts';

/** Lets the posterior follow: whatever model is handed in is opened, and whatever is observed is drawn. */
export function mountLive(page: Page): LiveEngine {
  const engine = new LiveEngine();
  const draw = () => {
    if (!page.opened) return;
    const { x, moving } = page.observed;
    if (x.length !== sizeOf(page.opened.xShape)) return;
    const { seed, shown, problem } = page;
    engine.draw({ x, seed, shown, pace: moving ? 'moving' : 'resting', predict: problem.simulator });
  };
  page.onModel.on(async (model) => {
    try {
      const opened = await engine.open(model.bytes, model.name);
      if (page.model !== model) return;
      page.trouble(undefined);
      page.open({ ...opened, model });
      draw();
    } catch (error) {
      if (page.model === model) page.trouble((error as Error).message);
    }
  });
  page.onProblem.on(() => fetchModel(page));
  page.onObservation.on(draw);
  engine.onDrawn.on((drawn) => page.draw(drawn));
  engine.onPredicted.on((predicted) => page.predict(predicted));
  engine.onFailed.on((reason) => page.trouble(reason));
  fetchModel(page);
  return engine;
}

async function fetchModel(page: Page): Promise<void> {
  const { problem } = page;
  if (problem.model === undefined) return;
  try {
    const response = await fetch(problem.model);
    if (!response.ok) throw new Error(`the server answers ${response.status}`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    // Meanwhile another problem may have been chosen, or a model trained.
    if (page.problem !== problem || page.model) return;
    page.use({ bytes, origin: 'shipped', name: problem.id } satisfies Model);
  } catch (error) {
    if (page.problem !== problem || page.model) return;
    page.trouble(
      `The model of ${problem.brief} cannot be loaded: ${(error as Error).message}. Choose it again to try once more.`,
    );
  }
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
