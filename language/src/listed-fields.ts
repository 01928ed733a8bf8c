import type { CaseRecord } from './case.ts';
import type { CompiledFlow, CompiledLadder, ListedKind } from './compile/compiled.ts';
import { termsOf } from './deadlines/length.ts';
import { hasHistoricRung } from './deadlines/rung-due.ts';
import { readingsOf } from './decide/readings.ts';
import type { Context } from './input.ts';
import type { Json } from './json.ts';

/** What `$rung.<ladder>` says of a case whose ladder was under way before it was live, and of which nothing has fired since. */
export const historicRung = '$historic';

/** One value that lists of cases show, filter and sort by. */
export interface ListedField {
  readonly name: string;
  readonly kind: ListedKind;
  /** Money in minor units; days and instants as the data has them. `null`: the case has no such value. */
  readonly value: string | number | null;
}

/**
 * What lists know of a case: its list fields and columns (`null` where absent or where the expression fails), and of the kernel
 * `$key` (not of owned cases), `$state`, `$assignee` where somebody has it, `$rung.<ladder>` the last rung that fired or awaits
 * approval (`historicRung` where none did, and one was due before the case was live), `$exception.<kind>` and `$pending.<type>` =
 * `open` for each that is open.
 */
export function listedFields(flow: CompiledFlow, record: CaseRecord, context: Context): readonly ListedField[] {
  return [...declaredFields(flow, record, context), ...kernelFields(flow, record, context)];
}

function declaredFields(flow: CompiledFlow, { data, clocks, entity }: CaseRecord, context: Context): ListedField[] {
  const readings = readingsOf(flow, data, context, undefined, clocks, entity);
  return flow.listed.map(({ name, kind, of }) => ({
    name,
    kind,
    value: fitting(kind, of === 'data' ? data[name] : valueOrNone(() => flow.computed.get(name)?.evaluate(readings))),
  }));
}

function valueOrNone(evaluate: () => Json | undefined): Json | undefined {
  try {
    return evaluate();
  } catch {
    // A field that it reads is not there yet.
    return undefined;
  }
}

function fitting(kind: ListedKind, value: Json | undefined): string | number | null {
  if (kind === 'money' || kind === 'number') return typeof value === 'number' ? value : null;
  if (kind === 'text' && typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? value : null;
}

const text = (name: string, value: string): ListedField => ({ name, kind: 'text', value });

function kernelFields(flow: CompiledFlow, record: CaseRecord, context: Context): ListedField[] {
  const { key, parent, state, clocks } = record;
  const fields = [text('$state', state)];
  if (parent === undefined) fields.push(text('$key', key));
  if (clocks.assignee !== undefined) fields.push(text('$assignee', clocks.assignee));
  const terms = termsOf(flow, record, context);
  for (const ladder of flow.ladders.values()) {
    const reached = rungReached(ladder, clocks) ?? (hasHistoricRung(terms, record, ladder) ? historicRung : undefined);
    if (reached !== undefined) fields.push(text(`$rung.${ladder.name}`, reached));
  }
  for (const [slot, { open }] of Object.entries(clocks.children ?? {}))
    if (open.length > 0 && slot.startsWith('exception/'))
      fields.push(text(`$exception.${slot.slice('exception/'.length)}`, 'open'));
  for (const type of Object.keys(clocks.pending ?? {})) fields.push(text(`$pending.${type}`, 'open'));
  return fields;
}

/** The rung that came due last of those that fired or await approval: one that comes again may come after one below it. */
export function rungReached({ name, rungs }: CompiledLadder, { ladders }: CaseRecord['clocks']): string | undefined {
  const standings = ladders?.[name]?.rungs;
  if (standings === undefined) return undefined;
  let [reached, latest]: [string | undefined, number] = [undefined, -Infinity];
  for (const rung of rungs) {
    const clock = standings[rung.name];
    if (clock === undefined || (clock.standing !== 'fired' && clock.standing !== 'awaiting')) continue;
    const due = clock.due ?? clock.at;
    if (due >= latest) [reached, latest] = [rung.name, due];
  }
  return reached;
}
