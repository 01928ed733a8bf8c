import {
  type CompiledFlow,
  type Context,
  type Decision,
  decide,
  type Input,
  type JsonObject,
  type Millis,
  nextDueAt,
  type Subject,
} from '../../src/index.ts';
import { begun, inputOf, type Step } from './steps.ts';

/* A history: steps, one after the other, each on the case that the one before left. */

export interface History {
  readonly entity: string;
  /** The parameters from an instant on. */
  readonly revisions: readonly { readonly from: Millis; readonly parameters: JsonObject }[];
  readonly steps: readonly Step[];
}

export interface Decided {
  readonly before: Subject;
  readonly input: Input;
  readonly context: Context;
  readonly decision: Decision;
  readonly step: Step;
}

export function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

/** What `decide` is told at an instant: the parameters in force, and those to come. */
export function contextAt({ revisions }: Pick<History, 'revisions'>, now: Millis): Context {
  const inForce = revisions.findLastIndex(({ from }) => from <= now);
  return {
    now,
    parameters: revisions[inForce]?.parameters ?? {},
    parameterRevision: inForce + 1,
    scheduled: revisions.slice(inForce + 1),
    effect: { key: 'x', kind: 'mail', status: 'dead' },
  };
}

const horizonMs = 90 * 86_400_000;

/** Decides each step, and what follows from it, and tells of each decision. Gives the case that comes of it. */
export function walk(flow: CompiledFlow, key: string, history: History, tell: (decided: Decided) => void): Subject {
  let subject: Subject = frozen({ id: key, flow: flow.name, entity: history.entity, key });
  let now = begun;
  for (const step of history.steps) {
    now += step.gap;
    if (step.does === 'clock') now = wakeUp(flow, subject, contextAt(history, now)) ?? now;
    const context = frozen(contextAt(history, now));
    const waiting: Input[] = [inputOf(flow, subject, step, now)];
    for (let input = waiting.shift(); input !== undefined; input = waiting.shift()) {
      const decision = decide(flow, subject, frozen(input), context);
      tell({ before: subject, input, context, decision, step });
      if (!('next' in decision)) break;
      subject = frozen(decision.next);
      waiting.unshift(...(decision.following ?? []));
    }
  }
  return subject;
}

function wakeUp(flow: CompiledFlow, subject: Subject, context: Context): Millis | undefined {
  if (subject.state === undefined) return undefined;
  const dueAt = nextDueAt(flow, subject, context);
  return dueAt === null || dueAt < context.now || dueAt > context.now + horizonMs ? undefined : dueAt;
}
