import type { ConnectionDeclaration } from '@throughline/connect';
import type { JsonObject, Millis } from '@throughline/language';
import { declaredConnections } from '../connections/declarations.ts';
import type { Throughline } from '../throughline.ts';
import type { DeclaredVolume } from './declared-volume.ts';
import { type Registered, readRegister } from './register.ts';
import { recentDays, untoldDays } from './run-table.ts';
import { dayMs, dayOf } from './tell-days.ts';
import { monitor } from './tell-failure.ts';

/*
 * Connections that are declared here are integrations like any other: they register themselves, and what their own run log, dead letters and notices say is taken
 * over.
 */

const tiers = ['critical', 'important', 'minor'] as const;
const patterns: Readonly<Record<string, string>> = {
  ...{ webhook: 'webhook', 'webhook-out': 'webhook', folder: 'file', sftp: 'file', sql: 'database', airbyte: 'etl' },
};
const entity = 'company';
const reviewedWithinDays = 365;
/** A schedule by the second is watched by the minute, and so late it is not missed yet. */
const toleranceMin = 5;

/** What a declaration says of its integration. */
function declaredIn({ title, owner, tier, schedule }: ConnectionDeclaration): JsonObject {
  const everyMinutes = schedule === undefined ? undefined : Math.max(1, Math.ceil(schedule.everySeconds / 60));
  return {
    ...{ title, owner, tier: tiers[tier - 1] ?? 'minor' },
    ...(everyMinutes === undefined ? {} : { everyMinutes, toleranceMinutes: Math.max(toleranceMin, everyMinutes) }),
  };
}

/**
 * Registers what is declared, tells what changed of it, and takes over runs, dead letters and changes of records. Returns how many records they are to bring, by
 * connection, where they declare it.
 */
export async function takeOwnRuns(throughline: Throughline): Promise<ReadonlyMap<string, DeclaredVolume>> {
  const declared = (await declaredConnections(throughline.env)).flatMap(({ checked }) =>
    checked.ok ? [checked.declaration] : [],
  );
  if (declared.length === 0) return new Map();
  const { now } = await throughline.engine.clock();
  const register = new Map((await readRegister(throughline)).map((one) => [one.name, one]));
  for (const declaration of declared) await registerOne(throughline, declaration, { known: register.get(declaration.id), now });
  const ids = declared.map(({ id }) => id);
  await copyRuns(throughline, ids);
  await copyLetters(throughline, ids);
  await keepQuiet(throughline, ids);
  await tellDrift(throughline, ids, register);
  return new Map(
    declared.flatMap(({ id, expectedVolume }): [string, DeclaredVolume][] =>
      expectedVolume === undefined ? [] : [[id, expectedVolume]],
    ),
  );
}

async function registerOne(
  { engine }: Throughline,
  declaration: ConnectionDeclaration,
  { known, now }: { readonly known: Registered | undefined; readonly now: Millis },
): Promise<void> {
  const { id, kind, mapping, budget } = declaration;
  const says = declaredIn(declaration);
  const submit = (type: string, data: JsonObject, to: string, key: string) =>
    engine.submit({
      case: { flow: 'integration', entity: to, key: id },
      input: { kind: 'command', type, data, actor: monitor },
      receipt: { source: 'integrations', key },
    });
  if (known === undefined) {
    const isSink = mapping === undefined;
    await submit(
      'register',
      {
        ...{ name: id, ...says, pattern: patterns[kind] ?? 'api', moves: mapping?.flow ?? 'messages' },
        ...(isSink ? { source: 'Throughline', target: declaration.title } : { source: declaration.title, target: 'Throughline' }),
        ...(budget?.requestsPerMinute === undefined ? {} : { budget: `${budget.requestsPerMinute} requests a minute` }),
        reviewOn: dayOf(now + reviewedWithinDays * dayMs),
      },
      entity,
      `${id} register`,
    );
    return;
  }
  const { data, seq } = known.found;
  if (known.state !== 'live' || Object.entries(says).every(([name, value]) => data[name] === value)) return;
  const { name: _, everyMinutes: __, ...kept } = data;
  await submit('change', { ...kept, ...says }, known.entity, `${id} change ${seq}`);
}

