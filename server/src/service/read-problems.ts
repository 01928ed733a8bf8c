import type { CorrectiveActionRow, ProblemRow } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import type { JsonObject } from '@throughline/language';
import { type FlowBook, loadFlows } from '../cases/flow-book.ts';
import type { Throughline } from '../throughline.ts';
import { textSeen } from '../visible/redact.ts';
import type { Visible } from '../visible/visible.ts';
import { numberOf, readCases, type Seer, stateOf, textOf } from './read-incidents.ts';

type Asked = Seer & { readonly open?: boolean | undefined };

/** Problems as somebody may see them, those that are not over first. */
export async function listProblems(throughline: Throughline, asked: Asked): Promise<ProblemRow[]> {
  const cases = await readCases(throughline, 'problem', asked);
  const flowOf = await loadFlows(throughline, cases);
  return cases.map((found) => problemRow(flowOf, found));
}

/** One problem as lists show it. */
export function problemRow(flowOf: FlowBook, found: CaseView): ProblemRow {
  const { id: caseId, key: number, data, clocks } = found;
  const { children = {} } = clocks;
  const actions = children['child/actions'];
  return {
    ...{ caseId, number, title: textOf(data, 'title') ?? number, priority: (data['priority'] ?? 'P4') as ProblemRow['priority'] },
    ...{
      state: stateOf(flowOf(found), found),
      signature: textOf(data, 'signature'),
      incidents: numberOf(data, 'incidents') ?? 0,
    },
    ...{ lastAt: textOf(data, 'lastAt'), cause: textOf(data, 'cause'), workaround: textOf(data, 'workaround') },
    fix: textOf(data, 'fix'),
    metric: metricOf(data),
    ...{ actions: actions?.count ?? 0, openActions: actions?.open.length ?? 0 },
    recurred: (children['exception/recurrence']?.open.length ?? 0) > 0,
  };
}

function metricOf(data: JsonObject): ProblemRow['metric'] {
  const id = textOf(data, 'metric');
  if (id === null) return null;
  const [of, target, measured, says] = [
    textOf(data, 'metricOf'),
    numberOf(data, 'target') ?? 0,
    numberOf(data, 'measured'),
    textOf(data, 'measuredOf'),
  ];
  return { id, of, target, measured, says };
}

/** Corrective actions as somebody may see them, the open ones by their day first. */
export async function listActions(throughline: Throughline, asked: Asked): Promise<CorrectiveActionRow[]> {
  const cases = await readCases(throughline, 'corrective-action', asked);
  return actionRows(throughline, cases, asked);
}

/** Some of them as lists show them. */
export async function actionRows(
  throughline: Throughline,
  cases: readonly CaseView[],
  { visible, now }: { readonly visible: Visible; readonly now: number },
): Promise<CorrectiveActionRow[]> {
  const flowOf = await loadFlows(throughline, cases);
  const today = new Date(now).toISOString().slice(0, 10);
  const rows = cases.map((found): CorrectiveActionRow => {
    const { id: caseId, key: number, data } = found;
    const flow = flowOf(found);
    const state = stateOf(flow, found);
    const dueOn = textOf(data, 'dueOn') ?? today;
    return {
      ...{ caseId, number, title: textOf(data, 'title') ?? number, kind: textOf(data, 'kind') ?? '', state, dueOn },
      owner: textSeen(visible.hidden(flow, found.entity), data, 'owner'),
      late: !state.final && dueOn < today,
      of: textOf(data, 'ofNumber') ?? '',
      ...{ doneOn: textOf(data, 'doneOn'), evidence: textOf(data, 'evidence') },
    };
  });
  return rows.sort((a, b) => Number(a.state.final) - Number(b.state.final) || (a.dueOn < b.dueOn ? -1 : 1));
}
