/** Lines and columns count from 1, columns in UTF-16 units, as editors do. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/**
 * Where in a JSON text the value stands that a JSON Pointer names; for a member that is not there, where the nearest value
 * around it stands. `undefined` where the text is not JSON that far.
 */
export function place(source: string, path: string): Place | undefined {
  const segments = path
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  const offset = locate(source, segments);
  if (offset === undefined) return undefined;
  const before = source.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

const blank = /[\s\uFEFF]*/y;
const text = /"(?:[^"\\]|\\.)*"/y;
const scalar = /[^\s,\]}]+/y;

function locate(source: string, segments: readonly string[]): number | undefined {
  let start = skip(blank, source, 0);
  for (const segment of segments) {
    const member = memberOf(source, start, segment);
    if (member === 'broken') return undefined;
    if (member === undefined) return start;
    start = member;
  }
  return start < source.length ? start : undefined;
}

/** The offset of a member's value in the object or list that begins at an offset. */
function memberOf(source: string, start: number, wanted: string): number | undefined | 'broken' {
  const isList = source[start] === '[';
  if (!isList && source[start] !== '{') return undefined;
  let at = skip(blank, source, start + 1);
  for (let index = 0; source[at] !== '}' && source[at] !== ']'; index++) {
    let name = String(index);
    if (!isList) {
      const end = skip(text, source, at);
      if (end === at) return 'broken';
      name = parsed(source.slice(at, end));
      at = skip(blank, source, end);
      if (source[at] !== ':') return 'broken';
      at = skip(blank, source, at + 1);
    }
    if (name === wanted) return at;
    const end = endOf(source, at);
    if (end === undefined) return 'broken';
    at = skip(blank, source, end);
    if (source[at] === ',') at = skip(blank, source, at + 1);
    else if (source[at] !== '}' && source[at] !== ']') return 'broken';
  }
  return undefined;
}

function parsed(quoted: string): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted;
  }
}

/** Where the value that begins at an offset ends. Brackets are counted, not matched: the text was read as JSON before. */
function endOf(source: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < source.length; ) {
    const character = source[at] as string;
    if (character === '"') at = Math.max(skip(text, source, at), at + 1);
    else if (character === '{' || character === '[') at++;
    else if (character === '}' || character === ']') at++;
    else if (character === ',' || character === ':' || /\s/.test(character)) at++;
    else at = skip(scalar, source, at);
    if (character === '{' || character === '[') depth++;
    if (character === '}' || character === ']') depth--;
    if (depth === 0) return at;
  }
  return undefined;
}

function skip(pattern: RegExp, source: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(source) ? pattern.lastIndex : at;
}
