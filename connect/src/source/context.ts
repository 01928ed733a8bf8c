import type { Auth } from './auth.ts';
import { authoriseBy } from './authorise.ts';
import type { ConnectorContext, ConnectorMachine, Usage } from './contract.ts';
import type { ConnectionDeclaration } from './declaration.ts';
import { type HttpClient, type HttpLimits, httpClient } from './http-client.ts';
import { networkOf } from './network.ts';
import { type Pace, paceOf } from './pace.ts';
import { type SecretOptions, secretsOf } from './secrets.ts';

export interface ContextOptions {
  readonly declaration: Pick<ConnectionDeclaration, 'auth' | 'budget' | 'allowInside'>;
  readonly secrets: SecretOptions;
  /** Hosts inside the network that the operator lets declarations reach; `*`: all that they name. */
  readonly operatorAllows: readonly string[];
  readonly machine: ConnectorMachine;
  readonly signal: AbortSignal;
  /** Of the vendor, shared by its connections. Default: of this run alone. */
  readonly pace?: Pace;
  /** Tighter limits, for tests. */
  readonly limits?: Partial<HttpLimits>;
}

const megabyte = 1024 * 1024;

export const nothingUsed = (): Usage => ({ requests: 0, pages: 0, bytes: 0, retries: 0, skewMs: undefined });

/** What a connector works with during one run. `close` lets go of the connections that are kept open. */
export function openContext(options: ContextOptions): { readonly context: ConnectorContext; close(): void } {
  const { declaration, machine, signal, operatorAllows, pace } = options;
  const { auth = { kind: 'none' } satisfies Auth, budget = {}, allowInside = [] } = declaration;
  const secrets = secretsOf(options.secrets);
  const network = networkOf({ allowInside, operatorAllows });
  const usage = nothingUsed();
  const { requestsPerRun, megabytesPerRun, requestsPerMinute } = budget;
  const http: HttpClient = httpClient({
    ...{ network, machine, usage, signal, pace: pace ?? paceOf(requestsPerMinute) },
    authorise: authoriseBy(auth, secrets, machine.now, () => http),
    limits: {
      ...(requestsPerRun === undefined ? {} : { requestsMax: requestsPerRun }),
      ...(megabytesPerRun === undefined ? {} : { bytesOfRunMax: megabytesPerRun * megabyte }),
      ...options.limits,
    },
  });
  return { context: { auth, secrets, network, http, machine, usage, signal }, close: () => http.close() };
}
