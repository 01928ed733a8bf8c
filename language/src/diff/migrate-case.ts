import type { CaseRecord, Clocks, LadderClock, Millis, PendingApproval } from '../case.ts';
import type { CompiledFlow } from '../compile/compiled.ts';
import type { TransitionDefinition } from '../definition/flow.ts';
import type { CaseMapping, MigrationDefinition } from '../definition/migration.ts';
import { canonical, type Json, type JsonObject } from '../json.ts';
import { eventTitle, exceptionTitle, inWords, ladderTitle, stateTitle } from '../titles.ts';
import { type Compiled, own } from './members.ts';
import { carriedTransition } from './paired-transitions.ts';
import { quoted } from './words.ts';

export const migrationRefusals = {
  'migration-of-others': 'The migration is of other versions, or the case runs another',
  'case-ended': 'A case that has ended stays with its version',
  'state-unmapped': 'The state of the case is gone, and the migration names no other',
  'state-ends': 'The case would end without an event',
  'data-invalid': 'The data of the case does not satisfy the schema',
  'exception-unmapped': 'An exception is open whose kind is gone, and the migration does not keep it',
  'children-unmapped': 'Owned children are open whose kind is gone, and the migration does not keep them',
  'fact-unknown': 'A fact waits that the version does not take',
} as const;
export type MigrationRefusalCode = keyof typeof migrationRefusals;

export type CaseMigration =
  | {
      readonly kind: 'migrated';
      readonly record: CaseRecord;
      /** What of this case is not as it was, and would not be after the way back. */
      readonly noted: readonly string[];
    }
  | {
      readonly kind: 'refused';
      readonly code: MigrationRefusalCode;
      readonly message: string;
      /** JSON Pointer into the case. */
      readonly place: string;
    };

/**
 * Takes a running case to the other version. Pure: the same case, migration and instant give the same. `seq` stays: whoever
 * writes the event of the migration counts it. What the other version has no words for (clocks of ladders and rungs that are gone) stays
 * with the case, so that no rung fires twice should it come back.
 */
export function migrateCase(migration: MigrationDefinition, versions: Compiled, record: CaseRecord, at: Millis): CaseMigration {
  return move(migration, { from: versions.before, to: versions.after }, record, at, isOf(migration, versions));
}

/** Takes a case back to the version that it came from. */
export function migrateCaseBack(
  migration: MigrationDefinition,
  versions: Compiled,
  record: CaseRecord,
  at: Millis,
): CaseMigration {
  return move(migration.back, { from: versions.after, to: versions.before }, record, at, isOf(migration, versions));
}

interface Way {
  readonly from: CompiledFlow;
  readonly to: CompiledFlow;
}

function isOf(migration: MigrationDefinition, { before, after }: Compiled): boolean {
  return migration.before === before.hash && migration.after === after.hash && migration.flow === after.name;
}

function move(mapping: CaseMapping, way: Way, record: CaseRecord, at: Millis, isMeant: boolean): CaseMigration {
  const { from, to } = way;
  if (!isMeant || record.version !== from.version || record.flow !== to.name)
    return refused('migration-of-others', `The case runs version ${record.version} of ${record.flow}`, '/version');
  const title = quoted(own(from.definition.states, record.state)?.title ?? inWords(record.state));
  if (from.states.get(record.state)?.final === true) return refused('case-ended', `The case is ${title}`, '/state');
  const state = own(mapping.states, record.state) ?? record.state;
  const target = to.states.get(state);
  if (target === undefined) return refused('state-unmapped', `${title} is no longer a state`, '/state');
  if (target.final)
    return refused('state-ends', `${quoted(stateTitle(to.definition, state))} would end the case without an event`, '/state');
  const children = refusedChildren(mapping, way, record);
  if (children !== undefined) return children;
  const data = mappedData(mapping, way, record);
  if ('kind' in data) return data;
  const noted: string[] = [...data.noted];
  const moved: Moving = { mapping, way, record, state, at, noted, isDataSame: canonical(data.data) === canonical(record.data) };
  const clocks = mappedClocks(moved, data.stamps);
  return { kind: 'migrated', record: { ...record, version: to.version, state, data: data.data, clocks }, noted };
}

