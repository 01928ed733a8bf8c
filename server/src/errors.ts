/**
 * What can go wrong in a use case. `usage`: the request names something that is not there or cannot be read; `refused`: it was
 * understood, and the answer is no; `operational`: mend the machine, or try again.
 */
const catalogue = {
  'file-unreadable': { kind: 'usage', action: 'Check the path and the permissions.' },
  'file-type-unknown': { kind: 'usage', action: 'Give a file of one of the types expected.' },
  'definitions-missing': { kind: 'usage', action: 'Export a flow (defineFlow) or a pack (definePack) from the file.' },
  'definitions-broken': { kind: 'refused', action: 'Correct the file at the place named.' },
  'flow-has-errors': { kind: 'refused', action: 'Correct what `throughline check` finds; nothing was changed.' },
  'change-not-approved': {
    kind: 'refused',
    action: 'Let it be approved and implemented (`throughline change list`), then do this again; nothing was changed.',
  },
  'change-not-reversible': { kind: 'refused', action: 'Propose what is to hold instead as a change of its own.' },
  'flow-unknown': { kind: 'usage', action: 'Name one of the flows listed; `import --flow` deploys another.' },
  'case-unknown': { kind: 'usage', action: 'List what there is with `throughline case list`.' },
  'filter-invalid': {
    kind: 'usage',
    action: 'Write a field, a comparison (= != < <= > >= ^=) and values, such as dueOn<2026-11-01.',
  },
  'field-hidden': { kind: 'refused', action: 'Leave the field out, or ask somebody who holds one of the roles expected.' },
  'field-unknown': { kind: 'usage', action: 'Name one of the columns listed.' },
  'idempotency-key-reused': { kind: 'refused', action: 'Use a new key for a new request.' },
  'metric-unknown': { kind: 'usage', action: 'List what there is with `throughline metric list`.' },
  'metric-request': { kind: 'usage', action: 'Ask for one of the values listed.' },
  'diagnosis-number': { kind: 'usage', action: 'Name one of the numbers that the diagnosis shows.' },
  'diagnosis-step': { kind: 'usage', action: 'Give what the step takes; what there is to choose from stands in the diagnosis.' },
  'mapping-missing': {
    kind: 'usage',
    action: 'Give the mapping of the file with --mapping; docs/guide/import.md shows how to write one.',
  },
  'mapping-unfit': { kind: 'refused', action: 'Correct the mapping; nothing was read.' },
  'upload-unknown': { kind: 'usage', action: 'Upload the file again: uploads are kept for a day.' },
  'upload-unreadable': {
    kind: 'refused',
    action: 'Correct it at the place named, or save it as CSV in UTF-8 and upload it again.',
  },
  'storage-full': { kind: 'operational', action: 'Make room where the home of Throughline lies, and try again.' },
  'import-unknown': { kind: 'usage', action: 'Start it again: nothing is imported twice.' },
  'connection-unknown': {
    kind: 'usage',
    action: 'Name one of the connections listed; each is a file in the folder of connections.',
  },
  'connection-invalid': { kind: 'refused', action: 'Correct the declaration at the place named; it counts at once.' },
  'connection-running': { kind: 'refused', action: 'Wait until the run has ended.' },
  'reconciliation-unknown': {
    kind: 'usage',
    action: 'Name one of those listed; each is a file in the folder of reconciliations.',
  },
  'reconciliation-invalid': { kind: 'refused', action: 'Correct the declaration at the place named; it counts at once.' },
  'reconciliation-running': { kind: 'refused', action: 'Wait until the comparison has ended.' },
  'node-unknown': {
    kind: 'usage',
    action:
      'Name something of the catalogue by its kind and its name, such as system:ERP, flow:invoice or field:invoice.carrier.',
  },
  'system-unknown': { kind: 'usage', action: 'Name one of the register; `throughline system list` shows it.' },
  'integration-unknown': {
    kind: 'usage',
    action: 'Name one of the register; `throughline integration register` adds one.',
  },
  'request-unknown': { kind: 'usage', action: 'List the requests with `throughline request list`.' },
  'plan-unknown': { kind: 'usage', action: 'List the plans with `throughline plan list`.' },
  'plan-failed': { kind: 'operational', action: 'Try again; if it fails again, take requests out of the question.' },
  'dead-letter-unknown': { kind: 'usage', action: 'List the dead letters again.' },
  'dead-letter-settled': { kind: 'refused', action: 'Nothing: somebody was faster.' },
  'import-running': { kind: 'refused', action: 'Wait until it has ended, or stop it.' },
  'import-simulated': { kind: 'refused', action: 'Import it into your own database.' },
  'columns-missing': { kind: 'usage', action: 'Name the columns with --case, --activity and --time.' },
  'type-unknown': { kind: 'usage', action: 'Name one of the types of object that the log has.' },
  'log-unreadable': { kind: 'refused', action: 'Correct the file at the place named.' },
  'log-too-large': { kind: 'refused', action: 'Mine a part of the log, or fewer activities.' },
  'log-undraftable': { kind: 'refused', action: 'Choose another column of activities, or another log.' },
  'person-unknown': { kind: 'usage', action: 'Name somebody by the id of their account: `throughline account list`.' },
  'warehouse-busy': { kind: 'refused', action: 'Wait until the other run has ended.' },
  'warehouse-differs': { kind: 'refused', action: 'Name another folder, or write all of it once more with --anew.' },
  'demo-missing': { kind: 'usage', action: 'Build it in the console (`npm start`), or with `npm run -s throughline -- demo`.' },
  'demo-in-use': { kind: 'operational', action: 'Wait until the other process has finished, or end it.' },
  'demo-travel': { kind: 'usage', action: 'Name an instant of the company’s future; travel in several steps where it is far.' },
  'demo-database-real': {
    kind: 'refused',
    action: 'Rename that database, or use another server: the demo never replaces real data.',
  },
  'cursor-invalid': {
    kind: 'usage',
    action: 'Give `next` of the page before, with the same question; or begin again without it.',
  },
  'view-unknown': { kind: 'usage', action: 'List your views again: it may have been deleted.' },
  'view-limit': { kind: 'refused', action: 'Delete a saved view first.' },
  'watch-limit': { kind: 'refused', action: 'Watch another case no longer first.' },
  'preference-invalid': { kind: 'usage', action: 'Correct the value at the place named.' },
  'precondition-failed': { kind: 'refused', action: 'Look at it again, and decide anew.' },
  'database-newer': { kind: 'operational', action: 'Update Throughline to the release that made the database, or a newer one.' },
  'database-not-ready': { kind: 'usage', action: 'Build the demo first, or wait until it is built.' },
  'sign-in-not-configured': {
    kind: 'usage',
    action: 'Leave out --host: without sign-in the server answers on this machine only (127.0.0.1).',
  },
  'own-account': { kind: 'refused', action: 'Ask another operator: nobody puts their own account right.' },
  'sign-in-settings': { kind: 'usage', action: 'Correct the setting named; docs/guide/sign-in.md has all of them.' },
  'already-running': { kind: 'operational', action: 'Open that address, or start a second server with --port.' },
  'port-taken': { kind: 'operational', action: 'End the program that holds the port, or choose another with --port.' },
  'log-settings': { kind: 'usage', action: 'Name a level, and a file that this user may write.' },
  'seal-settings': { kind: 'usage', action: 'Name the file of an Ed25519 private key in PEM that this user may read.' },
  'mail-settings': {
    kind: 'usage',
    action: 'Set THROUGHLINE_SMTP_URL (smtp://user:password@host:port) and THROUGHLINE_SMTP_FROM.',
  },
  'simulation-broken': {
    kind: 'operational',
    action: 'Report this with the seed: the simulated company did what its flows refuse.',
  },
} as const satisfies Readonly<Record<string, { readonly kind: 'usage' | 'refused' | 'operational'; readonly action: string }>>;

/** Stable codes of what a use case can answer beside its result. */
export type ThroughlineErrorCode = keyof typeof catalogue;

export interface ErrorDetails {
  /** File, line, field or option at fault. */
  readonly place?: string;
  readonly expected?: string;
  /** More of the same, for machines: findings, import errors. */
  readonly details?: readonly unknown[];
  readonly cause?: unknown;
}

/** A failure for people: what, where, what was expected, what to do. */
export class ThroughlineError extends Error {
  readonly code: ThroughlineErrorCode;
  readonly place: string | undefined;
  readonly expected: string | undefined;
  readonly details: readonly unknown[];

  constructor(code: ThroughlineErrorCode, message: string, { place, expected, details = [], cause }: ErrorDetails = {}) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'ThroughlineError';
    this.code = code;
    this.place = place;
    this.expected = expected;
    this.details = details;
  }

  get kind(): 'usage' | 'refused' | 'operational' {
    return catalogue[this.code].kind;
  }

  get action(): string {
    return catalogue[this.code].action;
  }
}
