export type { BackupRun } from './backup/manifest.ts';
export type { Restored, RestoreProgress, RestoreRequest } from './backup/restore.ts';
export { restore } from './backup/restore.ts';
export type { BackupRequest } from './backup/write-backup.ts';
export { backup } from './backup/write-backup.ts';
export { bucketCount, bucketOf, caseId, childId, isCaseId } from './case-id.ts';
export type { Client, Database, Query, Queryable } from './database.ts';
export { batchSettings } from './database.ts';
export type { CaseAddress, DispatchResult, FailureCode, Refusal, Submission } from './dispatch/submission.ts';
export { batchMax, failureCodes } from './dispatch/submission.ts';
export type { Distributed } from './distribute/distribute.ts';
export { distribute } from './distribute/distribute.ts';
export type { CircuitState } from './effects/circuit.ts';
export type { DestinationOf } from './effects/destination-of.ts';
export type {
  DeadEffect,
  DeadEffectPage,
  DeadEffectsQuery,
  Destination,
  EffectControls,
  Holding,
  Release,
} from './effects/effect-controls.ts';
export type { Machine } from './effects/perform-effects.ts';
export type { EffectToPerform, LookUpOutcome, Sink, SinkOutcome, Sinks } from './effects/sink.ts';
export type { Engine, EngineOptions } from './engine.ts';
export { createEngine } from './engine.ts';
export type { EraseRequest, ErasureControls } from './erasure/erase-family.ts';
export type { FindPersonalRequest, FoundPersonal } from './erasure/find-personal.ts';
export type { EngineErrorCode } from './errors.ts';
export { EngineBusyError, EngineError, engineErrors } from './errors.ts';
export { gathered } from './gathered.ts';
export type { ClockChoice } from './initialise.ts';
export { initialise } from './initialise.ts';
export type { SubmitOptions, WorkClass } from './lanes.ts';
export type { CaseQuery, CaseSelection, Comparison, Filter } from './lists/case-query.ts';
export { foldedText } from './lists/folded-text.ts';
export type { CasePage } from './lists/list-cases.ts';
export type { SearchHit, SearchRequest, SearchScope } from './lists/search-cases.ts';
export type { Total, TotalOptions, Totals } from './lists/total-cases.ts';
export type { LogControls, LogFamily } from './log/log-controls.ts';
export type { LogPlace, LogQuery, LogSelection, Seen } from './log/log-query.ts';
export { logPageMax } from './log/log-query.ts';
export type { LogEntry, LogPage } from './log/read-log.ts';
export type { Stretch } from './log/walk-sql.ts';
export { migrate } from './migrate.ts';
export type { AgainCause, EngineEvent, LoopName, Observer, SubmissionTrace } from './observer.ts';
export { loopNames } from './observer.ts';
export type { Kept, RetentionControls, Retired, RetireRequest } from './retention/retire.ts';
export type { Anchor } from './seals/anchor.ts';
export { anchorOf, fileAnchor, postAnchor, readAnchorFile } from './seals/anchor.ts';
export type { ExportOptions } from './seals/export-log.ts';
export { exportLog } from './seals/export-log.ts';
export type { KeepSealingOptions } from './seals/keep-sealing.ts';
export type { Seal, SignedSeal } from './seals/seal.ts';
export type { SealControls, Sealing } from './seals/seal-controls.ts';
export type { Signer } from './seals/signer.ts';
export { isSealKey, newSealKey, signerOf } from './seals/signer.ts';
export type {
  CalendarSetting,
  ParameterSetting,
  SettingChanged,
  SettingControls,
} from './settings/setting-changes.ts';
export type { Moment } from './settings/settings.ts';
export type { Settled, SettleOptions, TravelOptions, TravelProgress } from './settle.ts';
export type { EffectCount, EffectStatus, EffectView } from './sql/effects.ts';
export type { ReleaseDecision } from './sql/flow-versions.ts';
export type { MigrationRefusal, MigrationRun } from './sql/migration-runs.ts';
export type { PilotRecord } from './sql/pilots.ts';
export type { QuarantineView } from './sql/quarantine.ts';
export type { CaseView, Counts, EntityCounts, LinkView } from './sql/read-cases.ts';
export type { CalendarDecision, ParameterDecision } from './sql/read-decisions.ts';
export type { EventView } from './sql/read-events.ts';
export type { Gauges } from './sql/read-gauges.ts';
export { countMax as gaugeMax } from './sql/read-gauges.ts';
export type { RetentionView } from './sql/retention.ts';
export type { SweepView } from './sql/sweeps.ts';
export type { ApprovedMapping, MappingRow } from './sql/version-mappings.ts';
export type { ChangedFlow, ShippedFlow, UnreadableFlow } from './upgrade/changed-flows.ts';
export type { MigrationStep } from './upgrade/migration-steps.ts';
export type { PlannedMigration, PlanRequest, Rehearsal, UpgradePlan } from './upgrade/plan-upgrade.ts';
export { planUpgrade } from './upgrade/plan-upgrade.ts';
export type { OutsideSeal, SealExpectations } from './verify/check-seal.ts';
export type { LogFinding, LogFindingCode } from './verify/finding.ts';
export { logFindingCodes } from './verify/finding.ts';
export type { CaseReplay, ReplayDifference, ReplaySurroundings } from './verify/replay-case.ts';
export { replayCase } from './verify/replay-case.ts';
export type { ExportVerdict, VerifyExportOptions } from './verify/verify-export.ts';
export { verifyExport } from './verify/verify-export.ts';
export type { LogVerdict, VerifyOptions } from './verify/verify-log.ts';
export { verifyLog } from './verify/verify-log.ts';
export type { SealsVerdict } from './verify/verify-seals.ts';
export type { VersionControls } from './versions/controls.ts';
export type { Deployed, DeployOptions } from './versions/deploy.ts';
export type { Way } from './versions/mapping.ts';
export type { MigrationOrder } from './versions/migrate-cases.ts';
export type { Arm, PilotPlan, RolledBack } from './versions/pilots.ts';
export type { MigrationPreview, PreviewRequest, RefusalForecast, StateForecast } from './versions/preview-migration.ts';
export type { Decided, VersionName } from './versions/release.ts';
export type { WorkerOptions, Workers } from './workers.ts';
