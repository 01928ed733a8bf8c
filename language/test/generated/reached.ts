import type { Applied, CompiledFlow } from '../../src/index.ts';
import type { Decided } from './walk.ts';

/* What the histories came to: a law that was never tried says nothing. */

export type Reached = Map<string, number>;

export function note(reached: Reached, what: string, count = 1): void {
  reached.set(what, (reached.get(what) ?? 0) + count);
}

/** Each has to be reached, or the generator has lost it. */
export const wanted = [
  ...['born by a command', 'born by a fact', 'moved by a command', 'moved by a message', 'taken by an automation'],
  ...[
    'approval asked',
    'approval of several',
    'approval given',
    'approval declined',
    'request void',
    'rung approved',
    'new round',
  ],
  ...['child opened', 'several children opened', 'child ended', 'event of a child that ended', 'children given the end'],
  ...[
    'fact waits',
    'waiting fact followed',
    'waiting fact deviated',
    'fact fits',
    'fact late',
    'fact of history',
    'fact deviates',
  ],
  ...[
    'exception raised',
    'exception resolved',
    'task opened',
    'mail',
    'call',
    'message sent',
    'case opened',
    'link',
    'manual',
    'failure noted',
  ],
  ...['rung fired', 'rung fired again', 'rung superseded', 'ladder stopped', 'rung overtaken', 'ladder paused', 'overdue'],
  ...[
    'rung skipped',
    'merged',
    'taken back',
    'born again',
    'named anew',
    'held',
    'erased',
    'effect settled',
    'mail moot',
    'replayed',
  ],
  ...['case-merged', 'effect-unknown'],
  ...['revised', 'repaired', 'case ended', 'personal part', 'woken', 'deadline stayed', 'deadline moved', 'in business time'],
  ...['may act', 'may not act', 'may approve', 'may not approve', 'ignored: nothing-due', 'ignored: already-so'],
  ...[
    'approval-already-pending',
    'approval-given',
    'approval-limit',
    'approval-not-pending',
    'approval-void',
    'approver-excluded',
  ],
  ...['blocked-by-exception', 'case-exists', 'case-moved-on', 'case-not-born', 'data-invalid', 'event-unknown'],
  ...['expression-failed', 'guard-failed', 'not-allowed-in-state', 'person-required', 'reason-required', 'role-required'],
  'window-closed',
] as const;

export function noteDecision(reached: Reached, flow: CompiledFlow, decided: Decided): void {
  const { decision } = decided;
  if (decision.kind === 'refused') note(reached, decision.code);
  else if (decision.kind === 'ignored') note(reached, `ignored: ${decision.reason}`);
  else for (const [what, is] of Object.entries(signs(flow, decided, decision))) if (is) note(reached, what);
}

