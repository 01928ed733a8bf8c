/** Texts are compared by at most so many characters, so that an index can hold them. */
export const foldedLengthMax = 200;

/**
 * The form in which texts are sorted and searched: case does not count, nor how an accent was written. Both sides of a comparison
 * are folded here, never by the database, whose rules depend on its locale. A prefix of a text folds to a prefix of its folded
 * form: so the sigma that ends a Greek word, which lower case writes differently, is written like any other.
 */
export function foldedText(text: string): string {
  const folded = text.normalize('NFC').toLowerCase().replaceAll('ς', 'σ');
  if (folded.length <= foldedLengthMax) return folded;
  const cut = folded.slice(0, foldedLengthMax);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}
