import { hash } from 'node:crypto';
import type { Json, JsonObject } from '@throughline/language';
import { isJsonObject } from '@throughline/language';
import Type, { type Static } from 'typebox';
import { batchMax, type ConnectorContext, type Source, type SourceBatch } from '../../source/contract.ts';
import { before, plain, type TrytonRpc, trytonInstant, trytonRpc } from './tryton-rpc.ts';

const Name = Type.String({ pattern: '^[a-z][a-z0-9_.-]{0,98}$' });

/** Records of one model. */
export const Document = Type.Object(
  {
    model: Name,
    fields: Type.Array(Name, {
      minItems: 1,
      maxItems: 60,
      description: 'As Tryton names them; those of another record with a point between: party.name',
    }),
    domain: Type.Optional(
      Type.Array(Type.Unknown(), { maxItems: 30, description: 'Which of them, as Tryton writes conditions' }),
    ),
    history: Type.Optional({
      ...Name,
      description: 'Of a model with history: each change of this field is a record, as things were then',
    }),
  },
  { additionalProperties: false },
);
export type Document = Static<typeof Document>;

export interface SourceSettings {
  readonly url: string;
  readonly documents: readonly Document[];
  readonly overlapSeconds?: number;
  readonly context?: JsonObject;
}

/**
 * A transaction writes its time when it begins and is seen when it ends: one that lasts longer than the overlap would be missed. What overlaps is
 * known by model, id and revision, so a long overlap costs little.
 */
const overlapDefault = 60;
const pageSize = 200;

/** JSON. */
interface Cursor {
  /** Up to this instant of theirs. */
  readonly since?: string;
  /** Where a sweep is: at a document, after an id; nothing is passed over when records change meanwhile. */
  readonly sweep?: { readonly until: string; readonly document: number; readonly afterId: number };
  /** What is read; with other documents or fields, all is read again. */
  readonly of: string;
}

interface Row extends JsonObject {
  readonly id: number;
}

/**
 * What changed in the models, one model after the other: an invoice never comes before the order that it is of, for each sweep reads all models up
 * to the same instant.
 */
export function trytonSource(settings: SourceSettings): Source {
  const { documents } = settings;
  const of = hash('sha256', JSON.stringify(documents)).slice(0, 16);
  return {
    async check(context) {
      const [document] = documents as readonly [Document, ...Document[]];
      const rpc = trytonRpc(settings.url, context);
      const count = await rpc.call(`model.${document.model}.search_count`, domainOf(document, undefined), settings.context ?? {});
      return `Tryton answers, and has ${String(count)} of ${document.model}`;
    },
    async *read(from, context) {
      const known = isJsonObject(from) && from['of'] === of ? (from as unknown as Cursor) : { of };
      const sweeping = { rpc: trytonRpc(settings.url, context), context, settings };
      // Where this sweep ends is settled before it begins: what changes while it reads is found by the next.
      const until = known.sweep?.until ?? (await latestChange(sweeping));
      if (until === undefined) return;
      const { document: first = 0, afterId: begun = 0 } = known.sweep ?? {};
      for (let at = first; at < documents.length; at += 1) {
        const document = documents[at] as Document;
        let afterId = at === first ? begun : 0;
        let cursor: Cursor = { ...known, sweep: { until, document: at, afterId } };
        for (let isLast = false; !isLast; ) {
          const page = await pageOf(sweeping, { document, since: known.since, until, afterId });
          ({ afterId, isLast } = page);
          const after = { ...cursor, sweep: { until, document: isLast ? at + 1 : at, afterId: isLast ? 0 : afterId } };
          const ended = isLast && at === documents.length - 1 ? { since: until, of } : after;
          yield* inBatches(page.records, cursor, ended);
          cursor = after;
        }
      }
    },
  };
}

/** The revisions of a page may be many batches: the place moves after the last. */
function* inBatches(records: readonly Json[], cursor: Cursor, after: Cursor): Generator<SourceBatch> {
  for (let at = 0; at === 0 || at < records.length; at += batchMax) {
    const isLast = at + batchMax >= records.length;
    yield { records: records.slice(at, at + batchMax), cursor: (isLast ? after : cursor) as unknown as Json };
  }
}

