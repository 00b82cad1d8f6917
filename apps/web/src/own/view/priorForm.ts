import { html, type TemplateResult } from 'lit-html';
import { type FamilyName, families, familyOf, type ParameterPrior } from '../priorFamilies.ts';

export interface PriorFormOptions {
  readonly priors: readonly ParameterPrior[];
  readonly ends: readonly (readonly [number, number])[];
  readonly change: (index: number, prior: ParameterPrior) => void;
}

/** A prior for every column of θ: its family, and the family's numbers. */
export function priorForm({ priors, ends, change }: PriorFormOptions): TemplateResult {
  return html`<ul class="prior-form" aria-label="Prior">
    ${priors.map((prior, j) => row(prior, ends[j] as readonly [number, number], (next) => change(j, next)))}
  </ul>`;
}

function row(
  prior: ParameterPrior,
  [low, high]: readonly [number, number],
  change: (prior: ParameterPrior) => void,
): TemplateResult {
  const { name, family, numbers } = prior;
  const choose = ({ target }: Event) => {
    const next = (target as HTMLSelectElement).value as FamilyName;
    change({ name, family: next, numbers: familyOf(next).guess(low, high) });
  };
  const type = (event: Event, k: number) => {
    const value = (event.target as HTMLInputElement).valueAsNumber;
    change({ ...prior, numbers: numbers.map((old, i) => (i === k ? value : old)) });
  };
  return html`<li>
    <span class="name">${name}</span>
    <span class="soft">${short(low)} … ${short(high)}</span>
    <select aria-label="Family of ${name}" @change=${choose} .value=${family} title=${familyOf(family).words}>
      ${families.map((each) => html`<option value=${each.name} ?selected=${each.name === family}>${each.name}</option>`)}
    </select>
    ${familyOf(family).fields.map(
      (field, k) => html`<label>${field}
        <input type="number" step="any" .value=${String(numbers[k])} aria-label="${field} of ${name}"
          @change=${(event: Event) => type(event, k)} /></label>`,
    )}
  </li>`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(4))).replace('-', '−');
}
