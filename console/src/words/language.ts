/*
 * In which language the console speaks. The words of a folder stand in its `words.ts`, one object for each language and all of one
 * type: a language that is added here fails to compile until every folder has its words.
 */

/** The languages that there are, by their tags (BCP 47). */
const languages = ['en'] as const;
export type Language = (typeof languages)[number];

/** What the words of another language have to be: the same names, texts for texts, and functions of the same arguments. */
export type Said<T> = T extends string
  ? string
  : T extends (...args: infer Args) => infer Result
    ? (...args: Args) => Said<Result>
    : { readonly [Name in keyof T]: Said<T[Name]> };

/** What the reader prefers of what there is; English where there is none of it. */
export const language: Language =
  navigator.languages.map((tag) => languages.find((each) => tag.startsWith(each))).find((each) => each !== undefined) ?? 'en';

/** The words of a folder, in the reader's language. */
export function wordsOf<T extends object>(all: { readonly en: T } & Readonly<Record<Exclude<Language, 'en'>, Said<T>>>): Said<T>;
export function wordsOf(all: Readonly<Record<Language, unknown>>): unknown {
  return all[language];
}
