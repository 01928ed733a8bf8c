import type { FlowDefinition, MigrationDefinition } from '@throughline/language';
import type { EngineError } from '../errors.ts';
import { type ReleaseDecision, readReleaseDecisions } from '../sql/flow-versions.ts';
import { type MigrationRefusal, type MigrationRun, readRuns } from '../sql/migration-runs.ts';
import { type PilotRecord, readPilots } from '../sql/pilots.ts';
import { type ApprovedMapping, type MappingRow, readMapping } from '../sql/version-mappings.ts';
import { type Deployed, type DeployOptions, deployFlows } from './deploy.ts';
import { storeMapping, type Way } from './mapping.ts';
import { type MigrationOrder, type MigrationParts, migrateCases, readMigration } from './migrate-cases.ts';
import {
  type Arm,
  beginPilot,
  checkPilot,
  type PilotPlan,
  previewRollBack,
  promotePilot,
  type RolledBack,
  readArms,
  rollBackPilot,
} from './pilots.ts';
import { type MigrationPreview, type PreviewRequest, previewMigration } from './preview-migration.ts';
import { type Decided, releaseVersion, type VersionName, withdrawVersion } from './release.ts';

/** Which versions newborn cases run, and how those that exist come to another one and back. */
export interface VersionControls {
  /** Makes definitions new versions of their flows, in force from an instant on; what is deployed already stays as it is. */
  deploy(definitions: readonly FlowDefinition[], options: DeployOptions): Promise<readonly Deployed[]>;
  /** Lets newborn cases run a deployed version from an instant on. */
  release(decision: VersionName & Decided & { readonly from?: DeployOptions['from'] }): Promise<{ readonly releasedAt: number }>;
  /** Takes a release back: newborn cases run the one before. Cases that run it go on. */
  withdraw(decision: VersionName & Decided): Promise<{ readonly inForce: number }>;
  /** Releases and withdrawals of a flow, the latest first. */
  releases(flow: string): Promise<readonly ReleaseDecision[]>;
  /** Keeps how the cases of one version go on under another, and how they come back; what would strand cases is refused. */
  storeMapping(migration: MigrationDefinition, decided: Decided): Promise<MappingRow>;
  mapping(way: Way): Promise<ApprovedMapping | undefined>;
  /** What a migration would make of every case of a version now; writes nothing. */
  previewMigration(request: PreviewRequest): Promise<MigrationPreview>;
  /** Takes the running cases of a version to another one, or back; goes on where it stopped. */
  migrateCases(order: MigrationOrder): Promise<MigrationRun>;
  /** A migration as it stands, with the cases that stayed where they were. */
  migration(run: number, after?: string): Promise<MigrationRun & { readonly refusals: readonly MigrationRefusal[] }>;
  migrations(flow: string): Promise<readonly MigrationRun[]>;
  /** Tries versions of some flows together on a part of the newborn cases. */
  beginPilot(plan: PilotPlan): Promise<PilotRecord>;
  /** What would keep it from beginning now; writes nothing. */
  checkPilot(plan: PilotPlan): Promise<EngineError | undefined>;
  /** Releases a pilot's versions. */
  promotePilot(decision: Decided & { readonly name: string }): Promise<PilotRecord>;
  /** Ends a pilot and takes its running cases back. */
  rollBackPilot(
    order: { readonly name: string } & Pick<MigrationOrder, 'actor' | 'reason' | 'signal' | 'onProgress'>,
  ): Promise<readonly RolledBack[]>;
  previewRollBack(name: string): Promise<Readonly<Record<string, MigrationPreview>>>;
  pilots(): Promise<readonly PilotRecord[]>;
  /** How many cases were born to a pilot and beside it, and where they stand. */
  pilotArms(name: string): Promise<readonly Arm[]>;
}

export function versionControls(migrating: MigrationParts): VersionControls {
  const { parts, database } = migrating;
  return {
    deploy: (definitions, options) => deployFlows(database, definitions, options),
    release: (decision) => releaseVersion(database, decision),
    withdraw: (decision) => withdrawVersion(database, decision),
    releases: (flow) => readReleaseDecisions(database, flow),
    storeMapping: (migration, decided) => storeMapping(database, migration, decided),
    mapping: (way) => readMapping(database, way),
    previewMigration: (request) => previewMigration(parts, database, request),
    migrateCases: (order) => migrateCases(migrating, order),
    migration: (run, after) => readMigration(database, run, after),
    migrations: (flow) => readRuns(database, flow),
    beginPilot: (plan) => beginPilot(database, plan),
    checkPilot: (plan) => checkPilot(database, plan),
    promotePilot: (decision) => promotePilot(database, decision),
    rollBackPilot: (order) => rollBackPilot(migrating, order),
    previewRollBack: (name) => previewRollBack(parts, database, name),
    pilots: () => readPilots(database),
    pilotArms: (name) => readArms(database, name),
  };
}
