import { hash } from 'node:crypto';
import {
  type CalendarDefinition,
  canonical,
  type FlowDefinition,
  isJsonObject,
  type Json,
  type JsonObject,
  type MigrationDefinition,
  readDefinition,
} from '@throughline/language';
import { ThroughlineError } from '../errors.ts';

/** What of our own definitions a change can be about. */
export const contentSubjects = ['flow', 'parameters', 'calendar', 'mapping', 'migration', 'pilot'] as const;
export type ContentSubject = (typeof contentSubjects)[number];

/** `from`: business time from which it holds, as a day or an instant; absent: from when it is carried out. */
interface Dated {
  readonly from?: string;
}

/** What becomes of a metric that measures something else from then on: it is worked out anew for what was, or what was stays as it was measured. */
export const metricFates = ['restated', 'frozen'] as const;
export type MetricFate = (typeof metricFates)[number];

export interface FlowContent extends Dated {
  readonly subject: 'flow';
  readonly flows: readonly FlowDefinition[];
  /** By the ids of metrics. */
  readonly metrics?: Readonly<Record<string, MetricFate>>;
}
export interface ParameterContent extends Dated {
  readonly subject: 'parameters';
  readonly flow: string;
  /** By name; `null` gives one its default back. */
  readonly values: JsonObject;
}
export interface CalendarContent extends Dated {
  readonly subject: 'calendar';
  readonly flow: string;
  readonly name: string;
  readonly definition: CalendarDefinition;
}
export interface MappingContent {
  readonly subject: 'mapping';
  readonly migration: MigrationDefinition;
}
export interface MigrationContent {
  readonly subject: 'migration';
  readonly flow: string;
  readonly from: number;
  readonly to: number;
  readonly back?: boolean;
}
export interface PilotContent {
  readonly subject: 'pilot';
  readonly name: string;
  readonly definitions?: readonly FlowDefinition[];
  readonly flows?: Readonly<Record<string, number>>;
  readonly segment?: string;
  readonly share?: number;
  readonly mappings?: readonly MigrationDefinition[];
}

/** What a change puts in force, as data. */
export type ChangeContent = FlowContent | ParameterContent | CalendarContent | MappingContent | MigrationContent | PilotContent;

/** What an approval names: the SHA-256 of the canonical text, in hexadecimal. */
export function hashOfContent(content: ChangeContent): string {
  return hash('sha256', canonical(content as unknown as Json));
}

/** As it was proposed: a text in JSON or YAML, or what such a text says. */
export interface ProposedContent {
  readonly subject: ContentSubject;
  readonly content: unknown;
}

/**
 * Reads what somebody proposes. Only its outer form is judged here; whether a definition is sound, `judgeContent` says.
 *
 * @throws ThroughlineError definitions-broken, definitions-missing
 */
export function readContent({ subject, content }: ProposedContent): ChangeContent {
  const value = typeof content === 'string' ? readText(content) : content;
  if (!isJsonObject(value as Json)) throw unfit('', 'an object, or its text in JSON or YAML');
  return readers[subject](value as JsonObject);
}

