/** What all of the formats depend on. */
export interface FormatSettings {
  /** BCP 47, such as en-GB: how numbers and dates are written. The words around them are English. */
  readonly locale: string;
  /** IANA, such as Europe/Berlin: in which zone an instant becomes a day. */
  readonly timeZone: string;
  /** UTC ms, by the company's clock: the simulated company has one of its own. */
  readonly now: number;
}

/** Making a formatter of Intl costs some 50 µs; a table of a thousand rows needs the same few all the time. */
export function remembered<A extends readonly string[], T>(make: (...key: A) => T): (...key: A) => T {
  const made = new Map<string, T>();
  return (...key) => {
    const name = key.join('\n');
    const known = made.get(name);
    if (known !== undefined) return known;
    const fresh = make(...key);
    // Keys come from locales, zones and currencies: few. The limit is for whoever passes something else.
    if (made.size >= 500) made.clear();
    made.set(name, fresh);
    return fresh;
  };
}
