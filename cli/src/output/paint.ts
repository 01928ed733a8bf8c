import { styleText } from 'node:util';
import type { Sink } from '../session.ts';

type Style = Parameters<typeof styleText>[0];

export type Paint = (style: Style, text: string) => string;

/** Colours only for a terminal that wants them: NO_COLOR (any value) and TERM=dumb do not. */
export function paintFor(sink: Sink, env: Readonly<Record<string, string | undefined>>): Paint {
  const wanted = sink.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  return wanted ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text;
}
