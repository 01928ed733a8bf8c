import type { CaseRecord } from './case.ts';
import type { CompiledFlow, ListedKind } from './compile/compiled.ts';
import { readingsOf } from './decide/readings.ts';
import type { Context } from './input.ts';
import type { Json, JsonObject } from './json.ts';

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
 * approval, `$exception.<kind>` and `$pending.<type>` = `open` for each that is open.
 */
export function listedFields(flow: CompiledFlow, record: CaseRecord, context: Context): readonly ListedField[] {
  return [...declaredFields(flow, record.data, context), ...kernelFields(flow, record)];
}

function declaredFields(flow: CompiledFlow, data: JsonObject, context: Context): ListedField[] {
  const readings = readingsOf(flow, data, context);
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

function kernelFields(flow: CompiledFlow, { key, parent, state, clocks }: CaseRecord): ListedField[] {
  const fields = [text('$state', state)];
  if (parent === undefined) fields.push(text('$key', key));
  if (clocks.assignee !== undefined) fields.push(text('$assignee', clocks.assignee));
  if (clocks.ladders !== undefined) {
    for (const { name, rungs } of flow.ladders.values()) {
      const standings = clocks.ladders[name]?.rungs ?? {};
      const last = rungs.findLast((rung) => {
        const standing = standings[rung.name]?.standing;
        return standing === 'fired' || standing === 'awaiting';
      });
      if (last !== undefined) fields.push(text(`$rung.${name}`, last.name));
    }
  }
  for (const [slot, { open }] of Object.entries(clocks.children ?? {}))
    if (open.length > 0 && slot.startsWith('exception/'))
      fields.push(text(`$exception.${slot.slice('exception/'.length)}`, 'open'));
  for (const type of Object.keys(clocks.pending ?? {})) fields.push(text(`$pending.${type}`, 'open'));
  return fields;
}
