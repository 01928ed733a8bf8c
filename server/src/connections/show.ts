import type { Connection, ConnectionDetail, ConnectionNotice } from '@throughline/api';
import type { Actor } from '@throughline/language';
import { defaultHome } from '../postgres/index.ts';
import type { Throughline } from '../throughline.ts';
import { type ConnectionState, readStates } from './connection-table.ts';
import { credentialsOf } from './credentials.ts';
import { countOpenLetters } from './dead-letters.ts';
import { type DeclaredConnection, declaredConnections, findConnection } from './declarations.ts';
import { refusedOf } from './refused-deliveries.ts';
import { ownerOf, requireSeer, seesConnection } from './rights.ts';
import { readLastRuns } from './run-table.ts';

/** What is declared and may be seen, and how each is doing. @throws ThroughlineError file-unreadable */
export async function listConnections(throughline: Throughline, actor: Actor): Promise<readonly Connection[]> {
  const declared = (await declaredConnections(throughline.env)).filter((one) => seesConnection(actor, one));
  return views(throughline, declared);
}

/** @throws ThroughlineError connection-unknown; HttpProblem role-required */
export async function showConnection(throughline: Throughline, id: string, actor: Actor): Promise<ConnectionDetail> {
  const declared = await findConnection(throughline.env, id);
  requireSeer(actor, declared);
  const { checked } = declared;
  const { budget, expectedVolume = null } = checked.ok ? checked.declaration : {};
  const [[view], notices, credentials] = await Promise.all([
    views(throughline, [declared]),
    readNotices(throughline, id),
    checked.ok ? credentialsOf(checked.declaration, throughline.env) : [],
  ]);
  return {
    ...{ ...(view as Connection), notices, credentials, expectedVolume, refused: refusedOf(defaultHome(throughline.env), id) },
    budget: { ...noBudget, ...budget },
  };
}

const noBudget = {
  ...{ vendor: null, requestsPerMinute: null, requestsPerRun: null },
  ...{ recordsPerRun: null, minutesPerRun: null, megabytesPerRun: null },
};

/** The same without what only its own page shows. @throws as `showConnection` */
export async function findView(throughline: Throughline, id: string, actor: Actor): Promise<Connection> {
  const declared = await findConnection(throughline.env, id);
  requireSeer(actor, declared);
  return (await views(throughline, [declared]))[0] as Connection;
}

async function views({ pool }: Throughline, declared: readonly DeclaredConnection[]): Promise<readonly Connection[]> {
  const [states, lastRuns, open] = await Promise.all([readStates(pool), readLastRuns(pool), countOpenLetters(pool)]);
  return declared.map((one) => {
    const state = states(one.id);
    const lastRun = lastRuns.get(one.id) ?? null;
    const shared = {
      ...{
        id: one.id,
        file: one.file.split('/').at(-1) ?? one.file,
        owner: ownerOf(one),
        lastRun,
        openDeadLetters: open.get(one.id) ?? 0,
      },
      ...{ paused: state.paused, cursor: state.cursor === null ? null : JSON.stringify(state.cursor) },
      liveFrom: state.liveFrom === undefined ? null : new Date(state.liveFrom).toISOString(),
      status: statusOf(one, state, lastRun),
    };
    if (!one.checked.ok) {
      const faults = one.checked.faults.slice(0, 50).map((fault) => ({ ...fault }));
      return {
        ...shared,
        title: one.id,
        tier: 0,
        kind: '',
        flow: null,
        everySeconds: null,
        nextAt: null,
        deliveries: null,
        faults,
      };
    }
    const { title, tier, kind, mapping, schedule } = one.checked.declaration;
    const next = dueAt(one, state, lastRun);
    return {
      ...{ ...shared, title, tier, kind, faults: [], flow: mapping?.flow ?? null, everySeconds: schedule?.everySeconds ?? null },
      nextAt: next === undefined ? null : new Date(next).toISOString(),
      deliveries: one.checked.connector.takesDeliveries === true ? hookPath(one.id) : null,
    };
  });
}

/** Where deliveries of a connection are sent. */
export const hookPath = (id: string) => `/hooks/${id}`;

function statusOf(
  { checked }: DeclaredConnection,
  { paused }: ConnectionState,
  lastRun: Connection['lastRun'],
): Connection['status'] {
  if (!checked.ok) return 'invalid';
  if (paused !== null) return 'paused';
  if (lastRun === null) return 'new';
  // The hour of deliveries that is not over yet is no run that somebody waits for.
  if (lastRun.cause === 'delivery' && lastRun.status === 'running') return 'ready';
  return lastRun.status === 'running' ? 'running' : lastRun.status === 'failed' ? 'failing' : 'ready';
}

/** When it is to run, by the machine's clock; `undefined`: not by itself. */
export function dueAt(
  { checked }: DeclaredConnection,
  { paused, notBefore }: ConnectionState,
  lastRun: Connection['lastRun'],
): number | undefined {
  if (!checked.ok || paused !== null || checked.connector.source === undefined) return undefined;
  const { schedule, mapping } = checked.declaration;
  if (schedule === undefined || mapping === undefined) return undefined;
  const last = lastRun === null ? Number.NEGATIVE_INFINITY : Date.parse(lastRun.startedAt);
  const due = Math.max(last + schedule.everySeconds * 1000, notBefore ?? Number.NEGATIVE_INFINITY);
  // What has never run is due since it is there.
  return due === Number.NEGATIVE_INFINITY ? 0 : due;
}

async function readNotices({ pool }: Throughline, id: string): Promise<ConnectionNotice[]> {
  const { rows } = await pool.query<Omit<ConnectionNotice, 'at'> & { readonly at: Date }>(
    'select at, code, path, before, after from throughline_server.connection_notice where connection = $1 order by at desc, id limit 100',
    [id],
  );
  return rows.map(({ at, ...notice }) => ({ at: at.toISOString(), ...notice }));
}
