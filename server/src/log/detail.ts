import type { LogDetail } from '@throughline/api';
import { isCaseId, type LogEntry } from '@throughline/engine';
import type { CompiledFlow, Json } from '@throughline/language';
import { cellValue, currencyField, dataFields, isSaid, titleOfField, wordsOf } from '../cases/fields.ts';
import { loadFlows } from '../cases/flow-book.ts';
import { roleName } from '../cases/names.ts';
import { ThroughlineError } from '../errors.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';
import { eventsOf, type LogContext } from './events.ts';

const textMax = 20_000;

/**
 * An event with what it said and changed, what caused it and what it caused. Of its family only what may be seen is told.
 *
 * @throws ThroughlineError case-unknown
 */
export async function logDetail(
  throughline: Throughline,
  context: LogContext,
  { case: id, seq }: { readonly case: string; readonly seq: number },
): Promise<LogDetail> {
  const family = isCaseId(id) ? await throughline.engine.logFamily(id, seq) : undefined;
  const seen =
    family === undefined
      ? new Set<string>()
      : await seenCases(throughline, context.visible, [family.event, ...family.causes, ...family.caused]);
  if (family === undefined || !seen.has(family.event.caseId)) {
    throw new ThroughlineError('case-unknown', `There is no event ${seq} of a case ${id}`, { place: 'case' });
  }
  const visibleOnes = (entries: readonly LogEntry[]) => entries.filter(({ caseId }) => seen.has(caseId));
  const { event: entry, seal } = family;
  const flow = (await loadFlows(throughline, [entry]))(entry);
  const [event] = await eventsOf(throughline, context, [entry]);
  if (event === undefined) throw new ThroughlineError('case-unknown', `There is no case ${id}`, { place: 'case' });
  const kept = shownFields(flow, entry, context.visible);
  return {
    event,
    version: entry.version,
    roles: rolesIn(entry.context).map((role) => roleName(flow, role)),
    changes: changesOf(flow, entry, kept),
    currency: await currencyOf(throughline, flow, entry),
    written: writtenOf(entry, kept),
    withheld: entry.isErased || kept.withheld,
    seal,
    causes: await eventsOf(throughline, context, visibleOnes(family.causes)),
    caused: await eventsOf(throughline, context, visibleOnes(family.caused)),
  };
}

async function currencyOf({ engine }: Throughline, flow: CompiledFlow, { caseId }: LogEntry): Promise<string | null> {
  const code = (await engine.readCase(caseId))?.data[currencyField(flow) ?? ''];
  return typeof code === 'string' ? code : null;
}

async function seenCases(throughline: Throughline, visible: Visible, entries: readonly LogEntry[]): Promise<ReadonlySet<string>> {
  const cases = await throughline.engine.readCases([...new Set(entries.map(({ caseId }) => caseId))]);
  return new Set(cases.filter((found) => visible.sees(found)).map(({ id }) => id));
}

interface Kept {
  readonly isShown: (field: string) => boolean;
  /** Of what it brought or changed something is hidden. */
  readonly withheld: boolean;
  /** Nothing of such a case is hidden. */
  readonly isWhole: boolean;
}

/** Of an event anything that it brings may stand in a field of the case, so what it says is shown as the fields are. */
function shownFields(flow: CompiledFlow, { entity, input, patch }: LogEntry, visible: Visible): Kept {
  const hidden = visible.hidden(flow, entity);
  const brought = [...Object.keys(input ?? {}), ...Object.keys(patch?.data ?? {})];
  return {
    isShown: (field) => !hidden.has(field),
    withheld: brought.some((field) => hidden.has(field)),
    isWhole: hidden.size === 0,
  };
}

function changesOf(flow: CompiledFlow, { patch }: LogEntry, { isShown }: Kept): LogDetail['changes'] {
  const kinds = new Map(dataFields(flow).map(({ name, kind }) => [name, kind]));
  return Object.entries(patch?.data ?? {})
    .filter(([name]) => isSaid(flow, name) && isShown(name))
    .slice(0, 500)
    .map(([name, value]) => ({
      name,
      title: titleOfField(flow, name),
      kind: kinds.get(name) ?? 'text',
      value: wordsOf(flow, name, cellValue(value)),
    }));
}

const leftOut = 'Left out: it may quote fields that take a role which you do not have.';

/** What the log has of it, as text. Where a field is hidden, input and outcome are left out whole: texts may quote it. */
function writtenOf({ input, outcome, context, deviation, isErased }: LogEntry, { isWhole }: Kept): LogDetail['written'] {
  const members: readonly (readonly [string, unknown])[] = [
    ['input', isErased ? null : isWhole ? input : leftOut],
    ['outcome', isWhole ? outcome : leftOut],
    ['deviation', deviation],
    ['context', context],
  ];
  return members.flatMap(([name, value]) =>
    value === null || value === undefined
      ? []
      : [{ name, text: typeof value === 'string' ? value : JSON.stringify(value, null, 2).slice(0, textMax) }],
  );
}

function rolesIn(context: Readonly<Record<string, Json | undefined>>): readonly string[] {
  const { roles } = context;
  return Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [];
}
