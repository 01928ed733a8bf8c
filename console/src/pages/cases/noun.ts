/** The cases of a flow, in the middle of a sentence: `invoice` and `invoices`. Names such as VAT stay as they are. */
export function nounOf(title: string): { readonly one: string; readonly many: string } {
  const one = /^[A-Z][a-z]/.test(title) ? `${title.slice(0, 1).toLowerCase()}${title.slice(1)}` : title;
  return { one, many: pluralOf(one) };
}

/** `Invoices`, as the title of their list. What is named in the plural, as a file of `orders` names its flow, stays. */
export function pluralOf(title: string): string {
  if (/[^ius]s$/.test(title)) return title;
  if (/[^aeiou]y$/.test(title)) return `${title.slice(0, -1)}ies`;
  return /(s|x|ch|sh)$/.test(title) ? `${title}es` : `${title}s`;
}
