import type { ProblemCode, ProblemDocument } from '@throughline/api';
import type { Failure } from './failure.ts';
import { type ExitCode, exitCodes } from './session.ts';

/** What to do where a command line says it in other words than an API. */
const actions: Partial<Readonly<Record<ProblemCode, string>>> = {
  'act-as-real': 'Leave out --as: only the people of the demo can be acted as (--demo).',
  'case-unknown': 'List what there is with `throughline case list --flow <flow>`.',
  'data-invalid': 'Give what is wrong or missing with --set field=value, or --data.',
  'database-not-ready': 'Build it in the console (`npm start`), or with `npm run -s throughline -- demo`.',
  'flow-unknown': 'Name one of the flows listed; `import --flow` deploys another.',
  'metric-unknown': 'List what there is with `throughline metric list`.',
  'reason-required': 'Say why with --reason.',
  refused: 'Nothing was changed. `throughline case do <case>` says what can be done.',
  'sign-in-required': 'Set THROUGHLINE_API_KEY to a key of yours; or leave out --server beside the database.',
  'role-required': 'Act as somebody who has one of the roles expected: --as, in the demo.',
};

/** Refused by their status, and yet it was the words that were wrong. */
const wrongWords: ReadonlySet<string> = new Set<ProblemCode>(['act-as-real', 'person-unknown', 'database-not-ready']);

/** A problem of the API as the command line tells it. */
export function problemFailure({
  code,
  status,
  detail,
  action,
  place,
  expected,
  errors = [],
  requestId,
}: ProblemDocument): Failure {
  const told = place === undefined ? undefined : optionAt(place);
  // One fault stands in the sentence and its place already.
  const details = errors.length > 1 ? errors : [];
  return {
    code,
    message: code === 'internal' ? `${detail} (request ${requestId})` : detail,
    ...(told === undefined ? {} : { place: told }),
    ...(expected === undefined ? {} : { expected }),
    action: actions[code as ProblemCode] ?? action,
    ...(details.length === 0 ? {} : { details }),
    exitCode: exitCodeOf(code, status),
  };
}

/** What names something that is not there, or cannot be read, is wrong words (2); what was understood and refused is not (1). */
function exitCodeOf(code: string, status: number): ExitCode {
  if (status >= 500 || status === 429) return exitCodes.operational;
  return status === 400 || status === 404 || wrongWords.has(code) ? exitCodes.usage : exitCodes.findings;
}

/** The option by which a member of a request was said. */
function optionAt(place: string): string {
  if (place === 'Throughline-Act-As') return '--as';
  const member = /^(?:(?:query|body)\/|\/)?(after|by|flow|from|limit|reason|role|sort|to|where)(?:$|[[/])/.exec(place)?.[1];
  return member === undefined ? place : `--${member}`;
}
