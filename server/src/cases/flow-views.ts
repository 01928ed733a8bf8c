import type { FlowDetail, FlowHead } from '@throughline/api';
import {
  type Actor,
  type CompiledFlow,
  fieldTitle,
  inWords,
  ladderTitle,
  mergedState,
  retractedState,
  rungTitle,
  startActions,
  stateTitle,
} from '@throughline/language';
import { casesByState } from '../flows/count-cases.ts';
import type { Throughline } from '../throughline.ts';
import { seesAll, type Visible } from '../visible/visible.ts';
import { expectedState } from './birth.ts';
import { titlesOf } from './case-actions.ts';
import { caseCounts } from './case-counts.ts';
import type { Moment } from './case-row.ts';
import { columnsOf } from './fields.ts';
import { newestFlow, newestFlows } from './flow-book.ts';
import { formFields } from './form-fields.ts';
import { refusalText, roleName } from './names.ts';
import { declaredRungs, rungTimesText } from './rungs.ts';

/** The flows that are deployed, in their newest versions, with how many cases they have. */
export async function flowHeads(throughline: Throughline, visible: Visible = seesAll): Promise<FlowHead[]> {
  const [flows, counted] = await Promise.all([newestFlows(throughline), caseCounts(throughline)]);
  return await Promise.all(
    flows.slice(0, 500).map(async (flow) => flowHead(flow, await casesByState(throughline, flow.name, visible, counted))),
  );
}

function flowHead(flow: CompiledFlow, counts: ReadonlyMap<string, number>): FlowHead {
  const { name, title, description = '', stream = null, stage = null, owner } = flow.definition;
  const open = [...counts].filter(([state]) => flow.states.get(state)?.final !== true);
  return { name, title, description, stream, stage, owner, version: flow.version, open: sum(open), cases: sum([...counts]) };
}

const sum = (counts: readonly (readonly [state: string, cases: number])[]) =>
  counts.reduce((total, [, cases]) => total + cases, 0);

/**
 * A flow: what its cases can be, what its lists show, and how somebody can begin one.
 *
 * @throws ThroughlineError flow-unknown
 */
export async function flowDetail(
  throughline: Throughline,
  name: string,
  { actor, now, visible = seesAll }: Moment & { readonly actor: Actor; readonly visible?: Visible },
): Promise<FlowDetail> {
  const flow = await newestFlow(throughline, name);
  const [counts, exceptions] = await Promise.all([
    casesByState(throughline, name, visible),
    openExceptions(throughline, name, visible),
  ]);
  const { definition } = flow;
  return {
    ...flowHead(flow, counts),
    key: { name: definition.key, title: fieldTitle(definition, definition.key) },
    timeZone: flow.calendar.timeZone,
    columns: [...columnsOf(flow)],
    states: statesOf(flow, counts),
    exceptions: [...flow.exceptions]
      .map(([kind, { title, severity }]) => ({ kind, title: title ?? inWords(kind), severity, open: exceptions.get(kind) ?? 0 }))
      .filter(({ kind, open }) => open > 0 || definition.exceptions?.[kind] !== undefined),
    ladders: [...flow.ladders.values()].map((ladder) => ({
      name: ladder.name,
      title: ladderTitle(definition, ladder.name),
      rungs: declaredRungs(flow, ladder.name).map((rung) => ({
        name: rung.name,
        title: rungTitle(definition, ladder.name, rung.name),
        after: rungTimesText(flow, ladder.name, rung, now),
      })),
    })),
    starts: startActions(flow, { actor, context: { now } })
      .slice(0, 20)
      .map(({ type, title, allowed, refusal, needs }) => ({
        type,
        title,
        fields: formFields(needs.data, titlesOf(flow)),
        allowed,
        ...(refusal === undefined ? {} : { why: refusalText(throughline, { flow, actor }, refusal) }),
      })),
    roles: rolesOf(flow).map((role) => roleName(flow, role)),
  };
}

/** How many exceptions of which kind are open on the cases of a flow. */
async function openExceptions({ engine }: Throughline, flow: string, visible: Visible): Promise<ReadonlyMap<string, number>> {
  const where = [{ field: 'ofFlow', comparison: '=', values: [flow] }] as const;
  const groups = await engine.groups({ flow: 'exception', open: true, where, ...visible.selection('exception') }, 'kind');
  return new Map(groups.map(({ value, cases }) => [value ?? '', cases]));
}

/** What is only expected, then in the order of the flow; then those of older versions in which cases still stand. */
function statesOf({ definition, states, expected }: CompiledFlow, cases: ReadonlyMap<string, number>): FlowDetail['states'] {
  const first = expected === undefined ? [] : [expectedState];
  const own = [...states.keys()].filter((state) => state !== mergedState && state !== retractedState);
  return [...new Set([...first, ...own, ...cases.keys()])].map((state) => {
    const { owner = (state === expectedState ? expected?.owner : undefined) ?? null, final = null } =
      states.get(state)?.definition ?? {};
    return { name: state, title: stateTitle(definition, state), owner, final, cases: cases.get(state) ?? 0 };
  });
}

/** The roles that a flow declares, and those that it names as owners. */
function rolesOf({ definition, states, exceptions, expected }: CompiledFlow): readonly string[] {
  const owners = [
    ...(expected === undefined ? [] : [expected.owner]),
    ...[...states.values()].flatMap((state) => state.definition.owner ?? []),
  ];
  const ofExceptions = [...exceptions.values()].map(({ owner }) => owner);
  return [...new Set([...Object.keys(definition.roles ?? {}), definition.owner, ...owners, ...ofExceptions])].slice(0, 200);
}
