import type { BusinessCase } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import { type CompiledFlow, computedFields, stateTitle } from '@throughline/language';
import { loadFlows } from '../cases/flow-book.ts';
import { listMetrics } from '../metrics.ts';
import type { Throughline } from '../throughline.ts';
import { type Looking, numberOf, readCases, textOf, textsOf } from './requests.ts';

const flowName = 'roadmap-item';

/** A whole number that a parameter of a flow has now; 0 where the company has no such flow. */
export async function wholeParameter({ engine }: Pick<Throughline, 'engine'>, flow: string, name: string): Promise<number> {
  const { latest } = await engine.clock();
  return latest[flow] === undefined ? 0 : Number((await engine.parameters(flow)).parameters[name]);
}

/** What is larger than a request, each with its case for the business: those that are not over first, then by number. */
export async function businessCases(
  throughline: Throughline,
  { visible, now }: Looking,
): Promise<{ sponsorAbove: number; items: BusinessCase[] }> {
  const cases = await readCases(throughline, flowName, visible);
  const flowOf = await loadFlows(throughline, cases);
  const sponsorAbove = await wholeParameter(throughline, flowName, 'executiveAbove');
  const isOver = ({ state }: BusinessCase, flow: CompiledFlow) => flow.definition.states[state]?.final !== undefined;
  const items = cases
    .map((found) => ({ row: caseRow(flowOf(found), found, { sponsorAbove, now }), flow: flowOf(found) }))
    .sort(
      (a, b) =>
        Number(isOver(a.row, a.flow)) - Number(isOver(b.row, b.flow)) ||
        a.row.number.localeCompare(b.row.number, 'en', { numeric: true }),
    )
    .map(({ row }) => row);
  return { sponsorAbove, items: items.slice(0, 1000) };
}

/** The case for the business that names a request, as somebody sees it. */
export async function caseOfRequest(throughline: Throughline, request: string, { visible }: Looking) {
  const cases = await readCases(throughline, flowName, visible);
  const found = cases.find(({ data, state }) => state !== 'dropped' && textsOf(data['requests']).includes(request));
  return found === undefined ? null : linkTo((await loadFlows(throughline, [found]))(found), found);
}

function linkTo({ definition }: CompiledFlow, { id, key, data, state }: CaseView) {
  return { caseId: id, number: key, title: String(data['title']), stateTitle: stateTitle(definition, state) };
}

interface Measures {
  readonly sponsorAbove: number;
  readonly now: number;
}

function caseRow(flow: CompiledFlow, found: CaseView, { sponsorAbove, now }: Measures): BusinessCase {
  const { data, state } = found;
  const isMade = numberOf(data['cost']) !== null;
  const { threeYearCost, threeYearNet } = computedFields(flow, data, { now });
  const [cost, net] = [isMade ? Number(threeYearCost) : null, isMade ? Number(threeYearNet) : null];
  const metric = textOf(data['metric']);
  const by = textOf(data['outcomeBy']);
  return {
    ...linkTo(flow, found),
    ...{ state, team: String(data['team']), requests: textsOf(data['requests']), currency: textOf(data['currency']) },
    ...{ cost: numberOf(data['cost']), yearlyCost: numberOf(data['yearlyCost']), yearlyBenefit: numberOf(data['yearlyBenefit']) },
    ...{ threeYearCost: cost, threeYearNet: net, needsSponsor: cost !== null && cost > sponsorAbove },
    returnPercent: cost === null || net === null || cost === 0 ? null : Math.round((100 * net) / cost),
    ...{ risk: textOf(data['risk']), alternatives: textsOf(data['alternatives']) },
    outcome:
      metric === null || by === null
        ? null
        : {
            metric: listMetrics().find(({ id }) => id === metric)?.title ?? metric,
            ...{ baseline: numberOf(data['baseline']) ?? 0, target: numberOf(data['target']) ?? 0, by },
          },
  };
}
