import type { SignedSeal, Sinks, Workers } from '@throughline/engine';
import { caseCounts } from '../cases/case-counts.ts';
import { keepWatchingCatalogue } from '../catalogue/keep-watching.ts';
import { keepConnecting } from '../connections/keep-connecting.ts';
import { gateSinks } from '../gate/gate-sink.ts';
import { forgetMeasured } from '../home/measuring.ts';
import { keepRetracting } from '../imports/keep-retracting.ts';
import { followLog } from '../insight/follow-log.ts';
import { keepFollowingRequests } from '../intake/keep-following.ts';
import { keepWatchingIntegrations } from '../integrations/keep-watching.ts';
import { type Notifier, startNotifier } from '../notifications/notifier.ts';
import { watchLag } from '../observability/lag-watch.ts';
import { lagWarning } from '../observability/limits.ts';
import type { Observability } from '../observability/observability.ts';
import { keepReconciling } from '../reconciliation/keep-reconciling.ts';
import { sealAnchor, sealSigner } from '../seal-key.ts';
import type { Throughline } from '../throughline.ts';
import { keepWatching } from '../watching/keep-watching.ts';

/** An open company, and the workers on it. */
export interface Company {
  readonly throughline: Throughline;
  /** Works off deadlines, messages and mails, and asks what is watched, until `rest`; tells people of the log until `close`. */
  work(): void;
  /** Resolves when what was begun is finished. */
  rest(): Promise<void>;
  figures(): Promise<{ readonly now: string; readonly cases: number }>;
  close(): Promise<void>;
}

export interface CompanyOptions {
  readonly throughline: Throughline;
  readonly sinks: Sinks;
  readonly observability: Observability;
  readonly onError: (error: unknown) => void;
  /** Something was noted for somebody. */
  readonly onNoted: () => void;
}

export function createCompany({ throughline, sinks, observability, onError, onNoted }: CompanyOptions): Company {
  const { engine, database } = throughline;
  let workers: Workers | undefined;
  let notifier: Notifier | undefined;
  let sealing: ReturnType<typeof keepSealed>;
  let following: ReturnType<typeof followLog> | undefined;
  let watching: ReturnType<typeof keepWatching> | undefined;
  let connecting: ReturnType<typeof keepConnecting> | undefined;
  let reconciling: ReturnType<typeof keepReconciling> | undefined;
  let cataloguing: ReturnType<typeof keepWatchingCatalogue> | undefined;
  let integrating: ReturnType<typeof keepWatchingIntegrations> | undefined;
  let requesting: ReturnType<typeof keepFollowingRequests> | undefined;
  let retracting: ReturnType<typeof keepRetracting> | undefined;
  let lag: ReturnType<typeof watchLag> | undefined;
  const rest = async () => {
    const resting = [
      workers,
      sealing,
      following,
      watching,
      connecting,
      reconciling,
      integrating,
      cataloguing,
      requesting,
      retracting,
    ];
    workers = undefined;
    sealing = undefined;
    following = undefined;
    watching = undefined;
    connecting = undefined;
    reconciling = undefined;
    integrating = undefined;
    cataloguing = undefined;
    requesting = undefined;
    retracting = undefined;
    lag?.stop();
    lag = undefined;
    observability.loops.rest(database);
    await Promise.all(resting.map((each) => each?.stop()));
  };
  return {
    throughline,
    work() {
      if (workers !== undefined) return;
      observability.loops.begin(database);
      notifier ??= startNotifier({ throughline, onNoted, onError });
      workers = engine.start({ sinks: observability.sinks(database, gateSinks(throughline, sinks)), onError });
      sealing = keepSealed(throughline, observability, onError);
      following = followLog(throughline.reader, onError);
      // In a company whose time is moved, what falls due is asked where it is moved.
      if (database === 'main') watching = keepWatching(throughline, onError);
      // Real data does not go into a company that is made up.
      if (database === 'main') connecting = keepConnecting(throughline, { onError, onChange: onNoted });
      if (database === 'main') reconciling = keepReconciling(throughline, { onError, onChange: onNoted });
      if (database === 'main') cataloguing = keepWatchingCatalogue(throughline, { onError });
      if (database === 'main') integrating = keepWatchingIntegrations(throughline, { onError });
      if (database === 'main') requesting = keepFollowingRequests(throughline, { onError });
      if (database === 'main') retracting = keepRetracting(throughline, { onError, onChange: onNoted });
      lag = watchLag(throughline, observability.log, lagWarning(throughline.env));
    },
    rest,
    async figures() {
      const [counts, { now }] = await Promise.all([caseCounts(throughline), engine.clock()]);
      return { now: new Date(now).toISOString(), cases: counts.reduce((sum, { cases }) => sum + cases, 0) };
    },
    async close() {
      await Promise.all([rest(), notifier?.stop()]);
      await forgetMeasured(throughline);
      await throughline.close();
    },
  };
}

/** Seals the log as it grows, where there is a key; the company's own seals go to its anchor, too. */
function keepSealed({ engine, env, database }: Throughline, observability: Observability, onError: (error: unknown) => void) {
  if (sealSigner(env) === undefined) return undefined;
  const anchor = database === 'main' ? sealAnchor(env) : undefined;
  const onSeal = (seal: SignedSeal) => observability.sealed(database, seal);
  return engine.keepSealing({ onError, onSeal, ...(anchor === undefined ? {} : { anchor }) });
}
