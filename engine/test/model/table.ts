/** Whose writes are not yet everybody's. */
export type Writer = object;

/** Rows by name: what was committed, and over it, for each transaction, what it has written itself. */
export class Table<R> {
  readonly name: string;
  readonly #committed = new Map<string, R>();
  readonly #written = new Map<Writer, Map<string, R | undefined>>();

  constructor(name: string) {
    this.name = name;
  }

  get(writer: Writer, key: string): R | undefined {
    const own = this.#written.get(writer);
    return own?.has(key) === true ? own.get(key) : this.#committed.get(key);
  }

  /** All rows that the transaction sees. */
  all(writer: Writer): readonly (readonly [string, R])[] {
    const own = this.#written.get(writer);
    if (own === undefined) return [...this.#committed];
    const seen = new Map<string, R | undefined>([...this.#committed, ...own]);
    return [...seen].flatMap(([key, row]) => (row === undefined ? [] : [[key, row] as const]));
  }

  committed(): readonly R[] {
    return [...this.#committed.values()];
  }

  put(writer: Writer, key: string, row: R | undefined): void {
    let own = this.#written.get(writer);
    if (own === undefined) {
      own = new Map();
      this.#written.set(writer, own);
    }
    own.set(key, row);
  }

  /** Remembers what the transaction has written so far; the answer brings it back. */
  mark(writer: Writer): () => void {
    const own = new Map(this.#written.get(writer));
    return () => this.#written.set(writer, own);
  }

  commit(writer: Writer): void {
    for (const [key, row] of this.#written.get(writer) ?? []) {
      if (row === undefined) this.#committed.delete(key);
      else this.#committed.set(key, row);
    }
    this.#written.delete(writer);
  }

  drop(writer: Writer): void {
    this.#written.delete(writer);
  }
}

/** JSON as `jsonb` keeps it: members by length of their name, then by their bytes. */
export function asJsonb<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_key, member: unknown) => {
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1)));
  }) as T;
}
