import type { JsonObject } from '@throughline/language';
import { ThroughlineError } from '../errors.ts';
import type { Throughline } from '../throughline.ts';
import { flowsOf } from './about.ts';
import { carrierOf, readBrought } from './carried.ts';
import { type Carrying, carrierIn, decisionsBy, movedBy } from './carry-out.ts';
import type {
  CalendarContent,
  ChangeContent,
  MappingContent,
  MigrationContent,
  ParameterContent,
  PilotContent,
} from './content.ts';

/**
 * Puts back in force what was before a change, and running cases where a mapping leads back. Where something else has been put in force
 * since, or nothing was before, it is refused: then another change is to be proposed.
 *
 * @throws ThroughlineError change-not-reversible; EngineError where the engine refuses it
 */
export async function takeBack(throughline: Throughline, content: ChangeContent, carrying: Carrying): Promise<JsonObject> {
  switch (content.subject) {
    case 'flow':
      return withdraw(throughline, carrying);
    case 'parameters':
      return takeBackParameters(throughline, content, carrying);
    case 'calendar':
      return takeBackCalendar(throughline, content, carrying);
    case 'mapping':
      throw impossible(mappingStays(content));
    case 'migration':
      return migrateBack(throughline, content, carrying);
    case 'pilot':
      return endPilot(throughline, content, carrying);
  }
}

const mappingStays = ({ migration }: MappingContent) =>
  `A mapping of ${migration.flow} moves no case by itself: propose the one that is to hold instead`;

function impossible(message: string): ThroughlineError {
  return new ThroughlineError('change-not-reversible', message, { expected: 'another change' });
}

/** Newborn cases run the version before again; those that run ours come back where a mapping is on record. */
async function withdraw(throughline: Throughline, carrying: Carrying): Promise<JsonObject> {
  const { engine, pool } = throughline;
  const decided = { by: carrierOf(carrying.number), reason: carrying.reason };
  const brought = await readBrought(pool, carrying.number);
  if (brought.length === 0) throw impossible('The change brought no version that could be withdrawn');
  const { latest } = await engine.clock();
  const overtaken = brought.find(({ flow, version, isReleased }) => isReleased && (latest[flow] ?? version) > version);
  if (overtaken !== undefined)
    throw impossible(`Version ${latest[overtaken.flow]} of ${overtaken.flow} is in force since: it does not come of this change`);
  const cases: Record<string, JsonObject> = {};
  for (const { flow, version, isReleased } of brought) {
    if (isReleased) await engine.withdraw({ flow, version, ...decided });
    const inForce = (await engine.clock()).latest[flow];
    if (inForce === undefined) continue;
    const mapping = await engine.mapping({ flow, from: inForce, to: version });
    if (mapping === undefined) {
      cases[flow] = { inForce, stay: true };
      continue;
    }
    cases[flow] = { inForce, ...(await comeBack(throughline, { flow, from: inForce, to: version }, carrying)) };
  }
  return cases;
}

async function comeBack(
  throughline: Throughline,
  way: { readonly flow: string; readonly from: number; readonly to: number; readonly back?: boolean },
  carrying: Carrying,
): Promise<JsonObject> {
  const actor = await carrierIn(throughline, [way.flow], carrying);
  const { reason, signal } = carrying;
  return movedBy(await throughline.engine.migrateCases({ back: true, ...way, actor, reason, signal }));
}

function migrateBack(throughline: Throughline, content: MigrationContent, carrying: Carrying): Promise<JsonObject> {
  const { flow, from, to, back = false } = content;
  return comeBack(throughline, { flow, from, to, back: !back }, carrying);
}

/** Newborn cases run what is in force; the pilot's come back there where a mapping is on record. */
async function endPilot(throughline: Throughline, content: PilotContent, carrying: Carrying): Promise<JsonObject> {
  const actor = await carrierIn(throughline, flowsOf(content), carrying);
  const { reason, signal } = carrying;
  const ended = await throughline.engine.rollBackPilot({ name: content.name, actor, reason, signal });
  return Object.fromEntries(
    ended.map((one) => [one.flow, 'run' in one ? movedBy(one.run) : { inForce: one.inForce ?? null, stay: true }]),
  );
}

async function takeBackParameters(throughline: Throughline, content: ParameterContent, carrying: Carrying): Promise<JsonObject> {
  const { engine } = throughline;
  const { decisions } = await engine.parameters(content.flow);
  const [done, taken] = await decisionsBy(throughline, content, carrying.number);
  if (done === undefined) throw impossible('The change decided no parameter');
  if (taken !== undefined) return { decision: taken.revision };
  const names = Object.keys(content.values);
  const later = decisions.find(
    ({ revision, values }) => revision > done.revision && names.some((name) => Object.hasOwn(values, name)),
  );
  if (later !== undefined) throw impossible(`Decision ${later.revision} is about the same parameters, and came after it`);
  const before = decisions.filter(({ revision }) => revision < done.revision);
  const values = Object.fromEntries(
    names.map((name) => [name, before.findLast((one) => Object.hasOwn(one.values, name))?.values[name] ?? null]),
  );
  const { now } = await engine.clock();
  const from = done.from > now ? { from: done.from } : {};
  const { revision } = await engine.changeParameters({
    ...{ flow: content.flow, values, by: carrierOf(carrying.number), reason: carrying.reason },
    ...from,
  });
  return { decision: revision };
}

async function takeBackCalendar(throughline: Throughline, content: CalendarContent, carrying: Carrying): Promise<JsonObject> {
  const { engine } = throughline;
  const { flow, name } = content;
  const by = carrierOf(carrying.number);
  const decisions = (await engine.calendars(flow)).filter((decision) => decision.name === name);
  const [done, taken] = decisions.filter((decision) => decision.by === by);
  if (done === undefined) throw impossible('The change decided no calendar');
  if (taken !== undefined) return { decision: taken.revision };
  if (decisions.at(-1)?.revision !== done.revision) throw impossible('The calendar was decided about again since');
  const before =
    decisions.findLast(({ revision }) => revision < done.revision)?.definition ?? (await declared(throughline, content));
  const { now } = await engine.clock();
  const from = done.from > now ? { from: done.from } : {};
  const { revision } = await engine.changeCalendar({ flow, name, definition: before, by, reason: carrying.reason, ...from });
  return { decision: revision };
}

async function declared({ engine, pool }: Throughline, { flow, name }: CalendarContent) {
  const { latest } = await engine.clock();
  const { rows } = await pool.query<{
    definition: { readonly calendars?: Readonly<Record<string, CalendarContent['definition']>> };
  }>('select definition from throughline.flow_version where flow = $1 and version = $2', [flow, latest[flow] ?? 0]);
  const found = rows[0]?.definition.calendars?.[name];
  if (found === undefined) throw impossible(`${flow} declares no calendar ${name} that could hold again`);
  return found;
}
