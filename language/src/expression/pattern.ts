/** A regular expression as a tree. Code points; no back-references, no look-around. */
export type Pattern =
  | { readonly kind: 'characters'; readonly ranges: Ranges }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'repeat'; readonly part: Pattern; readonly from: number; readonly to: number }
  | { readonly kind: 'place'; readonly place: 'start' | 'end' | 'border' | 'inside' };

/** Code points from and to, both included, in ascending order. */
export type Ranges = readonly (readonly [from: number, to: number])[];

/** What is wrong with a regular expression. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}

const last = 0x10ffff;
const repeatMax = 1000;
const depthMax = 50;
const digits: Ranges = [[48, 57]];
const wordly: Ranges = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];
const blanks: Ranges = [
  [9, 13],
  [32, 32],
  [160, 160],
  [0x2028, 0x2029],
  [0xfeff, 0xfeff],
];
const classes: Readonly<Record<string, Ranges>> = {
  d: digits,
  w: wordly,
  s: blanks,
  D: others(digits),
  W: others(wordly),
  S: others(blanks),
};
const controls: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, '0': 0 };

/** The code points that are in none of the ranges. */
export function others(ranges: Ranges): Ranges {
  const found: [number, number][] = [];
  let next = 0;
  for (const [from, to] of [...ranges].sort(([a], [b]) => a - b)) {
    if (from > next) found.push([next, from - 1]);
    next = Math.max(next, to + 1);
  }
  if (next <= last) found.push([next, last]);
  return found;
}

/**
 * Reads a regular expression in the syntax that JavaScript and RE2 share. Throws a PatternError where it has none, or what takes more
 * than linear time: back-references and look-around.
 */
export function parsePattern(source: string): Pattern {
  const reader = new PatternReader(source);
  const pattern = reader.choice(0);
  if (!reader.isAtEnd()) throw new PatternError(`")" without "(" at ${reader.position + 1}`);
  return pattern;
}

class PatternReader {
  readonly points: readonly string[];
  position = 0;

  constructor(source: string) {
    if (source.length > 2000) throw new PatternError('a regular expression has at most 2,000 characters');
    this.points = [...source];
  }

  isAtEnd(): boolean {
    return this.position >= this.points.length;
  }

  choice(depth: number): Pattern {
    if (depth > depthMax) throw new PatternError(`groups nest at most ${depthMax} deep`);
    const parts = [this.sequence(depth)];
    while (this.take('|')) parts.push(this.sequence(depth));
    return parts.length === 1 ? (parts[0] as Pattern) : { kind: 'choice', parts };
  }

  private sequence(depth: number): Pattern {
    const parts: Pattern[] = [];
    while (!this.isAtEnd() && this.peek() !== '|' && this.peek() !== ')') parts.push(this.repeated(this.atom(depth)));
    return { kind: 'sequence', parts };
  }

  private repeated(part: Pattern): Pattern {
    const bounds = this.bounds();
    if (bounds === undefined) return part;
    if (part.kind === 'place') throw new PatternError(`nothing to repeat at ${this.position}`);
    this.take('?'); // What is matched is the same, greedy or not.
    if (this.bounds() !== undefined) throw new PatternError(`nothing to repeat at ${this.position}`);
    return { kind: 'repeat', part, from: bounds[0], to: bounds[1] };
  }

  private bounds(): readonly [number, number] | undefined {
    if (this.take('*')) return [0, Number.POSITIVE_INFINITY];
    if (this.take('+')) return [1, Number.POSITIVE_INFINITY];
    if (this.take('?')) return [0, 1];
    const [text, from, comma, to] =
      /^\{(\d{1,6})(,?)(\d{0,6})\}/.exec(this.points.slice(this.position, this.position + 16).join('')) ?? [];
    if (text === undefined) return undefined;
    this.position += text.length;
    const most = to !== '' ? Number(to) : comma === '' ? Number(from) : Number.POSITIVE_INFINITY;
    if (Number(from) > repeatMax || (most !== Number.POSITIVE_INFINITY && most > repeatMax))
      throw new PatternError(`{${from}${comma}${to}}: at most ${repeatMax} times`);
    if (Number(from) > most) throw new PatternError(`{${from},${to}}: the numbers are in the wrong order`);
    return [Number(from), most];
  }

