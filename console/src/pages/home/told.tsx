import { Figure, Sentence } from '../../parts/text/sentence.tsx';
import type { Words } from './sentences.ts';

/** One of the sentences of the first page, its figures as links. */
export function Told({ label, words }: { readonly label: string; readonly words: Words }) {
  return (
    <Sentence label={label}>
      {words.map((word, index) =>
        typeof word === 'string' ? (
          word
        ) : (
          // The same figure may come twice; its place is what it is.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <Figure key={index} href={word.href} {...(word.exact === undefined ? {} : { exact: word.exact })}>
            {word.text}
          </Figure>
        ),
      )}
    </Sentence>
  );
}
