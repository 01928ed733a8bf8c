/** What the fonts that every reader of PDF has do not know, in what they know. */
const instead: Readonly<Record<string, string>> = {
  '−': '-',
  '→': 'to',
  '≤': '<=',
  '≥': '>=',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  '\u202f': ' ',
  '\u00a0': ' ',
};
/** Beside Latin-1, as far as Windows-1252 has it. */
const known = /[\u0020-\u007e\u00a1-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]/;

/**
 * A text in the characters that the standard fonts of PDF have (Windows-1252): letters with other accents lose them, and what is not there
 * at all is a question mark.
 */
export function printable(text: string): string {
  return [...text]
    .map((char) => {
      if (known.test(char)) return char;
      const plain = instead[char] ?? char.normalize('NFD').replaceAll(/\p{M}/gu, '');
      return [...plain].map((each) => (known.test(each) ? each : '?')).join('');
    })
    .join('');
}
