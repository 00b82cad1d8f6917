import { type Matrix, ShapeError, type Simulations } from '@sbi/core';

/** One table below the other. @throws ShapeError unless they have the same columns */
export function joinSimulations(first: Simulations, second: Simulations): Simulations {
  for (const name of ['theta', 'x'] as const) {
    const [want, got] = [first[name].columns, second[name].columns];
    if (want !== got)
      throw new ShapeError(name, `have ${want} columns, as before`, `${got} columns`, 'Trainer.append');
  }
  const [want, got] = [first, second].map(({ x, xShape }) => (xShape ?? [x.columns]).join(', '));
  if (want !== got) throw new ShapeError('xShape', `be [${want}], as before`, `[${got}]`, 'Trainer.append');
  return { ...first, theta: below(first.theta, second.theta), x: below(first.x, second.x) };
}

function below(first: Matrix, second: Matrix): Matrix {
  const data = new Float32Array(first.data.length + second.data.length);
  data.set(first.data);
  data.set(second.data, first.data.length);
  return { ...first, data, rows: first.rows + second.rows };
}
