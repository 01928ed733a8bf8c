/** The entities in which something may be seen; an empty list: in none. */
export type Scope = 'all' | readonly string[];

/** A value that is kept back, and the roles of which one would show it. */
export interface Hidden {
  readonly needs: readonly string[];
}

/** What tells whose a case is. Exceptions and tasks are seen as the case that owns them, whose flow is their `ofFlow`. */
export interface Whose {
  readonly flow: string;
  readonly entity: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly clocks?: { readonly assignee?: string };
}

/**
 * What somebody may see of a company. Everything that is read for them goes through it: lists, sums, searches, metrics, files and
 * notifications alike. What is not seen is not said to be there: it is neither counted nor named.
 */
export interface Visible {
  /** Where cases of a flow are seen. Of exceptions and tasks: where those of any flow are; which of them, `sees` and `selection` say. */
  cases(flow: string): Scope;
  sees(found: Whose): boolean;
  /** Whether the value of a field, or what is computed of it, is shown in an entity. */
  field(flow: string, field: string, entity: string): 'shown' | Hidden;
  /** Whether it is shown wherever cases of the flow are seen: only then may it filter, sort, group, sum or be searched. */
  column(flow: string, field: string): 'shown' | Hidden;
  /** The same as lists of the engine take it: to be spread into their query. */
  selection(flow: string): { readonly entities?: readonly string[] };
}

/** Who sees everything: the program itself, and whoever sits beside the database. */
export const seesAll: Visible = {
  cases: () => 'all',
  sees: () => true,
  field: () => 'shown',
  column: () => 'shown',
  selection: () => ({}),
};