interface Moving {
  readonly mapping: CaseMapping;
  readonly way: Way;
  readonly record: CaseRecord;
  readonly state: string;
  readonly at: Millis;
  readonly noted: string[];
  readonly isDataSame: boolean;
}

function refused(
  code: MigrationRefusalCode,
  message: string,
  place: string,
): Extract<CaseMigration, { readonly kind: 'refused' }> {
  return { kind: 'refused', code, message: `${migrationRefusals[code]}: ${message}`, place };
}

function refusedChildren(
  { exceptions, children }: CaseMapping,
  { from, to }: Way,
  { clocks }: CaseRecord,
): CaseMigration | undefined {
  for (const [slot, { open }] of Object.entries(clocks.children ?? {})) {
    if (open.length === 0) continue;
    const name = slot.slice(slot.indexOf('/') + 1);
    if (slot.startsWith('exception/') && !to.exceptions.has(name) && own(exceptions, name) !== 'keep')
      return refused('exception-unmapped', quoted(exceptionTitle(from.definition, name)), `/clocks/children`);
    if (slot.startsWith('child/') && !to.children.has(name) && own(children, name) !== 'keep')
      return refused('children-unmapped', quoted(inWords(name)), `/clocks/children`);
  }
  const unknown = clocks.waiting?.find(({ type }) => !to.events.has(type));
  return unknown === undefined
    ? undefined
    : refused('fact-unknown', quoted(eventTitle(from.definition, unknown.type)), '/clocks/waiting');
}

interface MappedData {
  readonly data: JsonObject;
  readonly stamps: Clocks['stamps'];
  readonly noted: readonly string[];
}

function mappedData(
  { fields, defaults }: CaseMapping,
  { to }: Way,
  record: CaseRecord,
): MappedData | Extract<CaseMigration, { readonly kind: 'refused' }> {
  if (record.state === 'expected') return { data: record.data, stamps: record.clocks.stamps, noted: [] };
  const data: Record<string, Json> = {};
  const stamps: Record<string, Millis> = {};
  const noted: string[] = [];
  const nameOf = (field: string) => (Object.hasOwn(fields, field) ? (fields[field] ?? null) : field);
  for (const field of new Set([...Object.keys(record.data), ...Object.keys(record.clocks.stamps ?? {})])) {
    const name = nameOf(field);
    const [value, stamp] = [own(record.data, field), own(record.clocks.stamps, field)];
    if (name === null) noted.push(`${quoted(inWords(field))} is left out; the events of the case keep it`);
    if (name !== null && value !== undefined) data[name] = value;
    if (name !== null && stamp !== undefined) stamps[name] = stamp;
  }
  for (const [field, value] of Object.entries(defaults)) {
    if (Object.hasOwn(data, field)) continue;
    data[field] = value as Json;
    noted.push(`${quoted(inWords(field))} is given ${JSON.stringify(value)}`);
  }
  const [error] = to.data.errors(data, record.clocks.erasedAt !== undefined);
  if (error !== undefined) return refused('data-invalid', `${error.path} ${error.message}`, `/data${error.path}`);
  return { data, stamps: record.clocks.stamps === undefined ? undefined : stamps, noted };
}

function mappedClocks(moving: Moving, stamps: Clocks['stamps']): Clocks {
  const { record } = moving;
  const { stamps: _stamps, pending: _pending, ladders: _ladders, ...others } = record.clocks;
  const { pending, voided } = mappedPending(moving);
  const ladders = mappedLadders(moving, voided);
  return {
    ...others,
    ...(stamps === undefined ? {} : { stamps }),
    ...(pending === undefined ? {} : { pending }),
    ...(ladders === undefined ? {} : { ladders }),
  };
}

/** Approvals that are still asked for in the same place, of the same data, go on; the others must be asked for anew. */
function mappedPending({ mapping, way, record, isDataSame, noted }: Moving): {
  readonly pending: Clocks['pending'];
  readonly voided: ReadonlySet<string>;
} {
  const { from } = way;
  const voided = new Set<string>();
  const pending: Record<string, PendingApproval> = {};
  for (const [name, asked] of Object.entries(record.clocks.pending ?? {})) {
    const carried = isDataSame ? carriedApproval(mapping, way, record.state, asked) : undefined;
    if (carried !== undefined) pending[carried.name] = carried.asked;
    else {
      if (asked.ladder !== undefined && asked.rung !== undefined) voided.add(`${asked.ladder}/${asked.rung}`);
      noted.push(`The approval of ${quoted(eventTitle(from.definition, name))} must be asked for anew`);
    }
  }
  return { pending: Object.keys(pending).length === 0 ? undefined : pending, voided };
}

