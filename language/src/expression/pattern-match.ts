import { type Pattern, PatternError, parsePattern, type Ranges } from './pattern.ts';

/** One step of a machine that reads a text: a character, a place in it, or a fork. The end of the list is a match. */
type Instruction =
  | { readonly kind: 'characters'; readonly ranges: Ranges }
  | { readonly kind: 'place'; readonly place: 'start' | 'end' | 'border' | 'inside' }
  | { readonly kind: 'fork'; readonly to: readonly number[] };

/** A regular expression ready to be run. */
export type PatternProgram = readonly Instruction[];

const instructionsMax = 2000;
/** Of a longer text nothing is found out: at most so many characters are followed. */
export const patternTextMax = 65_536;
const programs = new Map<string, PatternProgram>();
const programsMax = 500;

/** Throws a PatternError where the text is no regular expression, or one that is too large when its repetitions are written out. */
export function compilePattern(source: string): PatternProgram {
  const known = programs.get(source);
  if (known !== undefined) return known;
  const program: Instruction[] = [];
  write(parsePattern(source), program);
  if (programs.size >= programsMax) programs.clear();
  programs.set(source, program);
  return program;
}

function write(pattern: Pattern, program: Instruction[]): void {
  if (program.length > instructionsMax)
    throw new PatternError(`it has more than ${instructionsMax} parts when its repetitions are written out`);
  switch (pattern.kind) {
    case 'characters':
    case 'place':
      program.push(pattern);
      return;
    case 'sequence':
      for (const part of pattern.parts) write(part, program);
      return;
    case 'choice':
      return writeChoice(pattern.parts, program);
    case 'repeat':
      return writeRepeat(pattern.part, pattern.from, pattern.to, program);
  }
}

function writeChoice(parts: readonly Pattern[], program: Instruction[]): void {
  const fork = program.push({ kind: 'fork', to: [] }) - 1;
  const starts: number[] = [];
  const ends: number[] = [];
  for (const part of parts) {
    starts.push(program.length);
    write(part, program);
    ends.push(program.push({ kind: 'fork', to: [] }) - 1);
  }
  program[fork] = { kind: 'fork', to: starts };
  for (const end of ends) program[end] = { kind: 'fork', to: [program.length] };
}

function writeRepeat(part: Pattern, from: number, to: number, program: Instruction[]): void {
  for (let count = 0; count < from; count += 1) write(part, program);
  if (to === Number.POSITIVE_INFINITY) {
    const start = program.push({ kind: 'fork', to: [] }) - 1;
    write(part, program);
    program.push({ kind: 'fork', to: [start] });
    program[start] = { kind: 'fork', to: [start + 1, program.length] };
    return;
  }
  const exits: number[] = [];
  for (let count = from; count < to; count += 1) {
    exits.push(program.push({ kind: 'fork', to: [] }) - 1);
    write(part, program);
  }
  for (const exit of exits) program[exit] = { kind: 'fork', to: [exit + 1, program.length] };
}

/**
 * Whether the pattern is found anywhere in a text, as `matches` of CEL says. All ways are followed at once (Thompson's construction): the
 * time is at most the length of the text times that of the program, whatever the pattern.
 */
export function isFoundIn(program: PatternProgram, text: string): boolean {
  let current: number[] = [];
  const seen = new Int32Array(program.length + 1).fill(-1);
  const points = [...text];
  const enter = (state: number, at: number, list: number[]): boolean => {
    const waiting = [state];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (seen[next] === at) continue;
      seen[next] = at;
      const instruction = program[next];
      if (instruction === undefined) return true;
      if (instruction.kind === 'fork') waiting.push(...instruction.to);
      else if (instruction.kind === 'characters') list.push(next);
      else if (holds(instruction.place, points, at)) waiting.push(next + 1);
    }
    return false;
  };
  for (let at = 0; at <= points.length; at += 1) {
    if (enter(0, at, current)) return true;
    const point = points[at]?.codePointAt(0);
    if (point === undefined) return false;
    const following: number[] = [];
    for (const state of current) {
      const instruction = program[state] as Extract<Instruction, { kind: 'characters' }>;
      if (isIn(instruction.ranges, point) && enter(state + 1, at + 1, following)) return true;
    }
    current = following;
  }
  return false;
}

/**
 * Whether each beginning of a text can be read in one way only, from its start: then an engine that tries one way after the other, as that
 * of JavaScript does, ends in linear time, too. `^\\d+-\\d+$` is; `^(a+)+$` and `a+$` are not.
 */
export function isReadInOneWay(program: PatternProgram): boolean {
  if (!isFromStart(program)) return false;
  return [0, ...program.keys().map((at) => at + 1)].every((at) => {
    const before = program[at - 1];
    return at > 0 && before?.kind !== 'characters' ? true : areApart(nextOf(program, at));
  });
}

/**
 * Whether a text can be read in few ways only, from its start, none of them longer than the pattern: then trying one after the other
 * ends in bounded time, too. Days and times are such.
 */
export function hasFewWays(program: PatternProgram): boolean {
  if (!isFromStart(program)) return false;
  // From the last step to the first: how many ways lead from each to the match, which has one.
  const ways = new Float64Array(program.length + 1).fill(1);
  for (let at = program.length - 1; at >= 0; at -= 1) {
    const instruction = program[at];
    const next = instruction?.kind === 'fork' ? instruction.to : [at + 1];
    if (next.some((to) => to <= at)) return false;
    ways[at] = next.reduce((sum, to) => sum + (ways[to] ?? 0), 0);
  }
  return (ways[0] ?? 0) <= fewWays;
}

const fewWays = 1000;

function isFromStart([first]: PatternProgram): boolean {
  return first?.kind === 'place' && first.place === 'start';
}

/** What may be read next at a step; `undefined` where ways meet, so that one text is read in several. */
function nextOf(program: PatternProgram, start: number): readonly Ranges[] | undefined {
  const seen = new Set<number>();
  const waiting = [start];
  const found: Ranges[] = [];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (seen.has(at) || found.length > waysMax) return undefined;
    seen.add(at);
    const instruction = program[at];
    if (instruction?.kind === 'fork') waiting.push(...instruction.to);
    else if (instruction?.kind === 'place') waiting.push(at + 1);
    else if (instruction !== undefined) found.push(instruction.ranges);
  }
  return found;
}

const waysMax = 32;

function areApart(ways: readonly Ranges[] | undefined): boolean {
  if (ways === undefined) return false;
  const all = ways.flat().toSorted(([a], [b]) => a - b);
  return all.every(([from], index) => index === 0 || (all[index - 1]?.[1] ?? 0) < from);
}

function holds(place: 'start' | 'end' | 'border' | 'inside', points: readonly string[], at: number): boolean {
  if (place === 'start') return at === 0;
  if (place === 'end') return at === points.length;
  const isBorder = isWordly(points[at - 1]) !== isWordly(points[at]);
  return place === 'border' ? isBorder : !isBorder;
}

function isWordly(point: string | undefined): boolean {
  return point !== undefined && /^\w$/.test(point);
}

function isIn(ranges: Ranges, point: number): boolean {
  for (const [from, to] of ranges) if (from <= point && point <= to) return true;
  return false;
}