/** Runs that have ended; one that was stopped goes on with the next. What was forgotten since its day was told does not come again. */
async function copyRuns({ pool }: Throughline, ids: readonly string[]): Promise<void> {
  await pool.query(
    `insert into throughline_server.integration_run
      (integration, run, started_at, ended_at, status, records, records_failed, error_class, message, digest, told_by)
      select connection, id::text, started_at, ended_at,
        case when status = 'failed' then 'failed' when (counts->>'deadLetters')::int8 > 0 then 'partial' else 'success' end,
        (counts->>'records')::int8, least((counts->>'records')::int8, (counts->>'deadLetters')::int8),
        left(failure->>'code', 120), left(nullif(failure->>'message', ''), 1000), encode(sha256(id::text::bytea), 'hex'), 'connection'
      from throughline_server.connection_run c where connection = any($1) and status in ('done', 'failed')
        and not exists (select from throughline_server.integration_run r where r.integration = c.connection and r.run = c.id::text)
        and started_at > clock_timestamp() - make_interval(days => $3)
        and (started_at > clock_timestamp() - make_interval(days => $2) or not exists (select from throughline_server.integration_day d
          where d.integration = c.connection and d.day = (c.started_at at time zone 'UTC')::date))
      on conflict do nothing`,
    [ids, recentDays, untoldDays],
  );
  // A run that failed as a whole is one failure; what it could not take record by record are its dead letters.
  await pool.query(
    `insert into throughline_server.integration_failure (integration, run, record, at, outcome, error_class, is_history)
      select integration, run, run, started_at, 'failed', coalesce(error_class, 'unspecified'), false from throughline_server.integration_run r
      where integration = any($1) and told_by = 'connection' and status = 'failed' and started_at > clock_timestamp() - interval '30 days'
      on conflict do nothing`,
    [ids],
  );
}

/** A dead letter is a record that was rejected, until it is taken again or discarded. */
async function copyLetters({ pool }: Throughline, ids: readonly string[]): Promise<void> {
  await pool.query(
    `insert into throughline_server.integration_failure (integration, record, at, outcome, error_class)
      select connection, id::text, first_at, 'rejected', left(coalesce(nullif(concat_ws(' ', errors->0->>'code', nullif(errors->0->>'field', '')), ''), 'rejected'), 120)
      from throughline_server.dead_letter where connection = any($1) and status = 'open' on conflict do nothing`,
    [ids],
  );
  await pool.query(
    `update throughline_server.integration_failure f set settled_as = case d.status when 'replayed' then 'done' else 'discarded' end,
        settled_at = d.settled_at, proof = case d.status when 'replayed' then 'taken again by ' else 'discarded by ' end || d.settled_by
      from throughline_server.dead_letter d where f.integration = any($1) and f.outcome = 'rejected' and f.settled_at is null
        and d.connection = f.integration and d.id::text = f.record and d.status <> 'open'`,
    [ids],
  );
}

/** The silence of one that is paused is meant. */
async function keepQuiet({ pool, engine }: Throughline, ids: readonly string[]): Promise<void> {
  const { now } = await engine.clock();
  await pool.query(
    `insert into throughline_server.integration_watch (integration, quiet_until)
      select id, to_timestamp($2::float8 / 1000) from throughline_server.connection where id = any($1) and paused_at is not null
      on conflict (integration) do update set quiet_until = excluded.quiet_until`,
    [ids, now],
  );
}

const driftsMax = 20;

/** What changed in the records that nobody had announced, once. */
async function tellDrift(
  { pool, engine }: Throughline,
  ids: readonly string[],
  register: ReadonlyMap<string, Registered>,
): Promise<void> {
  const { rows } = await pool.query<{ connection: string; until: Date; what: readonly string[] }>(
    `select n.connection, max(n.at) as until, array_agg(n.code || ' ' || n.path || ': ' || n.before || ', now ' || n.after order by n.at, n.id) as what
      from throughline_server.connection_notice n left join throughline_server.integration_watch w on w.integration = n.connection
      where n.connection = any($1) and n.code in ('field-vanished', 'type-changed') and (w.notices_until is null or n.at > w.notices_until)
      group by n.connection`,
    [ids],
  );
  for (const { connection, until, what } of rows) {
    const known = register.get(connection);
    // One that is registered just now is told of it at the next look.
    if (known === undefined) continue;
    await engine.submit({
      case: { flow: 'integration', entity: known.entity, key: connection },
      input: {
        kind: 'command',
        type: 'drift',
        data: { what: what.slice(0, driftsMax).join('; ').slice(0, 2000) },
        actor: monitor,
      },
      receipt: { source: 'integrations', key: `${connection} drift ${until.toISOString()}` },
    });
    await pool.query(
      `insert into throughline_server.integration_watch (integration, notices_until) values ($1, $2)
        on conflict (integration) do update set notices_until = excluded.notices_until`,
      [connection, until],
    );
  }
}
