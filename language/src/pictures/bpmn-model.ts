import type {
  ApprovalDefinition,
  FlowDefinition,
  LadderDefinition,
  RungDefinition,
  TransitionDefinition,
} from '../definition/flow.ts';
import { eventTitle, exceptionTitle, ladderTitle, roleTitle, rungTitle, stateTitle } from '../titles.ts';
import { approversText, declared, guardText, lengthText, listed, many, oneLine, rungWhen } from './wording.ts';

/*
 * A flow as BPMN sees it. A state is a user task of its owner that lasts as long as the state does; the event-based gateway behind it
 * shows by which event it ends. Ladders and target times are timers on its border: interrupting where they move the case.
 */

export interface BpmnNode {
  readonly id: string;
  readonly type:
    | 'startEvent'
    | 'userTask'
    | 'serviceTask'
    | 'exclusiveGateway'
    | 'eventBasedGateway'
    | 'intermediateCatchEvent'
    | 'intermediateThrowEvent'
    | 'boundaryEvent'
    | 'endEvent';
  readonly name: string;
  readonly documentation?: string;
  /** Roles of a user task. */
  readonly roles?: readonly string[];
  readonly definition?: BpmnDefinition;
  /** Of a boundary event: the task that it stands on, and whether it ends it. */
  readonly attachedTo?: string;
  readonly interrupting?: boolean;
  /** Of a gateway: the flow that is taken where no condition holds. */
  readonly defaultFlow?: string;
}

export type BpmnDefinition =
  | { readonly kind: 'message' | 'escalation' | 'error'; readonly ref: string }
  | { readonly kind: 'timer'; readonly time: 'timeDuration' | 'timeCycle' | 'timeDate'; readonly text: string }
  | { readonly kind: 'terminate' };

export interface BpmnFlow {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly name?: string;
  readonly condition?: string;
}

/** What events refer to by id. */
export interface BpmnRoot {
  readonly id: string;
  readonly kind: 'message' | 'escalation' | 'error';
  readonly name: string;
  readonly code: string;
}

export interface BpmnModel {
  readonly roots: readonly BpmnRoot[];
  readonly nodes: readonly BpmnNode[];
  readonly flows: readonly BpmnFlow[];
}

/** An XML id of names: stable, and no two lists of names share one. */
export function bpmnId(...names: readonly (string | number)[]): string {
  return names
    .map((name) =>
      [...String(name)]
        .map((sign) => (/[A-Za-z0-9_]/.test(sign) ? sign : `.${(sign.codePointAt(0) ?? 0).toString(16)}.`))
        .join(''),
    )
    .join('-');
}

export function bpmnModel(flow: FlowDefinition): BpmnModel {
  const drawing = new Drawing(flow);
  for (const [event, transitions] of Object.entries(flow.start)) {
    const id = bpmnId('Start', event);
    drawing.add({ id, type: 'startEvent', name: eventTitle(flow, event), definition: drawing.message(event) });
    drawing.choose(id, ['start', event], many(transitions), undefined);
  }
  for (const state of Object.keys(flow.states)) drawState(drawing, state);
  return drawing.model();
}

function drawState(drawing: Drawing, name: string): void {
  const { flow } = drawing;
  const { final, within, owner = flow.owner, on = {} } = flow.states[name] as FlowDefinition['states'][string];
  const title = stateTitle(flow, name);
  const id = drawing.state(name);
  if (final !== undefined) {
    const definition: BpmnDefinition | undefined =
      final === 'failed' ? drawing.root('error', name, title) : final === 'cancelled' ? { kind: 'terminate' } : undefined;
    drawing.add({ id, type: 'endEvent', name: title, ...(definition === undefined ? {} : { definition }) });
    return;
  }
  const time = within === undefined ? '' : `, within ${lengthText(flow, within)}`;
  drawing.add({
    id,
    type: 'userTask',
    name: title,
    roles: [owner],
    documentation: `${roleTitle(flow, owner)} answers for it${time}.`,
  });
  if (within !== undefined) {
    const boundary = bpmnId('Overdue', name);
    drawing.add({
      id: boundary,
      type: 'boundaryEvent',
      name: `${lengthText(flow, within)}: overdue`,
      attachedTo: id,
      interrupting: false,
      definition: { kind: 'timer', time: 'timeDuration', text: isoLength(lengthText(flow, within)) },
    });
    drawing.end(boundary, ['Overdue', name], drawing.root('escalation', 'overdue', exceptionTitle(flow, 'overdue')));
  }
  for (const [ladder, definition] of Object.entries(flow.ladders ?? {})) {
    if (definition.during.includes(name)) for (const rung of definition.rungs) drawRung(drawing, name, ladder, definition, rung);
  }
  drawEvents(drawing, name, Object.entries(on));
}

