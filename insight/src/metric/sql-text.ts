/** A text as an SQL literal. Definitions hold no control characters, so doubling the quote is all there is to do. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function literals(texts: string | readonly string[]): string {
  return (typeof texts === 'string' ? [texts] : texts).map(literal).join(', ');
}

export function allOf(conditions: readonly string[]): string {
  return conditions.length === 0 ? 'true' : conditions.map((condition) => `(${condition})`).join(' and ');
}

/** Numbers the parameters of a statement. */
export class Parameters {
  readonly values: (string | number | null)[] = [];

  /** Adds a value and returns its place with its type: `$2::text`. */
  add(value: string | number | null, type: string): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }
}
