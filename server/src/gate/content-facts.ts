import { canonical, type FlowChange, type FlowDefinition, isJsonObject, type Json } from '@throughline/language';
import { newestFlow } from '../cases/flow-book.ts';
import type { Throughline } from '../throughline.ts';
import { flowsOf, metricsOf } from './about.ts';
import type { ChangeContent } from './content.ts';
import type { Judged } from './judge.ts';

/** What follows from content itself, whatever its author says of it: what it touches, who answers for that, and what makes it risky. */
export interface ContentFacts {
  readonly flows: readonly string[];
  readonly metrics: readonly string[];
  readonly roleNames: readonly string[];
  /** The roles that answer for the flows and parameters. */
  readonly owners: readonly string[];
  readonly touchesMoney: boolean;
  readonly touchesPersonalData: boolean;
  readonly changesDefinition: boolean;
  readonly changesDataModel: boolean;
  readonly changesIntegration: boolean;
  readonly changesSecurity: boolean;
  readonly reversible: boolean;
}

/** As many as a change takes. */
const namesMax = 60;
const ownersMax = 12;

/** @throws ThroughlineError flow-unknown */
export async function factsOf(throughline: Throughline, content: ChangeContent, { view, pairs }: Judged): Promise<ContentFacts> {
  const flows = [...new Set(flowsOf(content))].sort();
  const changes = pairs.flatMap((pair) => pair.changes);
  const weighty = changes.filter(({ weight }) => weight !== 'wording');
  const isNew = pairs.some(({ before }) => before === undefined);
  const of = (...parts: readonly FlowChange['part'][]) => weighty.some(({ part }) => parts.includes(part));
  const owners = new Set(pairs.map(({ after }) => after.owner));
  const declared = content.subject === 'flow' || content.subject === 'pilot' ? [] : await declaredOf(throughline, flows);
  for (const { owner, parameters = {} } of declared) {
    if (content.subject !== 'parameters') owners.add(owner);
    else for (const name of Object.keys(content.values)) owners.add(parameters[name]?.owner ?? owner);
  }
  const touched = [...pairs.map(({ after }) => after), ...declared];
  const alters = weighty.length > 0 || isNew || content.subject === 'parameters' || content.subject === 'migration';
  return {
    flows: flows.slice(0, namesMax),
    metrics: metricsOf(throughline, flows)
      .map(({ id }) => id)
      .sort()
      .slice(0, namesMax),
    roleNames: [...new Set(weighty.flatMap(({ roles }) => roles))].sort().slice(0, namesMax),
    owners: [...owners].sort().slice(0, ownersMax),
    touchesMoney: alters && touchesAmounts(content, touched),
    touchesPersonalData: pairs.some(({ before, after }) => personalOf(before?.definition) !== personalOf(after)),
    changesDefinition: weighty.length > 0 || isNew || content.subject === 'mapping' || content.subject === 'migration',
    changesDataModel: of('data') || view.integrations.length > 0,
    changesIntegration:
      view.integrations.length > 0 ||
      pairs.some(({ before, after }) => destinationsOf(before?.definition) !== destinationsOf(after)),
    changesSecurity: of('permissions') || weighty.some(({ part, direction }) => part === 'approvals' && direction !== 'stronger'),
    reversible: view.wayBack.can,
  };
}

async function declaredOf(throughline: Throughline, flows: readonly string[]): Promise<readonly FlowDefinition[]> {
  return Promise.all(flows.map(async (name) => (await newestFlow(throughline, name)).definition));
}

/** Money is at stake where cases hold amounts; of parameters, where one is an amount. */
function touchesAmounts(content: ChangeContent, flows: readonly FlowDefinition[]): boolean {
  if (content.subject === 'parameters')
    return flows.some(({ parameters = {} }) => Object.keys(content.values).some((name) => parameters[name]?.type === 'money'));
  return flows.some((flow) => Object.values(fieldsIn(flow)).some((schema) => isJsonObject(schema) && schema['kind'] === 'money'));
}

function fieldsIn({ data }: FlowDefinition): Readonly<Record<string, Json>> {
  const properties = (data as Readonly<Record<string, Json>>)['properties'];
  return isJsonObject(properties) ? properties : {};
}

/** The personal fields of a flow as one text. */
function personalOf(flow: FlowDefinition | undefined): string {
  if (flow === undefined) return '';
  const fields = Object.entries(fieldsIn(flow)).filter(([, schema]) => isJsonObject(schema) && schema['personal'] === true);
  return fields
    .map(([name]) => name)
    .sort()
    .join(' ');
}

function destinationsOf(flow: FlowDefinition | undefined): string {
  return canonical((flow?.destinations ?? {}) as unknown as Json);
}
