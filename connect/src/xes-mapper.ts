import type { Actor, CaseIdentity, Millis } from '@throughline/language';
import { dateReader } from './dates.ts';
import { type ErrorPlace, type ImportError, type ImportErrorCode, ImportFailure, importError } from './errors.ts';
import { type EventData, eventDataOf } from './event-data.ts';
import type { FactRecord, ImportFlow, Mapped } from './fact-record.ts';
import { KeyTable } from './key-table.ts';
import type { ValueMapping, XesMapping } from './mapping.ts';
import { frameOf } from './mapping-frame.ts';
import type { XesAttributes, XesEvent, XesTrace } from './xes-parser.ts';

interface Activity {
  readonly event: string;
  readonly data: EventData<TraceEvent>;
}

interface TraceEvent {
  readonly trace: XesTrace;
  readonly event: XesEvent;
}

/** Makes facts of traces. An event with an error is left out; the other events of its trace are not. */
export interface XesMapper {
  /** `lossy`: the file has bytes that are not UTF-8, so what holds U+FFFD is rejected. */
  map(trace: XesTrace, mapped: Mapped, lossy: boolean): void;
}

/** Throws an `ImportFailure` with everything that is wrong with the mapping. */
export function xesMapper(mapping: XesMapping, flow: ImportFlow, now: Millis): XesMapper {
  const errors: ImportError[] = [];
  const frame = frameOf(mapping, flow, now, errors);
  const dates = dateReader('ISO', frame.zone);
  const { currency } = frame;
  const context = { zone: frame.zone, refuseFormulas: false, ...(currency === undefined ? {} : { currency }) };
  const activityOf = (
    event: string,
    data: Readonly<Record<string, ValueMapping>>,
    place: string,
    into: ImportError[],
  ): Activity | undefined => {
    const compiled = eventDataOf<TraceEvent>({ flow, event, data, place, context, pick: pickAttribute }, into);
    return compiled && { event, data: compiled };
  };
  const activities = new Map<string, Activity>();
  for (const [name, { event = name, data = {} }] of Object.entries(mapping.events)) {
    const activity = activityOf(event, data, `events.${name}`, errors);
    if (activity !== undefined) activities.set(name, activity);
  }
  if (mapping.otherwise === 'same-name') {
    for (const name of flow.events.keys()) {
      const activity = activities.has(name) ? undefined : activityOf(name, {}, `events.${name}`, errors);
      if (activity !== undefined) activities.set(name, activity);
    }
  }
  if (errors.length > 0 || dates === undefined) throw new ImportFailure(errors);
  const actors = new Map<string, Actor>();
  const mapper: TraceMapper = {
    mapping,
    flow,
    activities,
    currency,
    source: frame.source,
    seen: new KeyTable(),
    instant: dates.instant,
    actor: (name) => (name === undefined ? frame.actor : actorOf(actors, name)),
  };
  return { map: (trace, mapped, lossy) => mapTrace(trace, mapped, lossy, mapper) };
}

const actorsRemembered = 10_000;

function actorOf(actors: Map<string, Actor>, name: string): Actor {
  const known = actors.get(name);
  if (known !== undefined) return known;
  const actor: Actor = { id: name, kind: 'source', principal: name, roles: [] };
  if (actors.size < actorsRemembered) actors.set(name, actor);
  return actor;
}

function pickAttribute({ attribute, traceAttribute }: ValueMapping) {
  if (attribute !== undefined) return { from: attribute, pick: ({ event }: TraceEvent) => event.attributes.get(attribute) };
  if (traceAttribute !== undefined)
    return { from: traceAttribute, pick: ({ trace }: TraceEvent) => trace.attributes.get(traceAttribute) };
  return undefined;
}

interface TraceMapper {
  readonly mapping: XesMapping;
  readonly flow: ImportFlow;
  readonly activities: ReadonlyMap<string, Activity>;
  readonly currency: string | undefined;
  readonly source: FactRecord['fact']['source'];
  readonly seen: KeyTable;
  readonly instant: (text: string) => Millis | undefined;
  readonly actor: (name: string | undefined) => Actor;
}

type Reject = (code: ImportErrorCode, where: Omit<ErrorPlace, 'place'>) => void;

