import type { MigrationRun } from '@throughline/engine';
import type { Actor, FlowDefinition, JsonObject } from '@throughline/language';
import { newestFlows } from '../cases/flow-book.ts';
import type { Throughline } from '../throughline.ts';
import { carrierOf, readBrought } from './carried.ts';
import {
  beginOf,
  type ChangeContent,
  type FlowContent,
  hashOfContent,
  type MigrationContent,
  type ParameterContent,
  type PilotContent,
} from './content.ts';

/*
 * With `take-back.ts` and `first-definitions.ts` the only code that alters what is in force: versions, parameters, calendars, mappings, where
 * running cases stand. A test reads all shipped code for others (`only-way.test.ts`).
 */

/** Which change, and what it is for: it stands beside everything that it does. */
export interface Carrying {
  readonly number: string;
  /** The human behind it: who had it implemented, or taken back. */
  readonly principal: string;
  readonly reason: string;
  readonly signal: AbortSignal;
}

/**
 * Puts content in force, in the name of its change. Asked again after it was cut short, it goes on where it stopped: nothing is done twice.
 *
 * @throws EngineError where the engine refuses it
 */
export async function carryOut(throughline: Throughline, content: ChangeContent, carrying: Carrying): Promise<JsonObject> {
  const { engine } = throughline;
  const decided = { by: carrierOf(carrying.number), reason: carrying.reason };
  const begin = beginOf(content);
  const dated = begin === undefined ? {} : { from: begin };
  switch (content.subject) {
    case 'flow':
      return deployFlows(throughline, content, carrying);
    case 'parameters': {
      const done = (await decisionsBy(throughline, content, carrying.number))[0];
      const { revision } =
        done ?? (await engine.changeParameters({ flow: content.flow, values: content.values, ...decided, ...dated }));
      return { decision: revision };
    }
    case 'calendar': {
      const { flow, name, definition } = content;
      const done = (await engine.calendars(flow)).find(({ by }) => by === decided.by);
      const { revision } = done ?? (await engine.changeCalendar({ flow, name, definition, ...decided, ...dated }));
      return { decision: revision };
    }
    case 'mapping': {
      const { from, to, revision } = await engine.storeMapping(content.migration, decided);
      return { from, to, revision };
    }
    case 'migration':
      return migrate(throughline, content, carrying);
    case 'pilot':
      return beginPilot(throughline, content, carrying);
  }
}

/** What a change decided of parameters, in order. */
export async function decisionsBy({ engine }: Throughline, { flow }: ParameterContent, number: string) {
  const { decisions } = await engine.parameters(flow);
  return decisions.filter(({ by }) => by === carrierOf(number));
}

/** Whether a change that was cut short has done something of what it does: then it goes on, whatever is in force. */
export async function hasBegun(throughline: Throughline, content: ChangeContent, number: string): Promise<boolean> {
  const { engine, pool } = throughline;
  const by = carrierOf(number);
  switch (content.subject) {
    case 'flow':
      return (await readBrought(pool, number)).length > 0;
    case 'parameters':
      return (await decisionsBy(throughline, content, number)).length > 0;
    case 'calendar':
      return (await engine.calendars(content.flow)).some((decision) => decision.by === by);
    case 'pilot':
      return (await engine.pilots()).some((pilot) => pilot.begunBy === by);
    // The engine takes both as they are, and goes on.
    case 'mapping':
    case 'migration':
      return false;
  }
}

async function deployFlows({ engine, pool }: Throughline, content: FlowContent, carrying: Carrying): Promise<JsonObject> {
  const decided = { by: carrierOf(carrying.number), reason: carrying.reason };
  const begin = beginOf(content);
  const dated = begin === undefined ? {} : { from: begin };
  const done = await readBrought(pool, carrying.number);
  const isDone = ({ name }: FlowDefinition) => done.some(({ flow, isReleased }) => flow === name && isReleased);
  const deployed = await engine.deploy(
    content.flows.filter((flow) => !isDone(flow)),
    { by: decided.by, ...dated },
  );
  // A version that a pilot tries, or that was withdrawn, is there already and not released.
  for (const { flow, version, releasedAt } of deployed)
    if (releasedAt === null) await engine.release({ flow, version, ...decided, ...dated });
  const brought = [...done.filter(({ isReleased }) => isReleased), ...deployed];
  return Object.fromEntries(brought.map(({ flow, version }) => [flow, version]));
}

/** The program that moves running cases for a change, with the roles that may in their flows. */
export async function carrierIn(
  throughline: Throughline,
  flows: readonly string[],
  { number, principal }: Pick<Carrying, 'number' | 'principal'>,
): Promise<Actor> {
  const deployed = await newestFlows(throughline);
  const roles = flows.flatMap((flow) => deployed.find(({ name }) => name === flow)?.definition.operators ?? ['operator']);
  return { id: carrierOf(number), kind: 'automation', principal, roles: [...new Set(roles)] };
}

/** What came of moving cases. @throws UnfinishedError while some are left to be looked at */
export function movedBy({ finishedAt, lookedAt, migrated, refused }: MigrationRun): JsonObject {
  if (finishedAt === null) throw new UnfinishedError(`${lookedAt} cases were looked at; it goes on`);
  return { migrated, refused };
}

async function migrate(throughline: Throughline, content: MigrationContent, carrying: Carrying): Promise<JsonObject> {
  const { subject: _, ...way } = content;
  const actor = await carrierIn(throughline, [content.flow], carrying);
  return movedBy(await throughline.engine.migrateCases({ ...way, actor, reason: carrying.reason, signal: carrying.signal }));
}

/** What takes longer than one attempt, and is taken up again. */
export class UnfinishedError extends Error {}

async function beginPilot({ engine }: Throughline, content: PilotContent, carrying: Carrying): Promise<JsonObject> {
  const { subject: _, ...plan } = content;
  const by = carrierOf(carrying.number);
  const begun = (await engine.pilots()).find((pilot) => pilot.name === content.name && pilot.begunBy === by);
  // The same cases are chosen, however often it is begun.
  const salt = hashOfContent(content).slice(0, 32);
  const { flows } = begun ?? (await engine.beginPilot({ ...plan, salt, by, reason: carrying.reason }));
  return { ...flows };
}