function carriedApproval(
  { states, rungs }: CaseMapping,
  { from, to }: Way,
  state: string,
  asked: PendingApproval,
): { readonly name: string; readonly asked: PendingApproval } | undefined {
  if (asked.ladder !== undefined && asked.rung !== undefined) {
    const rung = own(rungs, `${asked.ladder}/${asked.rung}`) ?? asked.rung;
    const next = to.ladders.get(asked.ladder)?.rungs.find(({ name }) => name === rung);
    return next?.approval === undefined ? undefined : { name: `${asked.ladder}/${rung}`, asked: { ...asked, rung } };
  }
  const list = [own(own(from.definition.states, state)?.on, asked.type) ?? []].flat() as readonly TransitionDefinition[];
  const transition = list[asked.transition ?? 0];
  if (transition === undefined) return undefined;
  const index = carriedTransition(to.definition, { state, event: asked.type, transition }, (name) => own(states, name) ?? name);
  if (index === undefined) return undefined;
  return {
    name: asked.type,
    asked: { ...asked, ...(asked.transition === undefined && index === 0 ? {} : { transition: index }) },
  };
}

function mappedLadders(moving: Moving, voided: ReadonlySet<string>): Clocks['ladders'] {
  const { record, mapping, way } = moving;
  const known = record.clocks.ladders ?? {};
  const names = [...new Set([...Object.keys(known), ...way.to.ladders.keys()])];
  const ladders: Record<string, LadderClock> = {};
  for (const name of names) {
    const clock = own(known, name);
    const mapped = clock === undefined ? undefined : mappedClock(mapping, name, clock, voided);
    const next = inPlace(moving, name, mapped);
    if (next !== undefined) ladders[name] = next;
  }
  return Object.keys(ladders).length === 0 && record.clocks.ladders === undefined ? undefined : ladders;
}

function mappedClock(
  { states, rungs }: CaseMapping,
  ladder: string,
  clock: LadderClock,
  voided: ReadonlySet<string>,
): LadderClock {
  return {
    ...clock,
    ...(clock.pauses === undefined
      ? {}
      : { pauses: clock.pauses.map((pause) => ({ ...pause, by: own(states, pause.by) ?? pause.by })) }),
    ...(clock.rungs === undefined
      ? {}
      : {
          rungs: Object.fromEntries(
            Object.entries(clock.rungs).flatMap(([rung, standing]) =>
              voided.has(`${ladder}/${rung}`) ? [] : [[own(rungs, `${ladder}/${rung}`) ?? rung, standing]],
            ),
          ),
        }),
  };
}

/** Begins, pauses and resumes a ladder as the version wants it in the state of the case, from the migration on. */
function inPlace({ way, state, at, noted }: Moving, name: string, clock: LadderClock | undefined): LadderClock | undefined {
  const ladder = way.to.ladders.get(name);
  if (ladder === undefined) return clock;
  const title = quoted(ladderTitle(way.to.definition, name));
  const isPaused = ladder.pauseWhile.has(state);
  const begins = ladder.anchor === undefined && clock?.from === undefined && (isPaused || ladder.during.has(state));
  if (begins) noted.push(`${title} counts from the migration on`);
  const begun = begins ? { ...clock, episode: (clock?.episode ?? 0) + 1, from: at } : clock;
  const pauses = begun?.pauses ?? [];
  const last = pauses.at(-1);
  const stands = last !== undefined && last.to === undefined;
  if (stands === isPaused) return begun;
  noted.push(`${title} ${isPaused ? 'stands still' : 'goes on'} from the migration on`);
  if (isPaused) return { ...(begun ?? { episode: 1 }), pauses: [...pauses, { from: at, by: state }] };
  return {
    ...(begun ?? { episode: 1 }),
    pauses: [...pauses.slice(0, -1), { ...(last as (typeof pauses)[number]), to: Math.max(at, last?.from ?? at) }],
  };
}