interface Sweeping {
  readonly rpc: TrytonRpc;
  readonly context: ConnectorContext;
  readonly settings: SourceSettings;
}

interface Span {
  readonly document: Document;
  readonly since: string | undefined;
  readonly until: string;
  readonly afterId: number;
}

/** The records of the next ids. */
async function pageOf(sweeping: Sweeping, span: Span) {
  const { rpc, context, settings } = sweeping;
  const { document, since, until } = span;
  const from = since === undefined ? undefined : before(since, settings.overlapSeconds ?? overlapDefault);
  const domain: Json = [domainOf(document, from), ['id', '>', span.afterId]];
  const fields = [...new Set([...document.fields, 'write_date', 'create_date'])];
  const found = await rpc.call(
    `model.${document.model}.search_read`,
    ...[domain, 0, pageSize, [['id', 'ASC']], fields, settings.context ?? {}],
  );
  const rows = plain(found) as unknown as readonly Row[];
  context.usage.pages += 1;
  const records =
    document.history === undefined || rows.length === 0
      ? rows.flatMap((row) => (changedAt(row) > until ? [] : [recordOf(document, row, changedAt(row))]))
      : await revisions(sweeping, { ...span, rows, fields, from });
  return { records, isLast: rows.length < pageSize, afterId: rows.at(-1)?.id ?? span.afterId };
}

/** The latest change of all models, as their clock has it. */
async function latestChange({ rpc, settings: { documents, context = {} } }: Sweeping): Promise<string | undefined> {
  const latest: string[] = [];
  for (const model of new Set(documents.map((document) => document.model))) {
    for (const field of ['write_date', 'create_date']) {
      const of = [[[field, '!=', null]], 0, 1, [[field, 'DESC']], [field], context] as const;
      const [row] = plain(
        await rpc.call(`model.${model}.search_read`, ...(of as unknown as Json[])),
      ) as unknown as readonly Row[];
      const at = row?.[field];
      if (typeof at === 'string') latest.push(at);
    }
  }
  return latest.sort().at(-1);
}

function domainOf({ domain = [] }: Document, from: string | undefined): Json {
  const own = domain as readonly Json[];
  if (from === undefined) return [...own];
  const at = trytonInstant(from);
  return [
    ...own,
    [
      'OR',
      ['write_date', '>', at],
      [
        ['write_date', '=', null],
        ['create_date', '>', at],
      ],
    ],
  ];
}

const changedAt = (row: JsonObject) => String(row['write_date'] ?? row['create_date'] ?? '');

/** A record as mappings see it: the fields, of which model it is, and when it became like that. */
function recordOf({ model }: Document, row: Row, revision: string): Json {
  return { ...row, model, revision };
}

interface Paged extends Span {
  readonly rows: readonly Row[];
  readonly fields: readonly string[];
  readonly from: string | undefined;
}

/** Each change of the field, in order of time. */
async function revisions({ rpc, settings }: Sweeping, { document, rows, fields, from, until }: Paged): Promise<readonly Json[]> {
  const { model, history = '' } = document;
  const within = settings.context ?? {};
  const ids = rows.map(({ id }) => id);
  const listed = plain(await rpc.call(`model.${model}.history_revisions`, ids, within)) as readonly (readonly [string, number])[];
  const byInstant = new Map<string, Set<number>>();
  const add = (at: string, id: number) => byInstant.set(at, (byInstant.get(at) ?? new Set()).add(id));
  const earlier = new Map<number, string>();
  for (const [at, id] of listed.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    // The last one before says what changed after it.
    if (from !== undefined && at <= from) earlier.set(id, at);
    else if (at <= until) add(at, id);
  }
  for (const [id, at] of earlier) add(at, id);
  const values = new Map<number, Json>();
  const records: Json[] = [];
  for (const [at, some] of [...byInstant].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const then = { ...within, _datetime: trytonInstant(at) };
    const read = plain(await rpc.call(`model.${model}.read`, [...some], [...fields], then)) as unknown as readonly Row[];
    for (const row of read.toSorted((a, b) => a.id - b.id)) {
      const value = row[history] ?? null;
      const isChange = !values.has(row.id) || values.get(row.id) !== value;
      values.set(row.id, value);
      if (isChange && (from === undefined || at > from)) records.push(recordOf(document, row, at));
    }
  }
  return records;
}
