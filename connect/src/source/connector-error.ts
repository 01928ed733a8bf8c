/**
 * What can go wrong with a connection. Codes are stable; `docs/guide/connect.md` lists each. `again`: it may go by itself, and the next run tries
 * again; without it, somebody must mend something first.
 */
export const connectorErrors = {
  // The declaration, before anything is reached.
  'declaration-invalid': {
    message: 'The declaration does not satisfy its schema',
    action: 'Correct the declaration at the place named.',
  },
  'kind-unknown': { message: 'There is no such kind of connection', action: 'Name one of the kinds listed.' },
  'auth-unfit': { message: 'This kind of connection does not sign in that way', action: 'Use one of the ways listed.' },
  'secret-missing': {
    message: 'The secret is not there',
    action: 'Set the variable or the file that the declaration names. It is read again at the next use.',
  },
  // The way to the other side.
  'host-refused': {
    message: 'The address lies inside the network, and is not allowed',
    action: 'List the host in allowInside of the declaration, and let the operator name it in THROUGHLINE_CONNECT_INSIDE.',
  },
  unreachable: { message: 'The other side cannot be reached', action: 'Check the address and the network.', again: true },
  'timed-out': { message: 'The other side took too long', action: 'Wait, or ask for less at a time.', again: true },
  'redirect-refused': { message: 'A redirect that is not followed', action: 'Declare the address that it leads to.' },
  // What the other side says.
  'credentials-refused': { message: 'The credentials were refused', action: 'Renew the secret where the declaration finds it.' },
  'rate-limited': { message: 'The other side asks for a pause', action: 'Nothing: the next run comes after it.', again: true },
  'request-refused': { message: 'The other side refused the request', action: 'Correct the settings by what it says.' },
  'vendor-failed': { message: 'The other side failed', action: 'Nothing, unless it lasts: ask whoever runs it.', again: true },
  'answer-invalid': { message: 'The answer cannot be read', action: 'Compare the settings with an answer of the other side.' },
  'answer-too-large': { message: 'The answer is larger than allowed', action: 'Ask for smaller pages.' },
  'cursor-lost': {
    message: 'The other side does not know the place any more up to which it was read',
    action: 'Nothing: it is read from the beginning, and what is known is not recorded twice.',
    again: true,
  },
  'program-failed': { message: 'The program failed', action: 'See what it said; run it by hand.', again: true },
  // Ours.
  'budget-spent': { message: 'The budget of the run is spent', action: 'Nothing: the next run goes on.', again: true },
  'file-unreadable': { message: 'The file cannot be read', action: 'Check the path and the permissions.' },
  'signature-missing': { message: 'The delivery is not signed', action: 'Set the secret at the sender.' },
  'signature-invalid': { message: 'The signature is not that of the secret', action: 'Compare the secrets of both sides.' },
  'signature-old': {
    message: 'The delivery was signed too long ago, or in the future',
    action: 'Set the clocks of both machines; an old delivery is not taken again.',
  },
} as const satisfies Readonly<Record<string, { readonly message: string; readonly action: string; readonly again?: true }>>;

export type ConnectorErrorCode = keyof typeof connectorErrors;

export interface ConnectorErrorPlace {
  /** The place in the declaration, or what was being reached; never a secret. */
  readonly place?: string;
  readonly expected?: string;
  /** Follows the message of the catalogue. */
  readonly detail?: string;
  /** When the other side may be asked again, in milliseconds from now. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** A connection that does not work: the code, where, what was expected and what to do. */
export class ConnectorError extends Error {
  readonly code: ConnectorErrorCode;
  readonly place: string | undefined;
  readonly expected: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: ConnectorErrorCode, { place, expected, detail, retryAfterMs, cause }: ConnectorErrorPlace = {}) {
    const { message } = connectorErrors[code];
    super(detail === undefined ? message : `${message}: ${detail}`, cause === undefined ? {} : { cause });
    this.name = 'ConnectorError';
    this.code = code;
    this.place = place;
    this.expected = expected;
    this.retryAfterMs = retryAfterMs;
  }

  get action(): string {
    return connectorErrors[this.code].action;
  }

  /** Whether a later run may succeed with nothing mended. */
  get mayPass(): boolean {
    return 'again' in connectorErrors[this.code];
  }
}
