/** Somebody who can be named in a comment. */
export interface Mentionable {
  readonly id: string;
  readonly name: string;
}

/**
 * Whom a comment names: `@clara.stein`, `@clara.stein@halden.example`, `@Clara Stein`, or `@Clara` where only one is called so. Case does
 * not matter; of several that fit, the longest counts.
 */
export function mentionedIn(text: string, people: readonly Mentionable[]): readonly string[] {
  const names = namesOf(people);
  const found = new Set<string>();
  const folded = fold(text);
  for (let at = folded.indexOf('@'); at >= 0; at = folded.indexOf('@', at + 1)) {
    // Within a word it is a mail address.
    if (at > 0 && isWord(folded.charAt(at - 1))) continue;
    const rest = folded.slice(at + 1);
    const name = names.find(([known]) => rest.startsWith(known) && endsThere(rest, known.length));
    if (name !== undefined) found.add(name[1]);
  }
  return [...found];
}

/** By what each may be called, the longest first; what would mean two is left out. */
function namesOf(people: readonly Mentionable[]): readonly (readonly [name: string, id: string])[] {
  const byName = new Map<string, string | null>();
  for (const { id, name } of people) {
    const called = fold(name);
    const local = id.includes('@') ? [id.slice(0, id.indexOf('@'))] : [];
    for (const each of new Set([fold(id), ...local.map(fold), called, called.replaceAll(' ', '.'), called.split(' ')[0] ?? ''])) {
      if (each === '') continue;
      byName.set(each, byName.has(each) && byName.get(each) !== id ? null : id);
    }
  }
  return [...byName].flatMap(([name, id]) => (id === null ? [] : [[name, id] as const])).sort(([a], [b]) => b.length - a.length);
}

const fold = (text: string) => text.normalize('NFC').toLowerCase();
const isWord = (character: string) => /[\p{L}\p{N}_]/u.test(character);

/** A full stop ends a sentence; followed by a letter it is part of a name, as a second `@` is. */
function endsThere(rest: string, length: number): boolean {
  const [next = '', after = ''] = [rest.charAt(length), rest.charAt(length + 1)];
  if (isWord(next)) return false;
  return !((next === '.' || next === '-' || next === '@') && after !== '' && isWord(after));
}
