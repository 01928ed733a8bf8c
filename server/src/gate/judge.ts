import type { ContentFinding, ContentFlow, ContentMoves, ContentParameter, ContentView } from '@throughline/api';
import {
  changeParts,
  checkFlow,
  checkMetric,
  checkMigration,
  checkParameterChange,
  compileFlow,
  diffFlows,
  type Finding,
  type FlowDefinition,
  inWords,
  stateTitle,
  strandedCases,
} from '@throughline/language';
import { newestFlow, newestFlows } from '../cases/flow-book.ts';
import { versionOf } from '../flows/behaviour.ts';
import { parameterText } from '../flows/lengths.ts';
import { role } from '../flows/words.ts';
import { readCasesByVersion, readVersionHistory } from '../sql/read-version-history.ts';
import type { Throughline } from '../throughline.ts';
import { seesAll, type Visible } from '../visible/visible.ts';
import { type Compared, metricsOf, type Pair } from './about.ts';
import { baselineOf } from './baseline.ts';
import {
  beginOf,
  type CalendarContent,
  type ChangeContent,
  hashOfContent,
  type MappingContent,
  type MigrationContent,
  type ParameterContent,
} from './content.ts';
import { mappedValues } from './mapped-values.ts';
import { measuredAfter } from './measured-after.ts';

/** What a change would change, and what is wrong with it. */
export interface Judged {
  readonly view: ContentView;
  /** The flows before and after, where content has any and they could be compared. */
  readonly pairs: readonly Compared[];
}

/**
 * Judges content against what is in force now: the findings of the checker with everything around it, the differences in words, and what
 * becomes of running cases, of those that are seen. Writes nothing.
 *
 * @throws ThroughlineError flow-unknown: it is about a flow or a version that is not deployed
 */
export async function judgeContent(
  throughline: Throughline,
  content: ChangeContent,
  visible: Visible = seesAll,
): Promise<Judged> {
  const {
    findings,
    pairs = [],
    parameters = [],
    moves = null,
    wayBack,
    documents,
  } = await judges[content.subject](throughline, content as never, visible);
  const compared = comparedOf(pairs, findings);
  const integrations = await mappedValues(throughline, compared, visible);
  const measured = await measuredAfter(throughline, content, compared);
  const begin = beginOf(content);
  const from = begin === undefined ? null : new Date(begin).toISOString();
  const view: ContentView = {
    ...{ subject: content.subject, hash: hashOfContent(content), from, baseline: await baselineOf(throughline, content) },
    findings: [...findings, ...measured.findings, ...integrations.findings].slice(0, 1000),
    flows: await Promise.all(compared.map((pair) => flowView(throughline, pair, visible))),
    ...{ parameters: [...parameters], moves, wayBack, documents: [...documents] },
    metrics: [...measured.metrics],
    integrations: [...integrations.mapped],
  };
  return { view, pairs: compared };
}

interface Judgement {
  readonly findings: readonly ContentFinding[];
  readonly pairs?: readonly Pair[];
  readonly parameters?: readonly ContentParameter[];
  readonly moves?: ContentMoves | null;
  readonly wayBack: ContentView['wayBack'];
  readonly documents: ContentView['documents'];
}

type Judge<S extends ChangeContent['subject']> = (
  throughline: Throughline,
  content: Extract<ChangeContent, { readonly subject: S }>,
  visible: Visible,
) => Promise<Judgement>;

const judges: { readonly [S in ChangeContent['subject']]: Judge<S> } = {
  flow: async (throughline, { flows }) => {
    const judged = await judgeFlows(throughline, flows);
    const first = judged.pairs.find(({ before }) => before === undefined);
    return {
      ...judged,
      wayBack:
        first === undefined
          ? can('The version before is in force again; cases of the new one come back where a mapping leads back')
          : cannot(`${first.after.name} is new: there is no version before it`),
    };
  },
  parameters: judgeParameters,
  calendar: judgeCalendar,
  mapping: judgeMapping,
  migration: judgeMigration,
  pilot: async (throughline, { definitions = [], mappings = [], subject: _, ...plan }) => {
    const judged = await judgeFlows(throughline, definitions);
    return {
      ...judged,
      wayBack: can('The pilot ends, and its running cases come back by their mapping'),
      documents: [{ name: plan.name, before: null, after: written({ ...plan, mappings }) }, ...judged.documents],
    };
  },
};