function readText(text: string): Json {
  const read = readDefinition(text, { format: /^\s*[[{]/.test(text) ? 'json' : 'yaml' });
  if (read.kind === 'read') return read.value;
  const { line, column } = read.place;
  throw new ThroughlineError('definitions-broken', read.message, { place: `content:${line}:${column}`, expected: read.mend });
}

const readers: { readonly [S in ContentSubject]: (value: JsonObject) => ChangeContent } = {
  flow(value) {
    const several = value['flows'];
    const flows = (Array.isArray(several) && value['states'] === undefined ? several : [value]) as unknown as FlowDefinition[];
    for (const [index, flow] of flows.entries())
      if (!isJsonObject(flow as unknown as Json) || typeof flow.name !== 'string' || flow.name === '')
        throw unfit(`/flows/${index}`, 'a definition of a flow, with a name');
    const names = flows.map(({ name }) => name);
    if (flows.length === 0 || flows.length > flowsMax) throw unfit('/flows', `1 to ${flowsMax} flows`);
    if (new Set(names).size < names.length) throw unfit('/flows', 'each flow once');
    return { subject: 'flow', flows, ...(flows === several ? { ...dated(value), ...fatesIn(value) } : {}) };
  },
  parameters(value) {
    const values = value['values'];
    if (!isJsonObject(values) || Object.keys(values).length === 0) throw unfit('/values', 'values by the names of parameters');
    return { subject: 'parameters', flow: text(value, 'flow'), values, ...dated(value) };
  },
  calendar: (value) => ({
    subject: 'calendar',
    flow: text(value, 'flow'),
    name: text(value, 'name'),
    definition: objectIn(value, 'definition') as unknown as CalendarDefinition,
    ...dated(value),
  }),
  mapping: (value) => ({
    subject: 'mapping',
    migration: { ...value, flow: text(value, 'flow') } as unknown as MigrationDefinition,
  }),
  migration(value) {
    const back = value['back'];
    return {
      subject: 'migration',
      flow: text(value, 'flow'),
      from: version(value, 'from'),
      to: version(value, 'to'),
      ...(back === true ? { back } : {}),
    };
  },
  pilot(value) {
    const { definitions, flows, segment, share, mappings } = value;
    if (definitions !== undefined && !Array.isArray(definitions)) throw unfit('/definitions', 'a list of flows');
    if (mappings !== undefined && !Array.isArray(mappings)) throw unfit('/mappings', 'a list of mappings');
    if (flows !== undefined && !isJsonObject(flows)) throw unfit('/flows', 'versions by the names of flows');
    if (segment !== undefined && typeof segment !== 'string') throw unfit('/segment', 'an expression');
    if (share !== undefined && typeof share !== 'number') throw unfit('/share', 'a number above 0, at most 1');
    return {
      ...{ subject: 'pilot', name: text(value, 'name') },
      ...(definitions === undefined ? {} : { definitions: definitions as unknown as FlowDefinition[] }),
      ...(flows === undefined ? {} : { flows: flows as Readonly<Record<string, number>> }),
      ...(segment === undefined ? {} : { segment }),
      ...(share === undefined ? {} : { share }),
      ...(mappings === undefined ? {} : { mappings: mappings as unknown as MigrationDefinition[] }),
    };
  },
};

/** A change is read by a person before it is approved. */
const flowsMax = 50;

function text(value: JsonObject, member: string): string {
  const found = value[member];
  if (typeof found === 'string' && found !== '' && found.length <= 200) return found;
  throw unfit(`/${member}`, 'a text of 1 to 200 characters');
}

function version(value: JsonObject, member: string): number {
  const found = value[member];
  if (Number.isSafeInteger(found) && (found as number) > 0) return found as number;
  throw unfit(`/${member}`, 'the number of a version');
}

function objectIn(value: JsonObject, member: string): JsonObject {
  const found = value[member];
  if (isJsonObject(found)) return found;
  throw unfit(`/${member}`, 'an object');
}

function fatesIn(value: JsonObject): Pick<FlowContent, 'metrics'> {
  const { metrics } = value;
  if (metrics === undefined) return {};
  const isFate = (one: Json) => metricFates.some((fate) => fate === one);
  if (!isJsonObject(metrics) || !Object.values(metrics).every(isFate))
    throw unfit('/metrics', `by the ids of metrics, ${metricFates.join(' or ')}`);
  return { metrics: metrics as Readonly<Record<string, MetricFate>> };
}

function dated(value: JsonObject): Dated {
  const from = value['from'];
  if (from === undefined || from === null) return {};
  if (typeof from === 'string' && /^\d{4}-\d{2}-\d{2}(T[0-9:.]+Z)?$/.test(from) && !Number.isNaN(Date.parse(from)))
    return { from };
  throw unfit('/from', 'a day such as 2026-11-01, or an instant in UTC');
}

/** When it begins to hold, in milliseconds of business time; `undefined`: as soon as it is carried out. */
export function beginOf(content: ChangeContent): number | undefined {
  const isDated = content.subject === 'flow' || content.subject === 'parameters' || content.subject === 'calendar';
  return isDated && content.from !== undefined ? Date.parse(content.from) : undefined;
}

function unfit(path: string, expected: string): ThroughlineError {
  return new ThroughlineError('definitions-missing', 'What is proposed does not have the form of its subject', {
    place: `content${path}`,
    expected,
  });
}
