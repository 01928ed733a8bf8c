import type { Upgraded } from '@throughline/server';
import type { Locale } from './locale.ts';
import { shown } from './table.ts';

type Plan = Upgraded['plan'];

/** What an upgrade would do, or did. */
export function upgradeLines({ plan, done }: Upgraded, locale: Locale): readonly string[] {
  const { schema, migrations } = plan;
  const isNothing = migrations.length === 0 && plan.flows.length === 0;
  if (done !== undefined)
    return [
      schema.from === schema.to
        ? `The database is of this release already (schema ${schema.to}).`
        : `The database has come from schema ${schema.from} to ${schema.to}.`,
      'Verify it: throughline log verify --decide',
    ];
  return [
    schema.from === 0
      ? `The database is empty; this release has schema ${schema.to}.`
      : `The database has schema ${schema.from}; this release has ${schema.to}.`,
    ...sizeLines(plan, locale),
    ...migrations.flatMap((migration) => migrationLines(migration, locale)),
    ...rehearsalLines(plan, locale),
    ...plan.flows.flatMap((flow) => flowLines(flow, locale)),
    ...plan.unreadable.map(
      ({ flow, version, error }) =>
        `Version ${version} of the flow ${shown(flow)} CANNOT BE RUN by this release: ${shown(error)}`,
    ),
    '',
    isNothing
      ? 'There is nothing to do.'
      : 'Nothing was changed. Before the upgrade: stop all servers and back up by the release that runs now (docs/guide/upgrade.md).',
  ];
}

function sizeLines({ tables }: Plan, locale: Locale): readonly string[] {
  const largest = tables.filter(({ rows }) => rows > 0).slice(0, 5);
  if (largest.length === 0) return [];
  const said = largest.map(
    ({ table, rows, bytes }) => `${table} ${locale.count(rows)} rows, ${locale.decimal(bytes / 2 ** 20, 1)} MB`,
  );
  return [`Largest tables: ${said.join('; ')}.`];
}

function migrationLines({ number, summary, steps, tookMs }: Plan['migrations'][number], locale: Locale): readonly string[] {
  const took = tookMs === undefined ? '' : ` (${locale.decimal(tookMs / 1000, tookMs < 1000 ? 3 : 1)} s)`;
  // What it does to a table several times is said once.
  const alike = Map.groupBy(steps, ({ table, does }) => `${table}: ${does}`);
  return [
    '',
    `Migration ${number}${took}: ${summary}`,
    ...[...alike].flatMap(([said, [step, ...more]]) => {
      if (step === undefined) return [];
      const times = more.length === 0 ? '' : `, ${more.length + 1} times`;
      const size = step.isLong ? `, ${locale.count(step.rows)} rows` : '';
      const wait = step.locks === 'nothing' ? 'its rows are locked' : `no ${step.locks.replace(' and ', ' or ')} meanwhile`;
      return [`  ${said}${times}${size}; ${wait}`];
    }),
  ];
}

function rehearsalLines({ rehearsal, migrations }: Plan, locale: Locale): readonly string[] {
  if (rehearsal === undefined || migrations.length === 0) return [];
  if (rehearsal.outcome === 'passed')
    return ['', `All of it was tried here in ${locale.decimal(rehearsal.tookMs / 1000, 2)} s, and taken back.`];
  if (rehearsal.outcome === 'busy')
    return [
      '',
      `It could not be tried, as somebody uses the tables (${shown(rehearsal.error)}): stop the servers, or try again.`,
    ];
  return ['', `It was tried and FAILED, and so would the upgrade: ${shown(rehearsal.error)}`];
}

function flowLines({ flow, from, changes, running, stranded }: Plan['flows'][number], locale: Locale): readonly string[] {
  if (from === undefined) return ['', `The flow ${shown(flow)} is new.`];
  return [
    '',
    `The flow ${shown(flow)} changes from version ${from} to ${from + 1}; ${locale.count(running)} running cases keep theirs.`,
    ...changes.map((change) => `  ${shown(change)}`),
    ...stranded.map(({ why, cases }) => `  ${locale.count(cases)} could not be migrated as they are: ${shown(why)}`),
  ];
}