const can = (why: string) => ({ can: true, why });
const cannot = (why: string) => ({ can: false, why });
const written = (value: unknown) => JSON.stringify(value, null, 2);

async function judgeFlows(throughline: Throughline, flows: readonly FlowDefinition[]) {
  const deployed = await newestFlows(throughline);
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

function findingView(found: Finding, flow: string | null): ContentFinding {
  const { code, severity, path, message, witness, mend } = found;
  return { code, severity, flow, path, message, witness: witness.slice(0, 100), mend };
}

/** What has errors cannot be compared; of a new flow there is nothing to compare it with. */
function comparedOf(pairs: readonly Pair[], findings: readonly ContentFinding[]): readonly Compared[] {
  const broken = new Set(findings.filter(({ severity }) => severity === 'error').map(({ flow }) => flow));
  return pairs
    .filter(({ after }) => !broken.has(after.name))
    .map((pair) => ({
      ...pair,
      changes: pair.before === undefined ? [] : diffFlows(pair.before.definition, pair.after).changes,
    }));
}

async function flowView(throughline: Throughline, { before, after, changes }: Compared, visible: Visible): Promise<ContentFlow> {
  const compiled = compileFlow(after);
  const titled = (name: string) => role(Object.hasOwn(after.roles ?? {}, name) || before === undefined ? compiled : before, name);
  const scope = visible.cases(after.name);
  const cases =
    before === undefined ? undefined : await readCasesByVersion(throughline.pool, after.name, scope === 'all' ? null : scope);
  const strands = before === undefined ? [] : strandedCases(before.definition, after);
  return {
    ...{ flow: after.name, title: after.title ?? inWords(after.name), version: before?.version ?? null },
    changes: changes.slice(0, 2000).map(({ part, kind, weight, sentence, direction = null, roles, guess = null }) => ({
      ...{ part, kind, weight, sentence, direction, guess, partTitle: changeParts[part] },
      roles: roles.map((name) => titled(name).title),
    })),
    running: cases?.get(before?.version ?? 0) ?? 0,
    stranded: strands.slice(0, 500).map(({ state, why, needsMapping }) => ({
      ...{ why, needsMapping },
      state: state === null || before === undefined ? null : stateTitle(before.definition, state),
    })),
  };
}

async function judgeParameters(throughline: Throughline, content: ParameterContent): Promise<Judgement> {
  const flow = await newestFlow(throughline, content.flow);
  const { decisions, parameters: inForce } = await throughline.engine.parameters(content.flow);
  const { now } = await throughline.engine.clock();
  const from = beginOf(content) ?? now;
  const change = { from, values: content.values, by: 'the change', reason: 'as proposed' };
  const findings = checkParameterChange(flow.definition, change, { timeline: decisions, now });
  const declared = flow.definition.parameters ?? {};
  const known = Object.entries(content.values).filter(([name]) => Object.hasOwn(declared, name));
  const parameters = known.flatMap(([name, value]): readonly ContentParameter[] => {
    const parameter = declared[name];
    if (parameter === undefined) return [];
    const { type, title = inWords(name), from: least, to: most, owner, default: unset } = parameter;
    const said = (each: unknown) => parameterText(type, each);
    return [
      {
        ...{
          flow: flow.name,
          flowTitle: flow.definition.title ?? inWords(flow.name),
          name,
          title,
          owner: role(flow, owner).title,
        },
        ...{ before: said(inForce[name] ?? unset), after: said(value ?? unset) },
        ...{ from: least === undefined ? null : said(least), to: most === undefined ? null : said(most) },
      },
    ];
  });
  return {
    findings: findings.map((found) => findingView(found, flow.name)),
    parameters,
    wayBack: can('The values before hold again'),
    documents: [{ name: content.flow, before: null, after: written(content.values) }],
  };
}

async function judgeCalendar(throughline: Throughline, content: CalendarContent): Promise<Judgement> {
  const flow = await newestFlow(throughline, content.flow);
  const { calendars = {}, calendar } = flow.definition;
  const decided = (await throughline.engine.calendars(content.flow)).filter(({ name }) => name === content.name).at(-1);
  const before = decided?.definition ?? calendars[content.name];
  const was = { ...flow.definition, calendars: { ...calendars, ...(before === undefined ? {} : { [content.name]: before }) } };
  const after = { ...flow.definition, calendars: { ...calendars, [content.name]: content.definition } };
  const key = ({ code, path }: Finding) => `${code} ${path}`;
  const known = new Set(checkFlow(was).map(key));
  const used = calendar === undefined ? [] : [calendar.default, ...Object.values(calendar.entities ?? {})];
  const findings = checkFlow(after).filter((found) => !known.has(key(found)));
  const unused: ContentFinding = {
    ...{ code: 'calendar-unused', severity: 'error', flow: content.flow, path: '/name' },
    message: `no case of ${content.flow} has the calendar “${content.name}”`,
    witness: [`there is: ${used.join(', ') || 'none'}`],
    mend: 'Name one that cases have.',
  };
  return {
    findings: [...findings.map((found) => findingView(found, content.flow)), ...(used.includes(content.name) ? [] : [unused])],
    pairs: [{ before: compileFlow(was, flow.version), after }],
    wayBack: before === undefined ? cannot('There was no calendar before it') : can('The calendar before holds again'),
    documents: [
      {
        ...{ name: `${content.flow}: ${content.name}`, before: before === undefined ? null : written(before) },
        after: written(content.definition),
      },
    ],
  };
}

async function judgeMapping(throughline: Throughline, { migration }: MappingContent): Promise<Judgement> {
  const versions = await readVersionHistory(throughline.pool, migration.flow);
  const of = (hash: string) => versions.find(({ definition, version }) => compileFlow(definition, version).hash === hash);
  const [before, after] = [of(migration.before), of(migration.after)];
  const document = { name: migration.flow, before: null, after: written(migration) };
  const wayBack = cannot('A mapping moves no case by itself: another one takes its place');
  if (before === undefined || after === undefined) {
    const missing: ContentFinding = {
      ...{ code: 'version-unknown', severity: 'error', flow: migration.flow, path: before === undefined ? '/before' : '/after' },
      message: 'the mapping is of a version that is not deployed',
      witness: [`deployed: ${versions.map(({ version }) => version).join(', ') || 'none'}`],
      mend: 'Deploy both versions first; the new one need not be released.',
    };
    return { findings: [missing], wayBack, documents: [document] };
  }
  const findings = checkMigration(before.definition, after.definition, migration);
  return { findings: findings.map((found) => findingView(found, migration.flow)), wayBack, documents: [document] };
}

async function judgeMigration(throughline: Throughline, content: MigrationContent, visible: Visible): Promise<Judgement> {
  const { flow, from, to, back = false } = content;
  const source = await versionOf(throughline, flow, back ? to : from);
  await versionOf(throughline, flow, back ? from : to);
  const { subject: _, ...order } = content;
  const document = { name: flow, before: null, after: written(order) };
  const mapping = await throughline.engine.mapping({ flow, from, to });
  if (mapping === undefined) {
    const missing: ContentFinding = {
      ...{ code: 'migration-unknown', severity: 'error', flow, path: '' },
      message: `nothing says how cases go from version ${from} to ${to}`,
      witness: ['no mapping between the two is on record'],
      mend: 'Propose the mapping first.',
    };
    return { findings: [missing], wayBack: cannot('There is no mapping'), documents: [document] };
  }
  // It is asked of every case, one by one: whoever does not see them all is not told.
  const preview = visible.cases(flow) === 'all' ? await throughline.engine.previewMigration({ flow, from, to, back }) : undefined;
  const moves: ContentMoves | null =
    preview === undefined
      ? null
      : {
          states: preview.states.slice(0, 200).map(({ state, migrate, refused, ended }) => ({
            ...{ state, title: stateTitle(source.definition, state), migrate, refused, ended },
          })),
          refusals: preview.refusals.slice(0, 200).map(({ code, cases, examples }) => ({
            ...{ code, cases, example: examples[0]?.message ?? null },
          })),
        };
  const lossy = mapping.definition.lossy.map(({ what }) => what).join(', ');
  const wayBack = lossy === '' ? can('The cases come back by the same mapping') : can(`The cases come back, but for: ${lossy}`);
  return { findings: [], moves, wayBack, documents: [document] };
}
