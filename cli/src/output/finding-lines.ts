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

/** A finding as a compiler tells it: what, where, the line itself, what shows it, what to do. */
export function findingLines(found: PlacedFinding, { paint, width }: FindingStyle): readonly string[] {
  const { severity, code, message, place, at, witness, mend } = found;
  const colour = severity === 'error' ? 'red' : 'yellow';
  const head = `${severity} ${code}: `;
  const [first = '', ...others] = labelled(' '.repeat(widthOf(head)), shown(message, textMax), width);
  return [
    `${paint(['bold', colour], severity)} ${paint('bold', code)}: ${first.trimStart()}`,
    ...others.map((line) => `  ${line.trimStart()}`),
    `  at       ${paint('cyan', shown(place, textMax))}`,
    ...(at === undefined ? [] : excerptLines(at, (text) => paint(colour, text), width)),
    ...witnessLines(witness, width),
    ...labelled('  to do    ', shown(mend, textMax), width),
    '',
  ];
}

/** The line of the text, with what is meant underlined; where it is long, the part around. */
function excerptLines({ line, column, endLine, endColumn, text }: SourcePlace, mark: (text: string) => string, width: number) {
  const gutter = `  ${line} | `;
  const room = Math.max(20, (width === 0 ? excerptMax : width) - gutter.length - 1);
  const begin = column - 1;
  const end = Math.max(begin + 1, endLine > line ? text.trimEnd().length : endColumn - 1);
  const from = text.length <= room || end <= room ? 0 : Math.max(0, begin - Math.floor(room / 3));
  const visible = (part: string) => shown(part.replaceAll('\t', ' '), textMax);
  const cutBefore = from > 0 ? '…' : '';
  const rest = text.slice(from, from + room);
  const before = cutBefore + visible(text.slice(from, begin));
  const under = visible(text.slice(begin, Math.min(end, from + room)));
  return [
    `${gutter}${cutBefore}${visible(rest).trimEnd()}${from + room < text.length ? '…' : ''}`,
    `${' '.repeat(gutter.length - 2)}| ${' '.repeat(widthOf(before))}${mark('^'.repeat(Math.max(1, widthOf(under))))}`,
  ];
}

/** Of several steps each has its number: they are a way that one can go. */
function witnessLines(witness: readonly string[], width: number): readonly string[] {
  const [only] = witness;
  if (only !== undefined && witness.length === 1) return labelled('  because  ', shown(only, textMax), width);
  const digits = String(witness.length).length;
  return witness.flatMap((step, index) =>
    labelled(
      `${index === 0 ? '  because  ' : ' '.repeat(11)}${String(index + 1).padStart(digits)}. `,
      shown(step, textMax),
      width,
    ),
  );
}
