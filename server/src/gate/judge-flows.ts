import type { ContentFinding } from '@throughline/api';
import type { EngineError } from '@throughline/engine';
import { checkFlow, checkMetric, type FlowDefinition } from '@throughline/language';
import type { Throughline } from '../throughline.ts';
import { metricsOf, type Pair } from './about.ts';
import { flowsBefore } from './before.ts';
import { hasBegun } from './carry-out.ts';
import { can, cannot, findingView, type Judge, written } from './judgement.ts';

/** Flows that come into force: each against the one before it, with all others around it. */
export const judgeFlows: Judge<'flow'> = async (throughline, { flows }, { change }) => {
  const judged = await compareFlows(throughline, flows, change);
  const first = judged.pairs.find(({ before }) => before === undefined);
  return {
    ...judged,
    wayBack:
      first === undefined
        ? can('The version before is in force again; cases of the new one come back where a mapping leads back')
        : cannot(`${first.after.name} is new: there is no version before it`),
  };
};

/** Flows that are tried on a part of the newborn cases, and on which; what would keep it from beginning is found before it is approved. */
export const judgePilot: Judge<'pilot'> = async (throughline, content, { change }) => {
  const { definitions = [], mappings = [], subject: _, ...plan } = content;
  const judged = await compareFlows(throughline, definitions, change);
  const isBroken = judged.findings.some(({ severity }) => severity === 'error');
  const isBegun = change !== undefined && (await hasBegun(throughline, content, change));
  const order = { ...plan, definitions, mappings, by: 'the change', reason: 'as proposed' };
  const why = isBroken || isBegun ? undefined : await throughline.engine.checkPilot(order);
  return {
    ...judged,
    findings: [...judged.findings, ...(why === undefined ? [] : [pilotRefused(why)])],
    wayBack: can('The pilot ends, and its running cases come back by their mapping'),
    documents: [{ name: plan.name, before: null, after: written({ ...plan, mappings }) }, ...judged.documents],
  };
};

/** Where in the content it stands, and what to do. */
const refusals: Readonly<Record<string, readonly [path: string, mend: string]>> = {
  'pilot-without-way-back': ['/mappings', 'Add the mapping that `flow diff --migration` proposes.'],
  'migration-refused': ['/mappings', 'Say in the mapping what becomes of every case.'],
  'segment-invalid': ['/segment', 'Write an expression over data, entity and key.'],
};

function pilotRefused({ code, message }: EngineError): ContentFinding {
  const [path, mend] = refusals[code] ?? ['', 'Correct it, and propose it again.'];
  return { code, severity: 'error', flow: null, path, message, witness: ['begun now, it would be refused'], mend };
}

async function compareFlows(throughline: Throughline, flows: readonly FlowDefinition[], change: string | undefined) {
  const deployed = await flowsBefore(throughline, change);
  const names = new Set(flows.map(({ name }) => name));
  const beside = deployed.filter(({ name }) => !names.has(name)).map(({ definition }) => definition);
  const pairs = flows.map((after): Pair => ({ before: deployed.find(({ name }) => name === after.name), after }));
  const sound: FlowDefinition[] = [];
  const findings = flows.flatMap((flow): readonly ContentFinding[] => {
    const others = [...beside, ...flows.filter(({ name }) => name !== flow.name)];
    const found = checkFlow(flow, { others }).map((one) => findingView(one, flow.name));
    if (found.every(({ severity }) => severity !== 'error')) sound.push(flow);
    return found;
  });
  const measured = sound.length < flows.length ? [] : metricFindings(throughline, flows, beside);
  const documents = pairs.map(({ before, after }) => ({
    name: after.name,
    before: before === undefined ? null : written(before.definition),
    after: written(after),
  }));
  return { findings: [...findings, ...measured], pairs, documents };
}

/** Metrics whose names a new version no longer has: they are measured of what was, and of nothing that comes. */
function metricFindings(
  throughline: Throughline,
  flows: readonly FlowDefinition[],
  beside: readonly FlowDefinition[],
): readonly ContentFinding[] {
  const all = [...flows, ...beside];
  return metricsOf(
    throughline,
    flows.map(({ name }) => name),
  ).flatMap((metric) =>
    checkMetric(metric, all).map(
      ({ path, message, expected }): ContentFinding => ({
        ...{ code: 'metric-invalid', severity: 'warning', flow: null, path },
        message: `The metric ${metric.id} would miss it: ${message}`,
        witness: [`the metric ${metric.id} is measured of ${[metric.flow].flat().join(', ')}`],
        mend: `Change the metric with it, or keep ${expected}.`,
      }),
    ),
  );
}