function drawEvents(
  drawing: Drawing,
  state: string,
  events: readonly (readonly [string, TransitionDefinition | TransitionDefinition[]])[],
): void {
  const id = drawing.state(state);
  const gateway = bpmnId('Wait', state);
  if (events.length > 1) {
    drawing.add({ id: gateway, type: 'eventBasedGateway', name: '' });
    drawing.connect(id, gateway);
  }
  for (const [event, transitions] of events) {
    const caught = bpmnId('Event', state, event);
    const name = eventTitle(drawing.flow, event);
    drawing.add({ id: caught, type: 'intermediateCatchEvent', name, definition: drawing.message(event) });
    drawing.connect(events.length > 1 ? gateway : id, caught);
    drawing.choose(caught, [state, event], many(transitions), state);
  }
}

function drawRung(drawing: Drawing, state: string, ladder: string, definition: LadderDefinition, rung: RungDefinition): void {
  const { flow } = drawing;
  const names = ['rung', ladder, rung.name, state];
  const id = bpmnId('Rung', ladder, rung.name, state);
  const stop = definition.stopWhen === undefined ? '' : ` It stops when ${definition.stopWhen}.`;
  drawing.add({
    id,
    type: 'boundaryEvent',
    name: `${ladderTitle(flow, ladder)}: ${rungTitle(flow, ladder, rung.name)}`,
    documentation: `${rungWhen(flow, rung)}, counted from ${definition.anchor}.${stop}`,
    attachedTo: drawing.state(state),
    interrupting: rung.to !== undefined,
    definition: timerOf(flow, definition, rung),
  });
  drawing.follow(id, names, rung, rung.to);
}

function timerOf(flow: FlowDefinition, { anchor }: LadderDefinition, { after, every, atMost }: RungDefinition): BpmnDefinition {
  if (anchor !== 'entered') return { kind: 'timer', time: 'timeDate', text: `${anchor} + ${lengthText(flow, after)}` };
  if (every === undefined) return { kind: 'timer', time: 'timeDuration', text: isoLength(lengthText(flow, after)) };
  return { kind: 'timer', time: 'timeCycle', text: `R${atMost ?? ''}/${isoLength(lengthText(flow, every))}` };
}

/** ISO 8601; business days and hours, which it does not know, stay words. */
function isoLength(text: string): string {
  const found = /^(\d+) (day|hour)s?$/.exec(text);
  if (found === null) return text;
  return found[2] === 'day' ? `P${found[1]}D` : `PT${found[1]}H`;
}

/** Collects nodes and flows. Ids come from names alone, so that they stay when other things change. */
class Drawing {
  readonly flow: FlowDefinition;
  readonly #roots = new Map<string, BpmnRoot>();
  readonly #nodes = new Map<string, BpmnNode>();
  readonly #flows = new Map<string, BpmnFlow>();

  constructor(flow: FlowDefinition) {
    this.flow = flow;
  }

