import { depthMax, duplicateMember, SourceFault, tooDeep } from './source-fault.ts';
import type { ListNode, ObjectNode, ScalarNode, SourceMember, SourceNode } from './source-node.ts';

const blank = /[ \t\r\n]*/y;
const text = /"[^"\\\p{Cc}]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\p{Cc}]*)*"/uy;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const word = /[A-Za-z_$][\w$]*/y;
const words: ReadonlyMap<string, ScalarNode['value']> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/**
 * Reads JSON (RFC 8259) with the place of each value. Not by `JSON.parse`, which knows no places, keeps the last of two members of one
 * name without a word, and tells errors in each runtime's own way.
 *
 * @throws SourceFault
 */
export function readJson(source: string): SourceNode {
  let at = 0;
  /** Behind the last bracket, comma or colon. */
  let signEnd = 0;
  // Editors on Windows still write one; it is no part of JSON, and nobody sees it.
  if (source.startsWith('\uFEFF')) at = 1;

  const taken = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const found = pattern.exec(source)?.[0] ?? '';
    at += found.length;
    return found;
  };
  const fail = (expected: string): SourceFault => {
    const found = at >= source.length ? 'the text ends' : `here stands ${shownAt(source, at)}`;
    return new SourceFault('source-syntax', `${expected} is expected, and ${found}`, { start: at, mend: mendOf(source, at) });
  };
  const next = (character: string): boolean => {
    if (source[at] !== character) return false;
    at += 1;
    signEnd = at;
    taken(blank);
    return true;
  };

  const value = (depth: number): SourceNode => {
    if (depth > depthMax) throw tooDeep(at);
    const character = source[at];
    if (character === '{') return object(depth);
    if (character === '[') return list(depth);
    const start = at;
    if (character === '"') return { kind: 'scalar', value: quoted(), start, end: at };
    const digits = taken(number);
    if (digits !== '') {
      const read = Number(digits);
      if (Number.isFinite(read)) return { kind: 'scalar', value: read, start, end: at };
      at = start;
      throw fail('a number below 1.8e308');
    }
    const said = taken(word);
    const known = words.get(said);
    if (known !== undefined) return { kind: 'scalar', value: known, start, end: at };
    at = start;
    throw fail('a value');
  };
  const quoted = (): string => {
    const found = taken(text);
    if (found !== '') return JSON.parse(found) as string;
    throw brokenText(source, at);
  };
  const object = (depth: number): ObjectNode => {
    const start = at;
    next('{');
    const members = new Map<string, SourceMember>();
    for (let isFirst = true; !next('}'); isFirst = false) {
      if (!isFirst && !next(',')) throw fail('"," or "}"');
      const name = { start: at, end: at };
      if (source[at] !== '"') throw fail('the name of a member, in double quotes,');
      const said = quoted();
      name.end = at;
      taken(blank);
      if (members.has(said)) throw duplicateMember(said, name.start, name.end);
      if (!next(':')) throw fail('":"');
      members.set(said, { name, value: value(depth + 1) });
      taken(blank);
    }
    return { kind: 'object', members, start, end: signEnd };
  };
  const list = (depth: number): ListNode => {
    const start = at;
    next('[');
    const items: SourceNode[] = [];
    while (!next(']')) {
      if (items.length > 0 && !next(',')) throw fail('"," or "]"');
      items.push(value(depth + 1));
      taken(blank);
    }
    return { kind: 'list', items, start, end: signEnd };
  };

  taken(blank);
  const root = value(0);
  taken(blank);
  if (at < source.length) throw fail('the end of the text');
  return root;
}

function shownAt(source: string, at: number): string {
  return JSON.stringify(String.fromCodePoint(source.codePointAt(at) ?? 0));
}

function brokenText(source: string, start: number): SourceFault {
  const line = /[^\r\n]*/y;
  line.lastIndex = start;
  const end = start + (line.exec(source)?.[0].length ?? 1);
  return new SourceFault('source-syntax', 'a text that begins here does not end on its line, or has a "\\" that means nothing', {
    start,
    end,
    mend: 'Close the text with a double quote; write a line break as \\n and a backslash as \\\\.',
  });
}

function mendOf(source: string, at: number): string {
  const before = /,\s*$/.test(source.slice(Math.max(0, at - 200), at));
  if ((source[at] === '}' || source[at] === ']') && before) return 'Take out the comma before it.';
  if (source[at] === "'") return 'Write texts in double quotes.';
  if (source.startsWith('//', at) || source.startsWith('/*', at)) return 'JSON has no comments: take it out, or write YAML.';
  if (at >= source.length) return 'Close what was opened.';
  return 'Correct it here, or just before.';
}
