import assert from 'node:assert/strict';
import {
  type Actor,
  approversOf,
  builtInEvents,
  type CaseRecord,
  type Decision,
  decide,
  type JsonObject,
} from '@throughline/language';
import type { Tally } from './matrix.ts';
import type { Stage } from './occasions.ts';
import { builtInRights, rightTo } from './reading.ts';

const reason = 'asked for';

/** Another case speaks, as a consequence of what a person did to it. The roles are more than any case has. */
function senderFor(person: string, roles: readonly string[]): Actor {
  return { id: 'case:sender/S-1', kind: 'automation', principal: person, roles };
}

/**
 * Every transition and built-in event as a message of another case: what asks for a person is refused, whatever roles the message claims;
 * what asks for an approval waits for one, and whoever is behind the message does not give it.
 */
export function holdMessages(stage: Stage, tally: Tally): void {
  for (const { record, key, event, data, transition, now } of stage.occasions) {
    const subject = record ?? { id: key, flow: stage.flow.name, entity: 'explored', key };
    const right = rightTo(stage.definition, record?.state, transition, record?.data);
    for (const roles of [[], stage.roles]) {
      const actor = senderFor('mia', roles);
      const told = decide(stage.flow, subject, { kind: 'message', type: event, data, actor, occurredAt: now }, { now });
      const label = `${stage.definition.name}: ${event} while ${record?.state ?? 'unborn'} by a message`;
      count(tally, told);
      if (right.isForPersons) assert.equal(codeOf(told), 'person-required', label);
      else if (told.kind === 'applied' && transition.approval !== undefined) holdWaiting(stage, told.next, label, now);
    }
  }
  for (const record of stage.cases)
    for (const type of builtInEvents) {
      const right = builtInRights[type]?.(stage.definition, record.state);
      const isForPersons = right?.isForPersons === true || type === 'approve' || type === 'decline';
      if (!isForPersons) continue;
      const [of = 'none'] = Object.keys(record.clocks.pending ?? {});
      const at = record.enteredAt + 3_600_000;
      const actor = senderFor('mia', stage.roles);
      const told = say(stage, record, { type, data: { ...payloadOf(type), of }, actor }, at);
      count(tally, told);
      assert.equal(told.kind, 'refused', `${stage.definition.name}: ${type} while ${record.state} by a message`);
    }
}

/** The transition waits, and neither the case that asked nor the person behind it says yes. */
function holdWaiting(stage: Stage, record: CaseRecord, label: string, now: number): void {
  const waiting = Object.keys(record.clocks.pending ?? {});
  const [of] = waiting;
  assert.ok(of !== undefined, `${label} waits`);
  const named = approversOf(stage.flow, record, of, { now })?.each ?? [];
  const roles = [...stage.roles, ...named];
  const behind: Actor = { id: 'mia', kind: 'person', principal: 'mia', roles, secondFactor: true };
  const given = decide(stage.flow, record, { kind: 'command', type: 'approve', data: { of }, actor: behind, reason }, { now });
  assert.equal(codeOf(given), 'approver-excluded', `${label}, approved by the person behind it`);
  const byCase = say(stage, record, { type: 'approve', data: { of }, actor: senderFor('bob', stage.roles) }, now);
  assert.equal(byCase.kind, 'refused', `${label}, approved by a message`);
}

interface Said {
  readonly type: string;
  readonly data: JsonObject;
  readonly actor: Actor;
}

function say({ flow }: Stage, record: CaseRecord, { type, data, actor }: Said, now: number): Decision {
  return decide(flow, record, { kind: 'message', type, data, actor, occurredAt: now }, { now });
}

function payloadOf(type: string): JsonObject {
  const payloads: Readonly<Record<string, JsonObject>> = {
    merge: { into: 'another' },
    rekey: { key: 'another' },
    retract: {},
    'skip-rung': { ladder: 'none', rung: 'none' },
  };
  return payloads[type] ?? {};
}

function count(tally: Tally, decision: Decision): void {
  const code = codeOf(decision);
  tally.set(code, (tally.get(code) ?? 0) + 1);
}

function codeOf(decision: Decision): string {
  return decision.kind === 'refused' ? decision.code : decision.kind;
}
