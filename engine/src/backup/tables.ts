/**
 * What a backup does with each table of the engine. `log`: rows of a seal's events. `state`: all of it with each run. `derived`: made anew
 * from the log. `local`: of this cluster, or of no use elsewhere.
 */
export const tableRoles: Readonly<Record<string, 'log' | 'state' | 'derived' | 'local'>> = {
  event: 'log',
  receipt: 'log',
  effect: 'log',
  link: 'log',
  seal: 'log',
  retired_event: 'log',
  clock: 'state',
  flow_version: 'state',
  release_decision: 'state',
  parameter: 'state',
  calendar: 'state',
  pilot: 'state',
  version_mapping: 'state',
  migration_run: 'state',
  migration_refusal: 'state',
  source: 'state',
  retention: 'state',
  effect_hold: 'state',
  case_: 'derived',
  case_data: 'derived',
  list_field: 'derived',
  list_rebuild: 'local',
  quarantine: 'local',
  sweep: 'local',
  destination: 'local',
  log_numbering: 'local',
  migration: 'local',
  restore: 'local',
};

export const stateTables: readonly string[] = Object.entries(tableRoles).flatMap(([name, role]) =>
  role === 'state' ? [`throughline.${name}`] : [],
);

/** A name that can stand in a statement as it is. */
export function isTableName(name: string): boolean {
  return /^[a-z_][a-z0-9_]{0,62}\.[a-z_][a-z0-9_]{0,62}$/.test(name);
}
