import { ApiProblem } from '@throughline/api/client';
import { problemFailure } from './api-failure.ts';
import type { Paint } from './output/paint.ts';
import { shown } from './output/table.ts';
import { type ExitCode, exitCodes } from './session.ts';

/** A failure as it is told: on standard error, as lines or as one JSON document. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly place?: string;
  readonly expected?: string;
  readonly action?: string;
  readonly details?: readonly unknown[];
  readonly exitCode: ExitCode;
}

interface CommandErrorDetails {
  readonly place: string;
  readonly expected?: string;
  readonly action: string;
  /** `usage`: the words fit the verb, and not what is there. */
  readonly kind?: 'usage' | 'operational';
  readonly cause?: unknown;
}

/** What a command finds out by itself. */
export class CommandError extends Error {
  readonly code: string;
  readonly kind: 'usage' | 'operational';
  readonly place: string;
  readonly expected: string | undefined;
  readonly action: string;

  constructor(code: string, message: string, { place, expected, action, kind = 'usage', cause }: CommandErrorDetails) {
    super(message, { cause });
    this.name = 'CommandError';
    this.code = code;
    this.kind = kind;
    this.place = place;
    this.expected = expected;
    this.action = action;
  }
}

const exitByKind: Readonly<Record<string, ExitCode>> = {
  usage: exitCodes.usage,
  refused: exitCodes.findings,
  user: exitCodes.findings,
  operational: exitCodes.operational,
  bug: exitCodes.operational,
};

/** What to tell of anything that was thrown. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ApiProblem) return problemFailure(error.problem);
  if (!(error instanceof Error)) return { code: 'unexpected', message: String(error), exitCode: exitCodes.operational };
  const { code, kind, place, expected, action, remedy, details } = error as unknown as Partial<Record<string, unknown>>;
  const known = typeof code === 'string' && (typeof kind === 'string' || typeof remedy === 'string');
  if (!known) return unexpected(error);
  const toDo = text(action) ?? text(remedy);
  return {
    code,
    message: withoutCode(error.message, code, text(place), toDo),
    exitCode: typeof kind === 'string' ? (exitByKind[kind] ?? exitCodes.operational) : exitCodes.operational,
    ...(text(place) === undefined ? {} : { place: text(place) }),
    ...(text(expected) === undefined ? {} : { expected: text(expected) }),
    ...(toDo === undefined ? {} : { action: toDo }),
    ...(Array.isArray(details) && details.length > 0 ? { details } : {}),
  } as Failure;
}

/** `verb`: as much of the verb as was understood. */
export function usageFailure(message: string, verb: readonly string[]): Failure {
  return {
    code: 'usage',
    message,
    action: `\`${['throughline', ...verb, '--help'].join(' ')}\` shows what can be said.`,
    exitCode: exitCodes.usage,
  };
}

/** The failure as a JSON document. */
export function failureDocument({ exitCode: _, ...error }: Failure): object {
  return { error };
}

/** Lines for people. */
export function failureLines({ code, message, place, expected, action, details = [] }: Failure, paint: Paint): readonly string[] {
  return [
    `${paint('red', code)}: ${message}`,
    ...(place === undefined ? [] : [`  at        ${shown(place, 200)}`]),
    ...(expected === undefined ? [] : [`  expected  ${shown(expected, 1000)}`]),
    ...(action === undefined ? [] : [`  to do     ${action}`]),
    ...detailLines(details),
  ];
}

const detailsShown = 20;

function detailLines(details: readonly unknown[]): readonly string[] {
  const lines = details.slice(0, detailsShown).flatMap((detail) => {
    if (typeof detail !== 'object' || detail === null) return [];
    const { code, message, place, field } = detail as Partial<Record<string, unknown>>;
    return typeof message === 'string' ? [`  - ${[code, place ?? field].filter(Boolean).join(' ')}: ${shown(message, 200)}`] : [];
  });
  return details.length > detailsShown ? [...lines, `  - and ${details.length - detailsShown} more (--json lists all)`] : lines;
}

/** What PostgreSQL refuses or cannot do is no bug of ours (by its code): it is told like any failure to mend. */
const databaseFailures: readonly (readonly [pattern: RegExp, code: string, action: string])[] = [
  [/^42501$/, 'database-permission', 'Make the user in DATABASE_URL the owner of that database.'],
  [
    /^25006$/,
    'database-read-only',
    'Name a server in DATABASE_URL that takes changes: this one is a copy, or is set to read only.',
  ],
  [/^53\d{3}$/, 'database-full', 'Give the database server what it says is short: disk, memory or connections.'],
  [
    /^(57P0\d|08\d{3}|ECONNREFUSED|ECONNRESET|EPIPE|ENOENT)$/,
    'database-lost',
    'Run it again; what was recorded stays, and nothing is recorded twice.',
  ],
];

function unexpected(error: Error): Failure {
  const { code } = error as unknown as Partial<Record<string, unknown>>;
  const sign = typeof code === 'string' ? code : /Connection terminated/.test(error.message) ? '08006' : '';
  const known = databaseFailures.find(([pattern]) => pattern.test(sign));
  if (known !== undefined) return { code: known[1], message: error.message, action: known[2], exitCode: exitCodes.operational };
  const action = 'This should not happen. Report it with these lines.';
  return { code: 'unexpected', message: error.stack ?? error.message, action, exitCode: exitCodes.operational };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Some errors say code, place and remedy in their message too: here each is said once. */
function withoutCode(message: string, code: string, place: string | undefined, action: string | undefined): string {
  let short = message.startsWith(`${code}: `) ? message.slice(code.length + 2) : message;
  if (place !== undefined && short.startsWith(`${place}: `)) short = short.slice(place.length + 2);
  if (action !== undefined && short.endsWith(action)) short = short.slice(0, -action.length).trimEnd();
  return short;
}
