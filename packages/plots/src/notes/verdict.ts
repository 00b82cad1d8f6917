import { measure } from '../text/measure.ts';
import { join, type Text, words } from '../text/text.ts';

/** A panel's name, and whether its curve leaves the band, where there is room to say so. */
export function verdict(label: Text, isOutside: boolean, width: number): Text {
  const text = isOutside ? join(label, words(' · outside')) : label;
  return measure(text) <= width ? text : label;
}