function signs(flow: CompiledFlow, { before, input, step }: Decided, applied: Applied): Record<string, boolean> {
  const { event, next, effects, children, links, kind } = applied;
  const { outcome } = event;
  const isBirth = (before.state === undefined || before.state === 'expected') && next.state !== 'expected';
  const isMoved = before.state !== next.state && !isBirth;
  const isFact = input.kind === 'fact';
  const isWaited = isFact && step.does !== 'junk' && 'clocks' in before && before.clocks.waiting !== undefined && !isBirth;
  const isFollowing = isWaited && next.state !== 'expected';
  const ofFlow = children.filter(({ flow: of }) => of === 'line');
  const slots = (clocks: object | undefined) => JSON.stringify((clocks as { children?: object } | undefined)?.children ?? {});
  return {
    'born by a command': isBirth && input.kind === 'command',
    'born by a fact': isBirth && isFact,
    'moved by a command': isMoved && input.kind === 'command',
    'moved by a message': isMoved && input.kind === 'message',
    'taken by an automation': input.kind === 'command' && input.actor.kind === 'automation',
    'approval asked': outcome.awaiting !== undefined && event.kind !== 'deadline',
    'approval of several': outcome.missing !== undefined,
    'approval given': event.type === 'approve' && outcome.missing === undefined && outcome.fired === undefined,
    'approval declined': event.type === 'decline',
    'request void': outcome.voided !== undefined,
    'rung approved': event.type === 'approve' && outcome.fired !== undefined,
    'new round': 'clocks' in before && before.clocks.principals !== undefined && !isSubset(before.clocks.principals, next),
    'child opened': ofFlow.some(({ birth }) => birth),
    'several children opened': ofFlow.filter(({ birth }) => birth).length > 1,
    'child ended': event.type === 'child-closed' && slots('clocks' in before ? before.clocks : {}) !== slots(next.clocks),
    'event of a child that ended': event.type === 'child-closed' && (isMoved || outcome.awaiting !== undefined),
    'children given the end': ofFlow.some(({ birth }) => !birth),
    'fact waits': event.type === 'expected',
    'waiting fact followed': isFollowing && kind === 'applied',
    'waiting fact deviated': isFollowing && kind === 'deviated',
    'fact fits': isFact && kind === 'applied' && !isBirth && !isFollowing && next.state !== 'expected',
    'fact late': outcome.late === true,
    'fact of history': isFact && input.occurredAt < input.source.liveFrom,
    'fact deviates': isFact && kind === 'deviated' && !isFollowing,
    'exception raised': outcome.raised !== undefined,
    'exception resolved': outcome.resolved !== undefined,
    'task opened': outcome.tasks !== undefined,
    mail: effects.some((effect) => effect.kind === 'mail'),
    call: effects.some((effect) => effect.kind === 'call'),
    'message sent': effects.some((effect) => effect.kind === 'message' && effect.message.type === 'hear'),
    'case opened': effects.some((effect) => effect.kind === 'message' && effect.message.type === 'begin'),
    link: links.length > 0,
    manual: outcome.manual === true && flow.events.has(event.type),
    'failure noted': outcome.failures !== undefined,
    'rung fired': event.kind === 'deadline' && outcome.fired !== undefined,
    'rung fired again': outcome.fired?.includes('#') === true,
    'rung superseded': outcome.superseded !== undefined,
    'ladder stopped': outcome.stopped !== undefined,
    'rung overtaken': outcome.overtaken !== undefined,
    'ladder paused': Object.values(next.clocks.ladders ?? {}).some(({ pauses }) => pauses !== undefined),
    overdue: event.type === 'overdue',
    revised: event.type === 'revise',
    repaired: event.type === 'repair',
    'rung skipped': outcome.skipped !== undefined,
    merged: event.type === 'merge',
    'taken back': applied.retracts === true,
    'born again': applied.event.from === 'retracted',
    'facts forwarded': applied.forwards !== undefined && applied.forwards.length > 0,
    'named anew': applied.alias !== undefined,
    held: next.clocks.heldBy !== undefined,
    erased: applied.erases === true && event.patch.data !== undefined,
    'effect settled': applied.effect !== undefined,
    'mail moot': applied.cancels !== undefined,
    replayed: event.type === 'replay',
    'case ended': isMoved && flow.states.get(next.state)?.final === true,
    'in business time': event.kind === 'deadline' && isOfBusiness(flow, event.outcome.fired),
  };
}

/** Whether everybody who took part still counts as having done so. */
function isSubset(principals: Readonly<Record<string, readonly string[]>>, { clocks }: Applied['next']): boolean {
  return Object.entries(principals).every(([type, persons]) =>
    persons.every((each) => clocks.principals?.[type]?.includes(each)),
  );
}

function isOfBusiness(flow: CompiledFlow, fired = ''): boolean {
  const [ladder = '', rung = ''] = fired.split('/');
  const after = flow.ladders.get(ladder)?.rungs.find(({ name }) => name === rung)?.after ?? {};
  return 'businessDays' in after || 'businessHours' in after;
}
