import type { FileTotals, FlowChoices, FlowDraft, FlowFit, Import, Recognition, Upload } from '@throughline/api';
import {
  controlTotals,
  ImportFailure,
  keyField,
  lookAtTable,
  type PlannedTable,
  planTable,
  schemasOfPlan,
  type TableAnswers,
  type TableLook,
  type TableOptions,
  type TablePlan,
  tracesOfTable,
} from '@throughline/connect';
import { type Draft, type DraftLog, DraftRequestError, draftFlow, gatherLog, withSuggestions } from '@throughline/insight';
import { type Actor, checkFlow, type FlowDefinition } from '@throughline/language';
import { ThroughlineError } from '../errors.ts';
import { kindOfCarrier } from '../gate/carried.ts';
import { putInForce } from '../gate/put-in-force.ts';
import type { Throughline } from '../throughline.ts';
import { flowFits } from './flow-fits.ts';
import { type StartOptions, startImport } from './import-runs.ts';
import { rowError } from './row-error.ts';
import { findUpload, refused, tableOf, uploadFolder, uploadPath } from './uploads.ts';

/*
 * From any file to true numbers: what the file is, what it adds up to, which flow it feeds or which flow can be drafted from it, and the import. Each step
 * takes the file and the answers anew, and keeps nothing: so one may go back, and answer otherwise.
 */

export interface Answered {
  readonly upload: string;
  readonly answers: TableAnswers;
}

export interface Drafting extends Answered {
  readonly name?: string | undefined;
  readonly title?: string | undefined;
  /** Paths of suggestions. */
  readonly accepted?: readonly string[] | undefined;
}

interface Table {
  readonly upload: Upload;
  readonly path: string;
  readonly options: TableOptions;
  readonly look: TableLook;
  readonly planned: PlannedTable;
}

/** What was looked at last, by file and how it is read: the next step asks again. */
const looks = new Map<string, Promise<TableLook>>();
const looksKept = 4;

async function tableFor(throughline: Throughline, { upload: id, answers }: Answered, signal?: AbortSignal): Promise<Table> {
  const folder = uploadFolder(throughline);
  const upload = await findUpload(folder, id);
  const path = uploadPath(folder, upload.id);
  const options = tableOf(upload, { sheet: answers['sheet'], objectType: answers['type'] });
  const key = JSON.stringify([path, options]);
  const found = looks.get(key) ?? lookAtTable(path, { ...options, ...(signal === undefined ? {} : { signal }) });
  looks.delete(key);
  looks.set(key, found);
  found.catch(() => looks.delete(key));
  for (const oldest of [...looks.keys()].slice(0, -looksKept)) looks.delete(oldest);
  const look = await found;
  if (look.broken) throw refused(new ImportFailure(look.errors), upload.name);
  return { upload, path, options, look, planned: planTable(look.columns, upload.format, answers) };
}

/** What a row is, and which column is what. @throws ThroughlineError upload-unknown, upload-unreadable */
export async function recognise(throughline: Throughline, request: Answered, signal?: AbortSignal): Promise<Recognition> {
  const { upload, look, planned } = await tableFor(throughline, request, signal);
  const profiles = new Map(look.columns.map((column) => [column.name, column]));
  return {
    ...{ format: upload.format, encoding: upload.encoding, shape: planned.plan.shape, shapeBecause: planned.shapeBecause },
    columns: planned.columns.map((column) => {
      const { filled = 0, distinct = 0, samples = [] } = profiles.get(column.name) ?? {};
      return { ...column, filled, distinct, samples: [...samples] };
    }),
    questions: planned.questions.map((question) => ({ ...question, options: [...question.options] })),
    notes: [...encodingNotes(upload), ...planned.notes].slice(0, 200),
    ...{ rows: look.looked, complete: look.complete, errors: look.errors.map(rowError) },
    ...{ sheets: upload.sheets, objectTypes: upload.objectTypes, plan: writable(planned.plan) },
  };
}

function encodingNotes({ encoding, rows, format }: Upload): readonly string[] {
  if (format !== 'csv' || encoding === 'UTF-8') return [];
  const foreign = rows.flatMap(({ cells }) => cells).find((cell) => /[^ -~\s]/.test(cell));
  const example = foreign === undefined ? '' : ` “${foreign}” is how one value reads.`;
  return encoding === 'UTF-16'
    ? ['The file is written in UTF-16, as its mark says.']
    : [`The file is not UTF-8: it is read as Windows-1252, as Latin-1 is.${example}`];
}

function writable(plan: TablePlan): Recognition['plan'] {
  return { ...plan, columns: plan.columns.map((column) => ({ ...column })) };
}