  model(): BpmnModel {
    return { roots: [...this.#roots.values()], nodes: [...this.#nodes.values()], flows: [...this.#flows.values()] };
  }

  add(node: BpmnNode): void {
    this.#nodes.set(node.id, node);
  }

  state(name: string): string {
    return bpmnId('State', name);
  }

  message(event: string): BpmnDefinition {
    return this.root('message', event, eventTitle(this.flow, event));
  }

  root(kind: BpmnRoot['kind'], code: string, name: string): BpmnDefinition {
    const id = bpmnId(kind === 'message' ? 'Message' : kind === 'error' ? 'Error' : 'Escalation', code);
    this.#roots.set(id, { id, kind, name, code });
    return { kind, ref: id };
  }

  connect(source: string, target: string, said: Pick<BpmnFlow, 'name' | 'condition'> = {}): string {
    const id = bpmnId('Flow', source, target);
    // Two ways between the same nodes are two flows.
    const free = this.#flows.has(id) ? `${id}-${this.#flows.size}` : id;
    this.#flows.set(free, { id: free, source, target, ...said });
    return free;
  }

  end(source: string, names: readonly string[], definition?: BpmnDefinition): void {
    const id = bpmnId('End', ...names);
    const name = definition === undefined || !('ref' in definition) ? '' : (this.#roots.get(definition.ref)?.name ?? '');
    this.add({ id, type: 'endEvent', name, ...(definition === undefined ? {} : { definition }) });
    this.connect(source, id);
  }

  /** What comes after an event: its transitions, the first whose guard holds; else nothing moves. */
  choose(
    source: string,
    names: readonly string[],
    transitions: readonly TransitionDefinition[],
    state: string | undefined,
  ): void {
    const [only] = transitions;
    if (transitions.length === 1 && only?.when === undefined) {
      if (only !== undefined) this.follow(source, [...names, '0'], only, only.to ?? state);
      return;
    }
    const id = bpmnId('Choice', ...names);
    // It has its place before what follows it: the order of the nodes leads the layout.
    this.add({ id, type: 'exclusiveGateway', name: '' });
    this.connect(source, id);
    let defaultFlow: string | undefined;
    for (const [index, transition] of transitions.entries()) {
      const { when } = transition;
      const said = when === undefined ? { name: 'otherwise' } : { name: guardText(when), condition: when };
      const flow = this.follow(id, [...names, String(index)], transition, transition.to ?? state, said);
      if (when === undefined) {
        defaultFlow = flow;
        break;
      }
    }
    if (defaultFlow === undefined) {
      const refused = state === undefined ? bpmnId('Refused', ...names) : this.state(state);
      if (state === undefined) this.add({ id: refused, type: 'endEvent', name: 'Refused' });
      defaultFlow = this.connect(id, refused, { name: 'refused' });
    }
    this.add({ id, type: 'exclusiveGateway', name: '', defaultFlow });
  }

  /** Approval, exceptions and what is done, one after the other, then the next state. Returns the first flow. */
  follow(
    source: string,
    names: readonly string[],
    action: TransitionDefinition | RungDefinition,
    to: string | undefined,
    said: Pick<BpmnFlow, 'name' | 'condition'> = {},
  ): string {
    const steps = this.#steps(names, action);
    let last = source;
    let first: string | undefined;
    const go = (target: string) => {
      const flow = this.connect(last, target, first === undefined ? said : {});
      first ??= flow;
      last = target;
    };
    for (const step of steps) {
      this.add(step);
      go(step.id);
    }
    go(to === undefined ? this.#done(names) : this.#target(to));
    return first as string;
  }

  #done(names: readonly string[]): string {
    const id = bpmnId('End', ...names);
    this.add({ id, type: 'endEvent', name: '' });
    return id;
  }

  #target(name: string): string {
    const id = this.state(name);
    if (declared(this.flow.states, name) === undefined) this.add({ id, type: 'endEvent', name: `${name}: not declared` });
    return id;
  }

  #steps(names: readonly string[], action: TransitionDefinition | RungDefinition): readonly BpmnNode[] {
    const { approval, raise, task } = action;
    return [
      ...(approval === undefined ? [] : [this.#approve(names, approval)]),
      ...many(raise).map((kind): BpmnNode => {
        const title = exceptionTitle(this.flow, kind);
        const definition = this.root('escalation', kind, title);
        return { id: bpmnId('Raise', ...names, kind), type: 'intermediateThrowEvent', name: title, definition };
      }),
      ...this.#automatic(names, action),
      ...(task === undefined
        ? []
        : [{ id: bpmnId('Task', ...names), type: 'userTask', name: task.title, roles: [task.role] } as const]),
    ];
  }

  #approve(names: readonly string[], approval: ApprovalDefinition): BpmnNode {
    const documentation = `Approved by ${approversText(this.flow, approval)}; never by who asked. Declined, nothing moves.`;
    return {
      id: bpmnId('Approve', ...names),
      type: 'userTask',
      name: `Approve: ${approversText(this.flow, approval)}`,
      roles: approval.roles,
      documentation,
    };
  }

  #automatic(
    names: readonly string[],
    { effects = [], send = [], open = [] }: TransitionDefinition | RungDefinition,
  ): readonly BpmnNode[] {
    const done = [
      ...effects.map((effect) => (effect.kind === 'mail' ? `mail ${effect.template}` : `call ${effect.to}`)),
      ...send.map(({ flow, event }) => `tell ${flow}: ${event}`),
      ...open.map((one) => `open ${'child' in one ? one.child : one.flow}`),
    ];
    if (done.length === 0) return [];
    const text = oneLine(listed(done));
    return [{ id: bpmnId('Do', ...names), type: 'serviceTask', name: text.charAt(0).toUpperCase() + text.slice(1) }];
  }
}
