import type { Model, Page } from '../shell/page.ts';
import { LiveEngine } from './liveEngine.ts';

/** Lets the posterior follow: whatever model is handed in is opened, and whatever is observed is drawn. */
export function mountLive(page: Page): LiveEngine {
  const engine = new LiveEngine(page.linked.backend);
  const draw = () => {
    if (!page.opened) return;
    const { x, moving } = page.observed;
    if (x.length !== sizeOf(page.opened.xShape)) return;
    engine.draw({
      x,
      seed: page.seed,
      pace: moving ? 'moving' : 'resting',
      predict: page.problem.simulator,
      shown: page.shown,
    });
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
  let failed = false;
  engine.onDrawn.on((drawn) => {
    if (!page.opened) return; // of the problem before
    if (failed) page.trouble(undefined);
    failed = false;
    page.draw(drawn);
  });
  engine.onPredicted.on((predicted) => {
    if (page.opened) page.predict(predicted);
  });
  // Another seed each time, so that a second wish is another surprise.
  let surprises = 0;
  page.onSurprise.on(() => {
    if (page.problem.simulator && page.opened) engine.simulate(page.problem.simulator, ++surprises);
  });
  engine.onSimulated.on(({ problem, theta, x }) => {
    if (page.problem.simulator === problem) page.observe(x, false, theta);
  });
  engine.onRefused.on((reason) => page.note('backend', `${reason} Until then cpu draws.`));
  engine.onFailed.on((reason) => {
    failed = true;
    page.trouble(reason);
  });
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
