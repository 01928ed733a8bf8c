import assert from 'node:assert/strict';
import {
  type Actor,
  type Applied,
  applyPatch,
  type CaseRecord,
  type CompiledFlow,
  type Context,
  type Decision,
  decide,
  type Input,
  type JsonObject,
  type Refused,
  type Subject,
} from '../src/index.ts';

export const dayMs = 86_400_000;

export function person(id: string, ...roles: readonly string[]): Actor {
  return { id, kind: 'person', principal: id, roles };
}

/** One case and what is asked of it. Each decision that changes it is folded: the case is what its patches say. */
export class Desk {
  readonly flow: CompiledFlow;
  subject: Subject;
  now: number;
  context: Omit<Context, 'now'> = {};

  constructor(flow: CompiledFlow, key: string, now: number, parent?: string) {
    this.flow = flow;
    this.now = now;
    this.subject = { id: `id-of-${key}`, flow: flow.name, entity: 'e', key, ...(parent === undefined ? {} : { parent }) };
  }

  get record(): CaseRecord {
    assert.ok(this.subject.state !== undefined, 'it is born');
    return this.subject as CaseRecord;
  }

  give(input: Input): Decision {
    const decision = decide(this.flow, this.subject, input, { ...this.context, now: this.now });
    if (decision.kind !== 'applied' && decision.kind !== 'deviated') return decision;
    const { patch, version } = decision.event;
    const before =
      this.subject.state === undefined
        ? { ...this.subject, version, state: '', seq: 0, data: {}, clocks: {}, enteredAt: 0 }
        : this.record;
    assert.deepEqual(applyPatch(before, JSON.parse(JSON.stringify(patch))), decision.next, 'the case is the fold of its patches');
    this.subject = decision.next;
    return decision;
  }

  ask(type: string, data: JsonObject, actor: Actor, reason: string | undefined = 'because'): Decision {
    return this.give({ kind: 'command', type, data, actor, ...(reason === undefined ? {} : { reason }) });
  }

  /** Asks, and it is done. */
  does(type: string, data: JsonObject, actor: Actor, reason?: string): Applied {
    const decision = this.ask(type, data, actor, reason);
    assert.ok(decision.kind === 'applied', JSON.stringify(decision));
    return decision;
  }

  /** Asks, and it is refused. */
  refuses(type: string, data: JsonObject, actor: Actor, reason?: string): Refused {
    const decision = this.ask(type, data, actor, reason);
    assert.ok(decision.kind === 'refused', JSON.stringify(decision));
    return decision;
  }

  /** Lets so many days pass, and fires what has come due. */
  pass(days: number): readonly Applied[] {
    this.now += days * dayMs;
    const fired: Applied[] = [];
    for (let decision = this.give({ kind: 'deadline' }); decision.kind === 'applied'; decision = this.give({ kind: 'deadline' }))
      fired.push(decision);
    return fired;
  }
}
