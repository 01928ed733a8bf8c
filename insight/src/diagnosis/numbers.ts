import type { Attributes } from './attributes.ts';
import type { Causes } from './causes.ts';
import { exposedRows } from './causes.ts';
import type { DataRow, Dataset } from './dataset.ts';
import { matches } from './matches.ts';
import type { PatternResult } from './pattern-step.ts';
import type { DiagnosisContext } from './question.ts';

/** A diagnosis has no number of that name, or none that cases of its data set are behind. */
export class NumberUnknownError extends Error {
  readonly code = 'diagnosis-number';

  constructor(name: string, expected: string) {
    super(`There is no number ${name}; ${expected}`);
  }
}

export interface Looked {
  readonly dataset: Dataset;
  readonly attributes: Attributes;
  readonly pattern: Pick<PatternResult, 'rows'>;
  readonly causes: Causes;
  readonly context: DiagnosisContext;
}

/**
 * The cases behind a number of steps 4 and 5, by its name: `population.before|after`, `affected.before|after|both`, `expected` and `excess` (what
 * they are held against: the affected cases), `unexplained` (affected cases outside of what is kept), `pattern.<index>.cases|affected|excess`,
 * `cause.<index>.exposed|affected|others`.
 *
 * @throws {NumberUnknownError}
 */
export function casesOfNumber(name: string, looked: Looked): readonly DataRow[] {
  const { dataset, pattern } = looked;
  const [what = '', second = '', third = ''] = name.split('.');
  const rows = (period: 0 | 1, isAffected?: boolean) =>
    dataset.rows.filter((row) => row.period === period && (isAffected === undefined || row.affected === isAffected));
  if (name === 'population.before' || name === 'population.after') return rows(second === 'after' ? 1 : 0);
  if (name === 'affected.before') return rows(0, true);
  if (name === 'affected.after' || name === 'expected' || name === 'excess') return rows(1, true);
  if (name === 'affected.both') return [...rows(0, true), ...rows(1, true)];
  const kept = pattern.rows.filter(({ verdict, conditions }) => verdict === 'kept' && conditions.length > 0);
  const has = (row: DataRow, conditions: (typeof kept)[number]['conditions']) => conditions.every((each) => matches(row, each));
  if (name === 'unexplained') return rows(1, true).filter((row) => !kept.some(({ conditions }) => has(row, conditions)));
  if (what === 'pattern') return ofPattern(Number(second), third);
  if (what === 'cause') return ofCause(Number(second), third);
  throw unknown(name);

  function ofPattern(index: number, of: string): readonly DataRow[] {
    const row = pattern.rows[index];
    if (row === undefined || !['cases', 'affected', 'expected', 'excess'].includes(of)) throw unknown(name);
    // A case is counted in the first of the kept ones that has it.
    const before = row.verdict === 'kept' ? kept.slice(0, kept.indexOf(row)) : [];
    return rows(1).filter(
      (each) =>
        (of === 'cases' || each.affected) && has(each, row.conditions) && !before.some(({ conditions }) => has(each, conditions)),
    );
  }

  function ofCause(index: number, of: string): readonly DataRow[] {
    const cause = looked.causes.causes[index];
    if (cause === undefined || !['exposed', 'affected', 'expected', 'excess', 'others'].includes(of)) throw unknown(name);
    const exposed = new Set(exposedRows(cause, looked));
    if (of === 'others') return rows(1).filter((row) => !exposed.has(row));
    return rows(1).filter((row) => exposed.has(row) && (of === 'exposed' || row.affected));
  }
}

function unknown(name: string): NumberUnknownError {
  return new NumberUnknownError(name, 'such as affected.after, pattern.0.affected or cause.0.exposed');
}
