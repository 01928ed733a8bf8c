import {
  type CompiledFlow,
  type Finding,
  type FlowDefinition,
  type JsonObject,
  nextDueAt,
  type Replayed,
  replay,
} from '@throughline/language';

/** What a replay was run to, and of what flow. */
interface Shown {
  readonly definition: FlowDefinition;
  readonly compiled: CompiledFlow;
  readonly segments: readonly string[];
  readonly steps: readonly Replayed[];
  readonly last: Replayed;
  readonly before: Replayed | undefined;
}

/** `undefined`: it is shown; else what was expected. */
type Judge = (shown: Shown) => string | undefined;
const ensure = (holds: boolean, expected: string) => (holds ? undefined : expected);

const stateOf = ({ segments: [first, state] }: Shown): string | undefined => (first === 'states' ? state : undefined);

/** How many guards of the list at fault hold for the last input. */
function holding({ compiled, definition, segments, last, before }: Shown): number | undefined {
  const [first, a = '', , b = ''] = segments;
  const list =
    first === 'events'
      ? compiled.events.get(a)?.lands
      : first === 'start'
        ? compiled.start.get(a)
        : compiled.states.get(a)?.on.get(b);
  const { input } = last.step;
  if (list === undefined || input.kind === 'deadline') return undefined;
  const data = before?.record?.data ?? (last.record?.data as JsonObject | undefined) ?? input.data;
  const readings = {
    data,
    event: input.data,
    children: (name: string) => {
      const { count = 0, open = [] } = before?.record?.clocks.children?.[`child/${name}`] ?? {};
      return { count, open: open.length };
    },
    computed: (name: string) => compiled.computed.get(name)?.evaluate(readings as never),
    parameters: (name: string) => definition.parameters?.[name]?.default,
  };
  return list.filter(({ when }) => {
    try {
      return when === undefined || when.evaluate(readings as never) === true;
    } catch {
      return false;
    }
  }).length;
}

const isIn: Judge = (shown) =>
  ensure(shown.last.record?.state === stateOf(shown), `the case should be in ${stateOf(shown)}, not ${shown.last.record?.state}`);

const failsThere: Judge = ({ last: { decision } }) => {
  if (decision.kind === 'refused') return ensure(decision.code === 'expression-failed', `refused as ${decision.code}`);
  if (decision.kind === 'ignored') return 'the last step was ignored';
  const { deviation, outcome } = decision.event;
  return ensure(deviation?.code === 'expression-failed' || (outcome.failures?.length ?? 0) > 0, 'nothing failed');
};

const wroteOrBegan = ({ decision }: Replayed) =>
  decision.kind === 'applied' && (decision.event.from === null || decision.event.patch.data !== undefined);

const authorApproves: Judge = ({ last, steps }) => {
  const { input } = last.step;
  if (input.kind !== 'command' || input.type !== 'approve') return 'the last step is no approval';
  if (last.decision.kind !== 'applied') return `the approval was ${last.decision.kind}`;
  const wrote = steps.slice(0, -1).some((one) => {
    const { input: earlier } = one.step;
    return wroteOrBegan(one) && earlier.kind !== 'deadline' && earlier.actor.principal === input.actor.principal;
  });
  return ensure(wrote, `${input.actor.principal} wrote nothing`);
};

const judges: Readonly<Record<string, Judge>> = {
  'guards-overlap': (shown) => ensure((holding(shown) ?? 0) > 1, `${holding(shown)} guards hold`),
  'guards-incomplete': (shown) =>
    ensure(
      holding(shown) === 0 &&
        (shown.segments[0] === 'events'
          ? shown.last.decision.kind !== 'ignored'
          : shown.last.decision.kind === 'refused' || shown.last.decision.kind === 'deviated'),
      `${holding(shown)} guards hold`,
    ),
  'wait-without-deadline': (shown) =>
    isIn(shown) ??
    ensure(
      shown.last.record !== undefined && nextDueAt(shown.compiled, shown.last.record, { now: shown.last.step.at }) === null,
      'something is due there',
    ),
  'no-way-out': isIn,
  'state-unowned': isIn,
  'approver-can-be-author': authorApproves,
  'field-can-be-missing': failsThere,
  'expression-can-fail': failsThere,
  'refusal-unhandled': ({ last: { decision } }) =>
    decision.kind !== 'applied' && decision.kind !== 'deviated'
      ? `the last step was ${decision.kind}`
      : ensure(
          decision.effects.some(
            (effect) => effect.kind === 'message' && effect.onRefused === undefined && effect.reply?.refused === undefined,
          ),
          'no message without an answer to its refusal was sent',
        ),
  'approval-out-of-limits': ({ last: { decision } }) =>
    ensure(decision.kind === 'refused' && decision.code === 'approval-limit', `the last step was ${decision.kind}`),
};

/** Runs the witness of a finding, and judges by itself whether it shows what it should. `undefined`: it does. */
export function replayShows(definition: FlowDefinition, compiled: CompiledFlow, finding: Finding): string | undefined {
  if (finding.replay === undefined) return undefined;
  const steps = replay(compiled, finding.replay);
  const last = steps.at(-1);
  if (last === undefined) return 'it has no steps';
  const stumbled = steps.slice(0, -1).findIndex(({ decision }) => decision.kind === 'refused' || decision.kind === 'ignored');
  if (stumbled >= 0) return `its step ${stumbled + 1} was ${steps[stumbled]?.decision.kind}`;
  const segments = finding.path
    .split('/')
    .slice(1)
    .map((one) => one.replaceAll('~1', '/').replaceAll('~0', '~'));
  return judges[finding.code]?.({ definition, compiled, segments, steps, last, before: steps.at(-2) });
}
