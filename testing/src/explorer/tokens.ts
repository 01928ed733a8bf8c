/**
 * What an expression names and which constants stand in it, by tokenising its text alone: no parser of the language is asked, so
 * a mistake there is not repeated here.
 */
export interface Tokens {
  /** `data.amount`, `event.amount`, ...: each variable that is followed by a member, with that member. */
  readonly reads: readonly Read[];
  readonly integers: readonly number[];
  readonly texts: readonly string[];
}

export interface Read {
  readonly variable: string;
  readonly member: string;
}

const pattern =
  /"(?<double>(?:[^"\\]|\\.)*)"|'(?<single>(?:[^'\\]|\\.)*)'|(?<number>\d+(?:\.\d+)?)|(?<path>[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*)|(?<other>\S)/g;
const variables = new Set(['data', 'event', 'computed', 'parameters', 'children']);
const known = new Map<string, Tokens>();

export function tokensOf(source: string): Tokens {
  const cached = known.get(source);
  if (cached !== undefined) return cached;
  const reads = new Map<string, Read>();
  const integers = new Set<number>();
  const texts = new Set<string>();
  let before = '';
  for (const { groups = {}, 0: token } of source.matchAll(pattern)) {
    const text = groups['double'] ?? groups['single'];
    if (text !== undefined) texts.add(text.replaceAll(/\\(.)/g, '$1'));
    if (groups['number'] !== undefined) integers.add(Number(groups['number']) * (before === '-' ? -1 : 1));
    const [variable = '', member] = (groups['path'] ?? '').split(/\s*\.\s*/);
    if (before !== '.' && member !== undefined && variables.has(variable))
      reads.set(`${variable}.${member}`, { variable, member });
    before = token;
  }
  const tokens = { reads: [...reads.values()], integers: [...integers], texts: [...texts] };
  known.set(source, tokens);
  return tokens;
}
