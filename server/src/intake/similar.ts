import type { SimilarRequest } from '@throughline/api';

export interface Worded {
  readonly number: string;
  readonly title: string;
  readonly state: string;
  readonly rationale?: string | undefined;
}

/** Less than this is no likeness worth a look. */
const likenessMin = 30;
const shownMax = 5;
const sharedMax = 12;
const common: ReadonlySet<string> = new Set(
  'the and for with from that this are was were has have had not but you our your their its into onto over under than then they them who when what which will would should could can may more less each every all any one two new make made need needs want wants get gets also only'.split(
    ' ',
  ),
);

/** The words of a text without those that every text has, in the form that plural and past share. */
export function wordsOf(text: string): readonly string[] {
  const words =
    text
      .toLowerCase()
      .normalize('NFKD')
      .match(/\p{L}[\p{L}\p{N}]+/gu) ?? [];
  return words.filter((word) => word.length > 2 && !common.has(word)).map(stem);
}

const stem = (word: string) => (word.length > 4 ? word.replace(/(?:ing|ies|ed|es|s)$/u, '') : word);

/**
 * Requests like a text, by the words that they share: the cosine of their counts, in which a word counts more the fewer requests have it. Each says which words
 * they are, so that a person can judge.
 */
export function similarTo(one: Pick<Worded, 'title' | 'rationale'>, others: readonly Worded[]): readonly SimilarRequest[] {
  const counted = (each: Pick<Worded, 'title' | 'rationale'>) => {
    const counts = new Map<string, number>();
    // The title says in few words what the rationale says in many.
    for (const word of [...wordsOf(each.title), ...wordsOf(each.title), ...wordsOf(each.rationale ?? '')])
      counts.set(word, (counts.get(word) ?? 0) + 1);
    return counts;
  };
  const mine = counted(one);
  const all = others.map((other) => ({ other, counts: counted(other) }));
  const weightOf = (word: string) => Math.log((all.length + 2) / (1 + all.filter(({ counts }) => counts.has(word)).length));
  const weights = new Map<string, number>();
  for (const word of [...mine.keys(), ...all.flatMap(({ counts }) => [...counts.keys()])])
    if (!weights.has(word)) weights.set(word, weightOf(word));
  const length = (counts: ReadonlyMap<string, number>) =>
    Math.hypot(...[...counts].map(([word, count]) => count * (weights.get(word) ?? 0)));
  const found = all.map(({ other, counts }) => {
    const parts = [...mine].flatMap(([word, count]) => {
      const theirs = counts.get(word);
      return theirs === undefined ? [] : [{ word, part: count * theirs * (weights.get(word) ?? 0) ** 2 }];
    });
    const product = parts.reduce((sum, { part }) => sum + part, 0);
    const size = length(mine) * length(counts);
    const shared = parts
      .sort((a, b) => b.part - a.part)
      .slice(0, sharedMax)
      .map(({ word }) => word);
    const { number, title, state } = other;
    return { number, title, state, likeness: size === 0 ? 0 : Math.round((100 * product) / size), shared };
  });
  return found
    .filter(({ likeness }) => likeness >= likenessMin)
    .sort((a, b) => b.likeness - a.likeness || (a.number < b.number ? -1 : 1))
    .slice(0, shownMax);
}
