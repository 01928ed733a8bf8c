import { isHeld, shownTexts } from './console-words.ts';

/** One breach of a rule, at a line of a file. */
export type Breach = { readonly path: string; readonly line: number; readonly rule: string };

const linesMax = 500;
/** As much of a text as shows which it is. */
const shownMax = 40;

type LineRule = {
  readonly rule: string;
  readonly breaks: RegExp;
  readonly unless?: RegExp;
  readonly files?: RegExp;
};

// The words are put together from parts, so that this file keeps its own rules.
const lineRules: readonly LineRule[] = [
  { rule: 'a note to mend it later: mend it now, or say it in an issue', breaks: new RegExp(`\\b${'FIX'}${'ME'}\\b`) },
  {
    rule: 'a note of work to do without the link of its issue',
    breaks: new RegExp(`\\b${'TO'}${'DO'}\\b`),
    unless: /https?:\/\//,
  },
  {
    rule: 'a path of one machine',
    breaks: new RegExp(
      `\\.\\./${'shared'}|(?<![\\w.}])/(?:${'work'}(?!/counts\\b)|${'home'}/(?!metrics/|risk/)\\w+|Users/\\w+)/`,
    ),
  },
  { rule: 'an address in the lock', breaks: /https?:\/\//, unless: /"(?:url|funding)":/, files: /^package-lock\.json$/ },
];

/** The breaches in one file. */
export function breaches(path: string, text: string): readonly Breach[] {
  const found: Breach[] = [];
  const lines = text.split('\n');
  if (/\.tsx?$/.test(path) && lines.length > linesMax) {
    found.push({ path, line: linesMax, rule: `${lines.length} lines: split it by meaning (at most ${linesMax})` });
  }
  for (const [index, line] of lines.entries()) {
    for (const { rule, breaks, unless, files } of lineRules) {
      if (files?.test(path) === false || !breaks.test(line) || unless?.test(line) === true) continue;
      found.push({ path, line: index + 1, rule });
    }
  }
  if (isHeld(path)) {
    for (const { start, text: shown } of shownTexts(path, text)) {
      const line = text.slice(0, start).split('\n').length;
      found.push({ path, line, rule: `a text for people outside of words.ts: ${shown.trim().slice(0, shownMax)}` });
    }
  }
  return found;
}
