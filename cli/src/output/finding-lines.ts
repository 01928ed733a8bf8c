import type { PlacedFinding, SourcePlace } from '@throughline/server';
import type { Paint } from './paint.ts';
import { shown, widthOf } from './table.ts';
import { labelled } from './wrap.ts';

export interface FindingStyle {
  readonly paint: Paint;
  /** Of the terminal; 0 where there is none and no line is broken. */
  readonly width: number;
}

const textMax = 2000;
const excerptMax = 100;

export interface FindingContext {
  /** How often the same is said of the same lines, which several parts of the definition use. */
  readonly times?: number;
  /** The command that decides the way to it. */
  readonly replay?: string | undefined;
}

/** A finding as a compiler tells it: what, where, the line itself, what shows it, what to do. */
export function findingLines(
  found: PlacedFinding,
  { paint, width }: FindingStyle,
  { times = 1, replay }: FindingContext = {},
): readonly string[] {
  const { severity, code, message, place, at, mend } = found;
  const colour = severity === 'error' ? 'red' : 'yellow';
  const head = `${severity} ${code}: `;
  const [first = '', ...others] = labelled(' '.repeat(widthOf(head)), shown(message, textMax), width);
  return [
    `${paint(['bold', colour], severity)} ${paint('bold', code)}: ${first.trimStart()}`,
    ...others.map((line) => `  ${line.trimStart()}`),
    `  at       ${paint('cyan', shown(place, textMax))}`,
    ...(at === undefined ? [] : excerptLines(at, (text) => paint(colour, text), width)),
    ...witnessLines(found, width),
    ...(times === 1
      ? []
      : labelled(
          '  as well  ',
          `in ${times - 1} other ${times === 2 ? 'place that uses' : 'places that use'} these lines`,
          width,
        )),
    ...labelled('  to do    ', shown(mend, textMax), width),
    ...(replay === undefined ? [] : labelled('  replay   ', replay, width)),
    '',
  ];
}

/** The line of the text, with what is meant underlined; where it is long, the part around. */
function excerptLines(
  { line, column, endLine, endColumn, text, textColumn }: SourcePlace,
  mark: (text: string) => string,
  width: number,
) {
  const gutter = `  ${line} | `;
  const room = Math.max(20, (width === 0 ? excerptMax : width) - gutter.length);
  const visible = (from: number, to: number) => shown(text.slice(from, to).replaceAll('\t', ' '), textMax);
  const begin = Math.min(column - textColumn, text.length);
  const end = Math.max(begin + 1, endLine > line ? text.trimEnd().length : endColumn - textColumn);
  // What is underlined must be seen: of a long line the part from shortly before it.
  let from = text.length <= room || end <= room ? 0 : Math.max(0, begin - Math.floor(room / 3));
  while (from < begin && widthOf(visible(from, begin)) > room / 2 && widthOf(visible(0, end)) > room) from += 1;
  const cut = from + textColumn > 1 ? '…' : '';
  const indent = widthOf(cut + visible(from, begin));
  const marked = Math.min(widthOf(visible(begin, Math.min(end, begin + room))), room - indent);
  return [
    `${gutter}${shown(cut + visible(from, from + room * 2), room)}`.trimEnd(),
    `${' '.repeat(gutter.length - 2)}| ${' '.repeat(indent)}${mark('^'.repeat(Math.max(1, marked)))}`,
  ];
}

/** What shows it, a line each. A way that one can go has numbers; facts that stand beside each other have none. */
function witnessLines({ witness, replay }: PlacedFinding, width: number): readonly string[] {
  const isWay = witness.length > 1 && (replay !== undefined || witness.every((step) => step.includes(' -> ')));
  const digits = String(witness.length).length;
  return witness.flatMap((step, index) => {
    const number = isWay ? `${String(index + 1).padStart(digits)}. ` : '';
    return labelled(`${index === 0 ? '  because  ' : ' '.repeat(11)}${number}`, shown(step, textMax), width);
  });
}
