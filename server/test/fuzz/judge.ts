import { type ProblemDocument, problems } from '@throughline/api';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { HttpAnswer } from '../http-house.ts';
import { type Operation, problemSchema, type Schema } from './operations.ts';
import type { FuzzRequest } from './requests.ts';

const validators = new WeakMap<object, ReturnType<typeof Compile>>();

/** What is wrong with a value by its schema; undefined: nothing. */
export function misfit(schema: Schema, value: unknown): string | undefined {
  const validator = validators.get(schema) ?? Compile(schema as TSchema);
  validators.set(schema, validator);
  if (validator.Check(value)) return undefined;
  const [first] = validator.Errors(value);
  return `${first?.instancePath} ${first?.message}`;
}

/** What any request can come to where its address or method is none of the contract's. */
const ofNoOperation = new Set(['route-unknown', 'method-not-allowed', 'request-invalid']);

/** What is wrong with an answer; undefined: nothing. */
export function faultIn(operation: Operation, request: FuzzRequest, answer: HttpAnswer): string | undefined {
  const { status, headers } = answer;
  if (status >= 500) return `answered ${status}`;
  if (!/^[0-9a-f-]{36}$/.test(headers['request-id'] ?? '')) return 'has no request id';
  if (status >= 400) return problemFault(operation, request, answer);
  // An address or method of another operation: that one has its own turn.
  if (request.method !== operation.method || request.path.includes('//')) return undefined;
  if (status === 304) return headers['etag'] === undefined ? 'is not modified, but has no ETag' : undefined;
  if (status !== operation.status) return `answered ${status} instead of ${operation.status}`;
  if (operation.body !== undefined && request.body !== undefined) {
    const unfit = misfit(operation.body, JSON.parse(JSON.stringify(request.body)));
    if (unfit !== undefined) return `was taken, though its body does not fit: ${unfit}`;
  }
  return bodyFault(operation, answer);
}

function bodyFault({ answers }: Operation, { headers, text }: HttpAnswer): string | undefined {
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  const schema = answers[type];
  if (schema === undefined) return Object.keys(answers).length === 0 && text === '' ? undefined : `is ${type}, unannounced`;
  if (type === 'text/csv') return text.startsWith('\ufeff') ? undefined : 'is CSV without its mark';
  if (type !== 'application/json') return text === '' ? 'is empty' : undefined;
  const unfit = misfit(schema, JSON.parse(text));
  return unfit === undefined ? undefined : `does not fit its schema: ${unfit}`;
}

function problemFault(operation: Operation, request: FuzzRequest, answer: HttpAnswer): string | undefined {
  if (request.method === 'HEAD') return undefined;
  if (!(answer.headers['content-type'] ?? '').startsWith('application/problem+json')) return 'is no problem document';
  const document = answer.json<ProblemDocument>();
  const unfit = misfit(problemSchema, document);
  if (unfit !== undefined) return `is no problem document: ${unfit}`;
  if (document.requestId !== answer.headers['request-id']) return 'names another request id';
  if (document.status !== answer.status || !(document.code in problems)) return 'has another status in its document';
  const isForeign = request.method !== operation.method || request.spoilt > 0;
  if (operation.problems.has(document.code) || (isForeign && ofNoOperation.has(document.code))) return undefined;
  if (request.method !== operation.method) return undefined;
  return `answers ${document.code}, which it does not announce`;
}