/** What a file adds up to, from its text alone. @throws as `recognise` does; mapping-unfit where something is still asked */
export async function totalsOfFile(throughline: Throughline, request: Answered, signal: AbortSignal): Promise<FileTotals> {
  const table = await settled(throughline, request, signal);
  const { rows, totals, unread, unreadCount } = await controlTotals(table.path, table.planned.plan, { ...table.options, signal });
  return {
    rows,
    totals: totals.map(({ column, currency, count, text }) => ({ column, currency, count, sum: text })),
    unread: [...unread],
    unreadCount,
  };
}

/** @throws ThroughlineError mapping-unfit where something is still asked */
async function settled(throughline: Throughline, request: Answered, signal: AbortSignal): Promise<Table> {
  const table = await tableFor(throughline, request, signal);
  const [first, ...others] = table.planned.questions;
  if (first === undefined) return table;
  throw new ThroughlineError('mapping-unfit', first.question, {
    place: `answers/${first.id}`,
    expected: first.options.map(({ value }) => value).join(', ') || 'an answer',
    details: [first, ...others].map(({ id, question }) => ({ place: `answers/${id}`, message: question })),
  });
}

/** Which flow of ours a file could feed, and a flow drafted from it. */
export async function chooseFlow(throughline: Throughline, request: Drafting, signal: AbortSignal): Promise<FlowChoices> {
  const table = await settled(throughline, request, signal);
  const flows: FlowFit[] =
    table.planned.plan.shape === 'wide' ? await flowFits(throughline, table.planned, table.look, request.answers) : [];
  const drafted = await draftOf(table, request, signal).then(
    ({ draft, definition, log }) => ({ draft: draftView(draft, definition, log), noDraft: null }),
    (error: unknown) => {
      if (error instanceof DraftRequestError) return { draft: null, noDraft: `${error.message} (expected: ${error.expected})` };
      throw error;
    },
  );
  const [best] = flows;
  return {
    flows,
    ...drafted,
    suggested: best !== undefined && best.missing.length === 0 && best.score >= 0.6 ? best.flow : 'draft',
  };
}

interface Drafted {
  readonly log: DraftLog;
  readonly draft: Draft;
  /** With what was accepted, and with what its events carry. */
  readonly definition: FlowDefinition;
}

async function draftOf({ path, options, planned, upload }: Table, request: Drafting, signal: AbortSignal): Promise<Drafted> {
  const { plan } = planned;
  const timeZone = request.answers['timeZone'] ?? 'UTC';
  const fields = schemasOfPlan(plan);
  const log = await gatherLog(tracesOfTable(path, plan, { ...options, timeZone, signal }), { signal });
  const title = request.title ?? titleOf(upload.name);
  const draft = draftFlow(log, { name: request.name ?? nameOf(upload.name), title, key: keyField, fields, timeZone });
  const accepted = new Set(request.accepted ?? []);
  const chosen = withSuggestions(
    draft.definition,
    draft.suggestions.filter(({ path: at }) => accepted.has(at)),
  );
  return { log, draft, definition: plan.shape === 'long' ? carrying(chosen, fields) : chosen };
}

/** Each event of a table of events carries what its row says. */
function carrying(definition: FlowDefinition, fields: Readonly<Record<string, unknown>>): FlowDefinition {
  const starts = new Set(Object.keys(definition.start));
  const payload = { type: 'object', additionalProperties: false, properties: fields, required: [] };
  const events = Object.entries(definition.events ?? {}).map(([name, event]) => [
    name,
    starts.has(name) || event.data !== undefined ? event : { ...event, data: payload },
  ]);
  return { ...definition, events: Object.fromEntries(events) } as FlowDefinition;
}

function titleOf(file: string): string {
  const name = file
    .replace(/\.(gz|zip)$/i, '')
    .replace(/\.[A-Za-z0-9]{1,10}$/, '')
    .replace(/[_.-]+/g, ' ')
    .trim();
  return (name === '' ? 'My process' : name.charAt(0).toUpperCase() + name.slice(1)).slice(0, 80);
}

export function nameOf(file: string): string {
  const name = titleOf(file)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 50);
  return /^[a-z]/.test(name) ? name : `log-${name}`.replace(/-$/, '');
}

