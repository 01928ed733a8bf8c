import { readFileSync } from 'node:fs';

/** A JSON Schema as the OpenAPI document writes it; references are resolved. */
export interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly default?: unknown;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: Schema;
}

/** One operation of the OpenAPI document. */
export interface Operation {
  /** `GET /{database}/cases` */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: Schema | undefined;
  readonly takesBytes: boolean;
  /** Where all went well. */
  readonly status: number;
  /** What is answered then, by media type; none: no body. */
  readonly answers: Readonly<Record<string, Schema>>;
  /** The codes of problems that it may answer with. */
  readonly problems: ReadonlySet<string>;
}

interface Written {
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>>;
  readonly 'x-problems': readonly string[];
}

const document = JSON.parse(readFileSync(new URL('../../../api/openapi.json', import.meta.url), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Written>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

/** All operations that are answered with a document; a stream never ends. */
export const operations: readonly Operation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods)
    .map(([method, written]) => operationOf(path, method.toUpperCase(), written))
    .filter(({ answers }) => answers['text/event-stream'] === undefined),
);

export const problemSchema = resolved(document.components.schemas['ProblemDocument']) as Schema;

function operationOf(path: string, method: string, written: Written): Operation {
  const [status = '', answer] = Object.entries(written.responses).find(([code]) => code !== 'default') ?? [];
  const content = Object.entries(written.requestBody?.content ?? {});
  const json = content.find(([type]) => type === 'application/json')?.[1];
  return {
    name: `${method} ${path}`,
    method,
    path,
    parameters: resolved(written.parameters) as readonly Parameter[],
    body: json === undefined ? undefined : (resolved(json.schema) as Schema),
    takesBytes: content.length > 0 && json === undefined,
    status: Number(status),
    answers: Object.fromEntries(
      Object.entries(answer?.content ?? {}).map(([type, { schema }]) => [type, resolved(schema) as Schema]),
    ),
    problems: new Set(written['x-problems']),
  };
}

function resolved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== 'object' || value === null) return value;
  const { $ref } = value as { readonly $ref?: string };
  if ($ref !== undefined) return resolved(document.components.schemas[$ref.slice($ref.lastIndexOf('/') + 1)]);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, resolved(member)]));
}
