import type { Filter, SearchScope } from '@throughline/engine';
import type { SeenCases } from '@throughline/insight';
import type { CompiledFlow, Scope } from '@throughline/language';

export type { Scope } from '@throughline/language';

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

/** Which cases, as lists of the engine take it. */
export interface VisibleSelection {
  readonly entities?: readonly string[];
  readonly anyOf?: readonly (readonly Filter[])[];
}

/**
 * What somebody may see of a company. Everything that is read for them goes through it: lists, sums, searches, metrics, files and
 * notifications alike. What is not seen is not said to be there: it is neither counted nor named.
 */
export interface Visible {
  /** Where cases of a flow are seen. Of exceptions and tasks: where any of them may be; which ones, `sees` and `selection` say. */
  cases(flow: string): Scope;
  sees(found: Whose): boolean;
  /** Whether the value of a field, or what is computed of it, is shown in an entity. By the newest version, and by the one given. */
  field(flow: string | CompiledFlow, field: string, entity: string): 'shown' | Hidden;
  /** Whether it is shown wherever cases of the flow are seen: only then may it filter, sort, group, sum or be searched. */
  column(flow: string, field: string): 'shown' | Hidden;
  /** The fields of a flow that are kept back in an entity. */
  hidden(flow: CompiledFlow, entity: string): ReadonlyMap<string, Hidden>;
  /** Which cases of a flow, as lists, totals and groups of the engine take it: to be spread into their query. */
  selection(flow: string): VisibleSelection;
  /** The same as its search takes it; `undefined`: everything. */
  search(): Readonly<Record<string, SearchScope>> | undefined;
  /** The same as metrics take it; `undefined`: everything. */
  seen(): readonly SeenCases[] | undefined;
  /** Where which flows of the business are seen, those of which nothing is seen left out; `undefined`: everything. */
  flows(): readonly FlowScope[] | undefined;
}

export interface FlowScope {
  readonly flow: string;
  /** Absent: everywhere. */
  readonly entities?: readonly string[];
}

const nothing: ReadonlyMap<string, Hidden> = new Map();

/** Who sees everything: the program itself, and whoever sits beside the database. */
export const seesAll: Visible = {
  cases: () => 'all',
  sees: () => true,
  field: () => 'shown',
  column: () => 'shown',
  hidden: () => nothing,
  selection: () => ({}),
  search: () => undefined,
  seen: () => undefined,
  flows: () => undefined,
};