  private atom(depth: number): Pattern {
    const point = this.next();
    switch (point) {
      case '(':
        return this.group(depth);
      case '[':
        return { kind: 'characters', ranges: this.set() };
      case '.':
        return { kind: 'characters', ranges: others([[10, 10], [13, 13], [0x2028, 0x2029]]) }; // biome-ignore format: one line
      case '^':
        return { kind: 'place', place: 'start' };
      case '$':
        return { kind: 'place', place: 'end' };
      case '\\':
        return this.escape();
      case '*':
      case '+':
      case '?':
        throw new PatternError(`nothing to repeat at ${this.position}`);
      default:
        return single(point);
    }
  }

  private group(depth: number): Pattern {
    if (this.take('?')) {
      const head = this.points.slice(this.position, this.position + 60).join('');
      const name = /^(?::|P?<[A-Za-z]\w*>)/.exec(head)?.[0];
      if (name === undefined) throw new PatternError(`(?${head[0] ?? ''} at ${this.position}: no look-around and no flags`);
      this.position += name.length;
    }
    const inner = this.choice(depth + 1);
    if (!this.take(')')) throw new PatternError('"(" without ")"');
    return inner;
  }

  private escape(): Pattern {
    const point = this.next();
    if (point === 'b' || point === 'B') return { kind: 'place', place: point === 'b' ? 'border' : 'inside' };
    if (/[1-9k]/.test(point)) throw new PatternError(`\\${point} at ${this.position}: no back-references`);
    return { kind: 'characters', ranges: classes[point] ?? ranged(this.escaped(point)) };
  }

  private escaped(point: string): number {
    const control = controls[point];
    if (control !== undefined) return control;
    if (point === 'x' || point === 'u') {
      const rest = this.points.slice(this.position, this.position + 8).join('');
      const found = (point === 'x' ? /^(?:([\da-fA-F]{2})|\{([\da-fA-F]{1,6})\})/ : /^(?:([\da-fA-F]{4})|\{([\da-fA-F]{1,6})\})/).exec(rest); // biome-ignore format: the two forms side by side
      const value = Number.parseInt(found?.[1] ?? found?.[2] ?? '', 16);
      if (found === null || value > last) throw new PatternError(`\\${point} at ${this.position}: no character`);
      this.position += found[0].length;
      return value;
    }
    if (/[A-Za-z0-9]/.test(point)) throw new PatternError(`\\${point} at ${this.position} is not known`);
    return point.codePointAt(0) as number;
  }

  private set(): Ranges {
    const negated = this.take('^');
    const ranges: (readonly [number, number])[] = [];
    while (!this.take(']')) {
      const from = this.member();
      if (typeof from !== 'number' || this.peek() !== '-' || this.points[this.position + 1] === ']') {
        ranges.push(...(typeof from === 'number' ? ranged(from) : from));
        continue;
      }
      this.position += 1;
      const to = this.member();
      if (typeof to !== 'number' || to < from)
        throw new PatternError(`a range of characters in the wrong order at ${this.position}`);
      ranges.push([from, to]);
    }
    return negated ? others(ranges) : ranges;
  }

  private member(): number | Ranges {
    const point = this.next();
    if (point !== '\\') return point.codePointAt(0) as number;
    const escaped = this.next();
    if (escaped === 'b') return 8;
    return classes[escaped] ?? this.escaped(escaped);
  }

  private peek(): string | undefined {
    return this.points[this.position];
  }

  private next(): string {
    const point = this.points[this.position];
    if (point === undefined) throw new PatternError('it ends too early');
    this.position += 1;
    return point;
  }

  private take(point: string): boolean {
    if (this.points[this.position] !== point) return false;
    this.position += 1;
    return true;
  }
}

const ranged = (point: number): Ranges => [[point, point]];
const single = (point: string): Pattern => ({ kind: 'characters', ranges: ranged(point.codePointAt(0) as number) });
