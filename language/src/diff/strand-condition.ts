import type { CaseRecord } from '../case.ts';
import type { CompiledFlow } from '../compile/compiled.ts';
import type { Schema } from '../expression/expression.ts';
import { fits } from '../solve/samples.ts';
import { propertiesOf } from './data-changes.ts';
import { type Compiled, own } from './members.ts';

/**
 * Which running cases are meant, as plain data: whoever holds the cases can count them. A case that has ended is never meant; with
 * `state`, only cases in it are.
 */
export type StrandCondition =
  | { readonly is: 'in-state'; readonly state: string }
  | { readonly is: 'field-missing' | 'field-unknown' | 'field-invalid'; readonly field: string }
  | { readonly is: 'data-invalid' }
  | { readonly is: 'exception-open'; readonly kind: string }
  | { readonly is: 'children-open'; readonly child: string }
  | { readonly is: 'fact-waiting'; readonly event: string }
  | { readonly is: 'approval-pending'; readonly state: string; readonly event: string; readonly transition: number }
  | { readonly is: 'rung-awaiting'; readonly ladder: string; readonly rung: string }
  | { readonly is: 'rung-settled'; readonly ladder: string; readonly rung: string }
  | { readonly is: 'paused' | 'not-paused' | 'not-begun'; readonly state: string; readonly ladder: string };

type Kind = StrandCondition['is'];
type Of<K extends Kind> = Extract<StrandCondition, { readonly is: K }>;
type Test<K extends Kind> = (condition: Of<K>, record: CaseRecord, after: CompiledFlow) => boolean;

/** Whether a case of the version before is one of those meant. Pure and total. */
export function isStranded(condition: StrandCondition, record: CaseRecord, { before, after }: Compiled): boolean {
  if (before.states.get(record.state)?.final === true) return false;
  // What is not born yet has no data of its own.
  if (record.state === 'expected' && condition.is.startsWith('field')) return false;
  return (tests[condition.is] as Test<Kind>)(condition as never, record, after);
}

/** Whether the ladder's time stands still at the moment. */
export function hasOpenPause({ clocks }: CaseRecord, ladder: string): boolean {
  const last = own(clocks.ladders, ladder)?.pauses?.at(-1);
  return last !== undefined && last.to === undefined;
}

const tests: { readonly [K in Kind]: Test<K> } = {
  'in-state': ({ state }, record) => record.state === state,
  'field-missing': ({ field }, { data }) => own(data, field) === undefined,
  'field-unknown': ({ field }, { data }) => own(data, field) !== undefined,
  'field-invalid': ({ field }, { data }, after) => {
    const value = own(data, field);
    const schema = own(propertiesOf(after.definition.data as Schema), field);
    return value !== undefined && schema !== undefined && !fits(schema, value);
  },
  'data-invalid': (_condition, record, after) =>
    record.state !== 'expected' && after.data.errors(record.data, record.clocks.erasedAt !== undefined).length > 0,
  'exception-open': ({ kind }, { clocks }) => (own(clocks.children, `exception/${kind}`)?.open.length ?? 0) > 0,
  'children-open': ({ child }, { clocks }) => (own(clocks.children, `child/${child}`)?.open.length ?? 0) > 0,
  'fact-waiting': ({ event }, { clocks }) => clocks.waiting?.some(({ type }) => type === event) === true,
  'approval-pending': ({ state, event, transition }, record) => {
    const pending = own(record.clocks.pending, event);
    return record.state === state && pending !== undefined && (pending.transition ?? 0) === transition;
  },
  'rung-awaiting': ({ ladder, rung }, { clocks }) =>
    Object.values(clocks.pending ?? {}).some((pending) => pending.ladder === ladder && pending.rung === rung),
  'rung-settled': ({ ladder, rung }, { clocks }) =>
    !['stopped', undefined].includes(own(own(clocks.ladders, ladder)?.rungs, rung)?.standing),
  paused: ({ state, ladder }, record) => record.state === state && hasOpenPause(record, ladder),
  'not-paused': ({ state, ladder }, record) => record.state === state && !hasOpenPause(record, ladder),
  'not-begun': ({ state, ladder }, record) => record.state === state && own(record.clocks.ladders, ladder)?.from === undefined,
};