function mapTrace(trace: XesTrace, mapped: Mapped, lossy: boolean, mapper: TraceMapper): void {
  const { mapping, flow, seen } = mapper;
  const keyAttribute = mapping.key?.traceAttribute ?? 'concept:name';
  const reject: Reject = (code, where) => {
    mapped.errors.push(importError(code, where));
    mapped.rejected += trace.events.length;
  };
  const { line } = trace;
  const key = trace.attributes.get(keyAttribute) ?? '';
  const entityAttribute = typeof mapping.entity === 'string' ? undefined : mapping.entity.traceAttribute;
  const entity = entityAttribute === undefined ? (mapping.entity as string) : (trace.attributes.get(entityAttribute) ?? '');
  const lost = lossy ? lostAttribute(trace.attributes) : undefined;
  if (lost !== undefined) return reject('invalid-utf8', { line, field: lost });
  if (key === '') return reject('value-missing', { line, field: keyAttribute });
  if (entity === '') return reject('value-missing', { line, field: entityAttribute ?? '' });
  const records = mapEvents(trace, { flow: flow.name, entity, key }, mapped, lossy, mapper);
  const content = records.map(({ fact }) => `${fact.type} ${fact.occurredAt} ${JSON.stringify(fact.data)}`).join('\n');
  const known = seen.see(JSON.stringify([entity, key]), content, line);
  if (known.kind === 'new') for (const record of records) mapped.records.push(record);
  else {
    const isSame = known.kind === 'same';
    const code = isSame ? 'duplicate-record' : 'duplicate-key';
    mapped.errors.push(
      importError(code, { line, field: keyAttribute, place: `trace ${key}`, value: key, detail: `first on line ${known.line}` }),
    );
    if (isSame) mapped.duplicates += records.length;
    else mapped.rejected += records.length;
  }
}

function mapEvents(trace: XesTrace, identity: CaseIdentity, mapped: Mapped, lossy: boolean, mapper: TraceMapper): FactRecord[] {
  const { mapping, activities, source, instant } = mapper;
  const activityAttribute = mapping.activity ?? 'concept:name';
  const timeAttribute = mapping.time ?? 'time:timestamp';
  const facts = { key: identity.key, entity: identity.entity, currency: mapper.currency };
  const records: FactRecord[] = [];
  for (const event of trace.events) {
    const { line, ordinal, attributes } = event;
    const place = `trace ${identity.key}, event ${ordinal}`;
    const before = mapped.errors.length;
    const report = (code: ImportErrorCode, where: Omit<ErrorPlace, 'line' | 'place'>) => {
      mapped.errors.push(importError(code, { line, place, ...where }));
    };
    const name = attributes.get(activityAttribute) ?? '';
    const activity = activities.get(name);
    const time = attributes.get(timeAttribute) ?? '';
    const occurredAt = instant(time);
    const lost = lossy ? lostAttribute(attributes) : undefined;
    if (lost !== undefined) report('invalid-utf8', { field: lost });
    else if (name === '') report('value-missing', { field: activityAttribute });
    else if (activity === undefined) {
      if (mapping.otherwise === 'skip') continue;
      report('activity-unmapped', { field: activityAttribute, value: name });
    } else {
      if (time === '') report('value-missing', { field: timeAttribute });
      else if (occurredAt === undefined) report('bad-date', { field: timeAttribute, value: time, expected: 'ISO' });
      const data = activity.data.read({ trace, event }, facts, report);
      if (occurredAt !== undefined && data !== undefined) {
        const actor = mapper.actor(mapping.resource === undefined ? undefined : attributes.get(mapping.resource) || undefined);
        const fact = { kind: 'fact', type: activity.event, data, actor, source, occurredAt } as const;
        records.push({ line, place, identity, dedupeKey: `${identity.key}#${ordinal}`, fact });
      }
    }
    if (mapped.errors.length > before) mapped.rejected += 1;
  }
  return records;
}

function lostAttribute(attributes: XesAttributes): string | undefined {
  for (const [key, text] of attributes) if (text.includes('\uFFFD') || key.includes('\uFFFD')) return key;
  return undefined;
}
