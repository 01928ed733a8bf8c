import { type Pattern, parsePattern } from '../expression/pattern.ts';

/** Characters that a reader likes best, where a pattern lets one choose. */
const liked = [...'A1a-@. _x0'].map((character) => character.codePointAt(0) as number);

/** A short text that satisfies a regular expression; `undefined` where it has parts that cannot be read. */
export function textOf(pattern: string): string | undefined {
  try {
    return write(parsePattern(pattern));
  } catch {
    return undefined;
  }
}

function write(pattern: Pattern): string {
  switch (pattern.kind) {
    case 'characters': {
      const { ranges } = pattern;
      const point = liked.find((each) => ranges.some(([from, to]) => from <= each && each <= to)) ?? ranges[0]?.[0];
      if (point === undefined) throw new Error('no character will do');
      return String.fromCodePoint(point);
    }
    case 'sequence':
      return pattern.parts.map(write).join('');
    case 'choice': {
      const texts = pattern.parts.map(write);
      return texts.reduce((short, each) => (each.length < short.length ? each : short));
    }
    case 'repeat':
      return pattern.from === 0 ? '' : write(pattern.part).repeat(pattern.from);
    case 'place':
      return '';
  }
}
