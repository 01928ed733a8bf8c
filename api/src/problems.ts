import Type, { type Static } from 'typebox';
import { object, optional } from './route.ts';

/*
 * All that a request can be answered with instead of its result (RFC 9457). Codes are stable; each has a page of its own, made
 * from this table: docs/problems/<code>.md, served at /problems/<code>.
 */

export interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** What to do about it. */
  readonly action: string;
}

export const problems = {
  // The request itself.
  'request-invalid': {
    status: 400,
    title: 'The request does not fit its schema',
    action: 'Correct the members that `errors` names.',
  },
  'body-unreadable': { status: 400, title: 'The body is no JSON', action: 'Send valid JSON with Content-Type application/json.' },
  'cursor-invalid': {
    status: 400,
    title: 'The cursor does not belong to this list',
    action: 'Give `next` of the page before, with the same filters and order; or begin again without `after`.',
  },
  'filter-invalid': {
    status: 400,
    title: 'A filter cannot be understood',
    action: 'Write a field, a comparison (= != < <= > >= ^=) and values, such as `dueOn<2026-11-01`.',
  },
  'route-unknown': {
    status: 404,
    title: 'There is no such address',
    action: 'Look into the API document at /api/v1/openapi.json.',
  },
  'method-not-allowed': { status: 405, title: 'The address has no such method', action: 'Use one of those that `Allow` lists.' },
  'media-type-unsupported': {
    status: 415,
    title: 'The body is of a media type that is not taken here',
    action: 'Send one of the types expected.',
  },
  'body-too-large': {
    status: 413,
    title: 'The body is too large',
    action: 'Send less: the limit is in the API document.',
  },
  'headers-too-large': {
    status: 431,
    title: 'The address and headers are too large',
    action: 'Send fewer or shorter parameters: address and headers together have at most 32 KB.',
  },
  'host-refused': {
    status: 421,
    title: 'The server does not answer to this name',
    action: 'Use the address that the server printed when it started.',
  },
  'origin-refused': {
    status: 403,
    title: 'Another site may not do this',
    action: 'Use the console of this server, or a client without an Origin.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'Another request was sent under this Idempotency-Key before',
    action: 'Use a new key for a new request.',
  },
  'request-in-progress': {
    status: 409,
    title: 'The same request is being worked on',
    action: 'Send it again after the seconds in Retry-After: its answer will be there.',
  },
  'precondition-required': {
    status: 428,
    title: 'This needs If-Match',
    action: 'Read the thing first, and send its ETag as If-Match.',
  },
  'precondition-failed': {
    status: 412,
    title: 'It has changed since you looked',
    action: 'Look at it again, and decide anew.',
  },
  'too-many-requests': { status: 429, title: 'Too much is waiting', action: 'Try again after the seconds in Retry-After.' },
  // Who asks.
  'act-as-real': {
    status: 403,
    title: 'Nobody can be acted as here',
    action: 'Leave out Throughline-Act-As: it is for the simulated company only.',
  },
  'person-unknown': { status: 403, title: 'There is no such person', action: 'Name one of those listed under people.' },
  'sign-in-required': {
    status: 401,
    title: 'Sign in first',
    action: 'Sign in, or send an API key as `Authorization: Bearer tl_...`.',
  },
  'session-expired': { status: 401, title: 'The session has ended', action: 'Sign in again.' },
  'key-invalid': {
    status: 401,
    title: 'The API key opens nothing',
    action: 'Use a key that is neither revoked nor past its day; its owner makes a new one.',
  },
  'sign-in-failed': {
    status: 401,
    title: 'That is not right',
    action: 'Try again; whoever has lost a password asks an administrator for a link.',
  },
  'sign-in-limited': { status: 429, title: 'Too many attempts', action: 'Try again after the seconds in Retry-After.' },
  'sign-in-is-off': {
    status: 409,
    title: 'This server runs without sign-in',
    action: 'Start it without THROUGHLINE_SIGN_IN=off.',
  },
  'account-inactive': {
    status: 403,
    title: 'The account is not active',
    action: 'Ask an administrator: it is suspended, or has left.',
  },
  'link-invalid': {
    status: 410,
    title: 'The link is not valid any more',
    action: 'Ask for a new one: a link is for one use and one day, and a new one ends those before.',
  },
  'session-unknown': { status: 404, title: 'There is no such session', action: 'List your sessions again.' },
  'single-sign-on-missing': {
    status: 404,
    title: 'No single sign-on is set up',
    action: 'Sign in with a password; docs/guide/sign-in.md says how to set it up.',
  },
  'single-sign-on-failed': {
    status: 502,
    title: 'The single sign-on does not answer as it should',
    action: 'Try again; where it stays so, an administrator looks at the settings and the log.',
  },
  'account-unknown': { status: 404, title: 'There is no such account', action: 'Name one of the accounts listed.' },
  'account-exists': {
    status: 409,
    title: 'There is an account with this address',
    action: 'Grant roles to that account, or give it a new link.',
  },
  'role-unknown': { status: 422, title: 'There is no such role', action: 'Name one of the roles listed.' },
  'second-factor-required': {
    status: 403,
    title: 'This needs a second factor',
    action: 'Set one up in your account, and sign in with it.',
  },
  // What is asked for.
  'database-not-ready': {
    status: 409,
    title: 'The company is not there yet',
    action: 'Build the demo first, or wait until it is built.',
  },
  'flow-unknown': { status: 404, title: 'There is no such flow', action: 'Name one of the flows listed.' },
  'case-unknown': { status: 404, title: 'There is no such case', action: 'Look for it in the lists or by search.' },
  'field-hidden': {
    status: 403,
    title: 'You may not see this field everywhere',
    action: 'Leave it out, or ask somebody who holds one of the roles expected.',
  },
  'field-unknown': { status: 400, title: 'The flow has no such list field', action: 'Name one of the columns of the flow.' },
  'metric-unknown': { status: 404, title: 'There is no such metric', action: 'Name one of the metrics listed.' },
  'metric-request': { status: 400, title: 'The metric cannot be asked in this way', action: 'Ask for one of the values listed.' },
  'diagnosis-number': {
    status: 404,
    title: 'The diagnosis has no such number',
    action: 'Name one of the numbers that the diagnosis shows, such as `pattern.0.affected`.',
  },
  'diagnosis-step': {
    status: 400,
    title: 'The step cannot be revised in this way',
    action: 'Give what the step takes; what there is to choose from stands in the diagnosis.',
  },
  'view-unknown': {
    status: 404,
    title: 'There is no such saved view',
    action: 'List your views again: it may have been deleted.',
  },
  'view-limit': { status: 409, title: 'There are too many saved views', action: 'Delete one first.' },
  'watch-limit': { status: 409, title: 'You watch too many cases', action: 'Watch another case no longer first.' },
  'upload-unknown': {
    status: 404,
    title: 'There is no such upload',
    action: 'Upload the file again: uploads are kept for a day.',
  },
  'upload-unreadable': {
    status: 422,
    title: 'The file cannot be read',
    action: 'Correct it at the place named, or save it as CSV in UTF-8 and upload it again.',
  },
  'import-unknown': { status: 404, title: 'There is no such import', action: 'Start it again: nothing is imported twice.' },
  'connection-unknown': {
    status: 404,
    title: 'No such connection is declared',
    action: 'Name one of those listed; each is a file in the folder of connections.',
  },
  'connection-invalid': {
    status: 409,
    title: 'The declaration of the connection is not sound',
    action: 'Correct the file at the place named; it counts at once.',
  },
  'connection-running': { status: 409, title: 'The connection is being read', action: 'Wait until the run has ended.' },
  'reconciliation-unknown': {
    status: 404,
    title: 'No such reconciliation is declared',
    action: 'Name one of those listed; each is a file in the folder of reconciliations.',
  },
  'reconciliation-invalid': {
    status: 409,
    title: 'The declaration of the reconciliation is not sound',
    action: 'Correct the file at the place named; it counts at once.',
  },
  'reconciliation-running': {
    status: 409,
    title: 'The two sides are being compared',
    action: 'Wait until the comparison has ended.',
  },
  'node-unknown': {
    status: 404,
    title: 'The catalogue has nothing of this name',
    action: 'Name it by its kind and its name, such as system:ERP, flow:invoice or field:invoice.carrier.',
  },
  'system-unknown': { status: 404, title: 'There is no such system', action: 'List what there is with `GET .../systems`.' },
  'integration-unknown': {
    status: 404,
    title: 'No such integration is registered',
    action: 'Name one of the register; `throughline integration register` adds one.',
  },
  'request-unknown': { status: 404, title: 'There is no such request', action: 'List the requests.' },
  'plan-unknown': { status: 404, title: 'There is no such plan', action: 'List the plans.' },
  'plan-failed': {
    status: 500,
    title: 'The plan could not be made',
    action: 'Try again; if it fails again, take requests out of the question.',
  },
  'dead-letter-unknown': { status: 404, title: 'There is no such dead letter', action: 'List the dead letters again.' },
  'dead-letter-settled': { status: 409, title: 'The dead letter is settled', action: 'Nothing: somebody was faster.' },
  'signature-missing': { status: 401, title: 'The delivery is not signed', action: 'Set the secret at the sender.' },
  'signature-invalid': {
    status: 401,
    title: 'The signature is not that of the secret',
    action: 'Compare the secrets of both sides; the signature is of the very bytes.',
  },
  'signature-old': {
    status: 401,
    title: 'The delivery was signed too long ago, or in the future',
    action: 'Set the clocks of both machines; sign it again to send it again.',
  },
  'import-running': { status: 409, title: 'An import is running', action: 'Wait until it has ended, or stop it.' },
  'mapping-unfit': {
    status: 422,
    title: 'The columns do not make cases of the flow',
    action: 'Correct the columns that `errors` names.',
  },
  'import-simulated': {
    status: 409,
    title: 'The simulated company takes no real data',
    action: 'Import it into your own database.',
  },
  'clock-is-real': {
    status: 409,
    title: 'A real company is on the real clock',
    action: 'Travel in the demo: a real database is never put on a virtual clock.',
  },
  'clock-runs-forward': { status: 409, title: 'The clock does not run backwards', action: 'Travel to a later instant.' },
  'travel-in-progress': { status: 409, title: 'Somebody else is moving the clock', action: 'Wait until it has arrived.' },
  'demo-in-use': { status: 409, title: 'Another process is building the demo', action: 'Wait until it has finished, or end it.' },
  // What a flow refuses.
  'change-not-approved': {
    status: 409,
    title: 'Definitions in force change by an approved change only',
    action: 'Let the change that the detail names be approved and implemented, then do this again; nothing was changed.',
  },
  refused: { status: 409, title: 'The flow refuses this', action: 'The detail says why; nothing was changed.' },
  'role-required': {
    status: 403,
    title: 'Your role may not do this',
    action: 'Ask somebody who holds one of the roles expected.',
  },
  'data-invalid': {
    status: 422,
    title: 'The data does not satisfy its schema',
    action: 'Correct the fields that `errors` names.',
  },
  'reason-required': { status: 422, title: 'A reason must be given', action: 'Say why, in `reason`.' },
  // The machine.
  unavailable: {
    status: 503,
    title: 'The database does not answer',
    action: 'Try again after the seconds in Retry-After; nothing that was accepted is lost.',
  },
  'not-ready': {
    status: 503,
    title: 'The server does not work as it should',
    action: 'Look at the checks named in `errors`; docs/guide/operate.md says what to do about each.',
  },
  'storage-full': {
    status: 507,
    title: 'The disk is full',
    action: 'Make room where the database lies; nothing that was accepted is lost.',
  },
  'server-stopping': { status: 503, title: 'The server is stopping', action: 'Try again when it runs.' },
  internal: {
    status: 500,
    title: 'A fault of the server',
    action: 'Report it with the request id; the server’s log has the rest.',
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;

export type ProblemCode = keyof typeof problems;
export const problemCodes = Object.keys(problems) as readonly ProblemCode[];

export const ProblemDocument = object(
  {
    type: Type.String({ description: 'The page of the code: /problems/<code>' }),
    code: Type.String({ description: 'Stable; one of the codes documented' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'What happened, in a sentence' }),
    action: Type.String({ description: 'What to do about it' }),
    place: optional(Type.String({ description: 'The member, parameter, file or line at fault' })),
    expected: optional(Type.String()),
    refusal: optional(Type.String({ description: 'Where a flow refused: its own code' })),
    errors: optional(
      Type.Array(object({ place: Type.String(), message: Type.String(), expected: optional(Type.String()) }), { maxItems: 100 }),
    ),
    requestId: Type.String(),
  },
  'RFC 9457 problem details',
);
export type ProblemDocument = Static<typeof ProblemDocument>;