function draftView(draft: Draft, definition: FlowDefinition, log: DraftLog): FlowDraft {
  const { measures, suggestions, rare, shortfalls } = draft;
  const transitions = Object.entries(definition.states).flatMap(([from, { on = {} }]) =>
    Object.entries(on).map(([event, transition]) => ({ from, event, to: [transition].flat()[0]?.to ?? from })),
  );
  const starts = Object.entries(definition.start).map(([event, transition]) => ({
    from: null,
    event,
    to: [transition].flat()[0]?.to ?? '',
  }));
  return {
    ...{ name: definition.name, title: definition.title, cases: log.cases, events: log.events },
    ...{ fitness: measures.fitness.events, precision: measures.precision, graphPrecision: measures.graphPrecision },
    states: Object.entries(definition.states).map(([name, { title = name, final }]) => ({
      name,
      title,
      final: final !== undefined,
    })),
    transitions: [...starts, ...transitions],
    rare: rare.slice(0, 500).map((path) => ({ ...path })),
    suggestions: suggestions.map(({ value, ...suggestion }) => ({
      ...suggestion,
      value: typeof value === 'string' ? value : lengthText(value),
    })),
    findings: checkFlow(definition)
      .slice(0, 1000)
      .map(({ code, severity, path, message }) => ({ code, severity, place: path, message })),
    shortfalls: [...shortfalls],
  };
}

function lengthText(value: object): string {
  const [[unit, amount] = ['', 0]] = Object.entries(value) as [string, number][];
  const words: Readonly<Record<string, string>> = {
    days: 'day',
    hours: 'hour',
    minutes: 'minute',
    businessDays: 'business day',
    businessHours: 'business hour',
  };
  return `${amount} ${words[unit] ?? unit}${amount === 1 ? '' : 's'}`;
}

/**
 * Puts the drafted flow in force by a change, and begins to import the file into it.
 *
 * @throws ThroughlineError flow-has-errors, change-not-approved, mapping-unfit, import-running
 */
export async function importDraft(
  throughline: Throughline,
  request: Drafting,
  options: StartOptions & { readonly actor: Actor },
): Promise<Import> {
  const { definition, choice } = await readyDraft(throughline, request, options.signal);
  const errors = checkFlow(definition).filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    const message = `The checker finds ${errors.length} error${errors.length === 1 ? '' : 's'} in the draft: accept the suggestions`;
    throw new ThroughlineError('flow-has-errors', message, { place: definition.name, details: errors });
  }
  await requireOwnName(throughline, definition.name);
  await putInForce(throughline, [definition], {
    ...{
      actor: options.actor,
      kind: draftedKind,
      title: `Flow ${definition.title ?? definition.name}, drafted from a file`.slice(0, 200),
    },
    summary: 'Drafted from what the file holds, and brought by its import.',
  });
  return startImport(throughline, { upload: request.upload, flow: definition.name, choice }, options);
}

/** By which a change is found that brought a drafted flow; before there were changes, it stood in who deployed it. */
const draftedKind = 'drafted-flow';
const draftedBy = /^import\//;

/** A draft takes no flow's name that somebody else has deployed. */
async function requireOwnName({ pool }: Throughline, name: string): Promise<void> {
  const { rows } = await pool.query<{ by: string }>(
    'select deployed_by as by from throughline.flow_version where flow = $1 order by version desc limit 1',
    [name],
  );
  if (rows[0] === undefined || draftedBy.test(rows[0].by)) return;
  if ((await kindOfCarrier(pool, rows[0].by)) === draftedKind) return;
  throw new ThroughlineError('mapping-unfit', `There is a flow ${name} already`, { place: 'name', expected: 'another name' });
}

/** @throws ThroughlineError mapping-unfit */
export function requireLiveFrom(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}(T[0-9:.]+Z)?$/.test(text) && !Number.isNaN(Date.parse(text))) return text;
  throw new ThroughlineError('mapping-unfit', `“${text}” is no day`, { place: 'liveFrom', expected: '2026-01-31' });
}

export async function readyDraft(throughline: Throughline, request: Drafting, signal: AbortSignal) {
  const table = await settled(throughline, request, signal);
  const { draft, definition } = await draftOf(table, request, signal).catch((error: unknown) => {
    if (!(error instanceof DraftRequestError)) throw error;
    throw new ThroughlineError('log-undraftable', error.message, { place: error.place, expected: error.expected, cause: error });
  });
  const { sheet, objectType } = table.options;
  const liveFrom = request.answers['liveFrom'];
  const choice = {
    ...(liveFrom === undefined ? {} : { liveFrom: requireLiveFrom(liveFrom) }),
    ...({ columns: {}, dateFormat: 'YYYY-MM-DD', decimal: '.' } as const),
    entity: request.answers['entity'] ?? 'My company',
    table: { ...(sheet === undefined ? {} : { sheet }), ...(objectType === undefined ? {} : { objectType }) },
    draft: { plan: writable(table.planned.plan), events: { ...draft.names.events } },
  };
  return { definition, choice };
}
