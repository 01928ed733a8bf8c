export type { Departure, Origin, OriginRequest, Verdict } from './baseline/departure.ts';
export { departureOf, latestOver, mainLine, originOf } from './baseline/departure.ts';
export type { ChangedPart } from './baseline/part.ts';
export type { Bucket, BucketResult } from './diagnosis/buckets.ts';
export { flowsAround } from './diagnosis/buckets.ts';
export type { Cause, Causes } from './diagnosis/causes.ts';
export type { DataRow, Dataset } from './diagnosis/dataset.ts';
export type { Diagnosis, DiagnosisVerdict } from './diagnosis/diagnose.ts';
export { casesLookedAt, diagnose } from './diagnosis/diagnose.ts';
export { casesOfNumber, NumberUnknownError } from './diagnosis/numbers.ts';
export { findPattern } from './diagnosis/pattern/find-pattern.ts';
export type {
  CaseAttribute,
  CaseTable,
  Pattern,
  PatternOptions,
  PatternVerdict,
  PatternWhole,
  Segment,
  SegmentCondition,
  SegmentVerdict,
} from './diagnosis/pattern/pattern.ts';
export type { PatternResult } from './diagnosis/pattern-step.ts';
export type { Proposal } from './diagnosis/proposals.ts';
export { causeNote, proposalsOf } from './diagnosis/proposals.ts';
export type { Choices, DiagnosisContext, DiagnosisQuestion, KnownChange, Period } from './diagnosis/question.ts';
export type { SampleResult } from './diagnosis/samples.ts';
export type { SentencePart } from './diagnosis/sentence.ts';
export { spoken } from './diagnosis/sentence.ts';
export type { StageResult } from './diagnosis/stage.ts';
export type { StageCase } from './diagnosis/stage-part.ts';
export { casesOfStage } from './diagnosis/stage-part.ts';
export { summariesOf } from './diagnosis/summaries.ts';
export type { DraftNames, NamingOptions } from './draft/definition.ts';
export type { Draft, DraftMeasures, DraftOptions, DraftShape, RarePath } from './draft/draft-flow.ts';
export { DraftRequestError, draftFlow, draftShapes, readableMax } from './draft/draft-flow.ts';
export type { DraftEvent, DraftLog, DraftTrace, GatherOptions, TraceSource } from './draft/draft-log.ts';
export { gatherLog } from './draft/draft-log.ts';
export type { Fitness } from './draft/measure.ts';
export type { Suggestion } from './draft/suggestions.ts';
export { withSuggestions } from './draft/suggestions.ts';
export { tracesOf } from './draft/traces-of.ts';
export type { Alert, AlertMember, AlertOptions, WatchedSeries } from './expectation/alerts.ts';
export { alertsOf } from './expectation/alerts.ts';
export type { Expectation, ExpectationOptions, SeriesKind, SeriesPoint } from './expectation/expectation.ts';
export { expectationOf } from './expectation/expectation.ts';
export type { MetricExport } from './export/export-metrics.ts';
export { exportMetrics } from './export/export-metrics.ts';
export { metricView } from './export/sql-views.ts';
export { yaml } from './export/yaml.ts';
export type { MetricCalendars } from './metric/calendar-tables.ts';
export type { CaseBehind, CasesBehind, CasesRequest } from './metric/cases-behind.ts';
export { casesBehind } from './metric/cases-behind.ts';
export type { CompiledMetric, SeriesRequest, Window } from './metric/compile.ts';
export { compileMetric, compileSeries } from './metric/compile.ts';
export type { Decomposition, DecompositionRequest, MetricPart } from './metric/decomposition.ts';
export type { MetricResult, MetricSegment, MetricValue } from './metric/measure.ts';
export { measure } from './metric/measure.ts';
export { decomposeInOneCurrency } from './metric/one-currency.ts';
export { decompose } from './metric/parts.ts';
export type { MetricRequest, MetricRequestCode } from './metric/request.ts';
export { MetricRequestError } from './metric/request.ts';
export type { SeenCases } from './metric/seen-cases.ts';
export type { CasesOf, CasesOfPage, MinedCase } from './mining/cases-of.ts';
export { casesOf } from './mining/cases-of.ts';
export type { EventSource, FileLog, FileLogOptions, LoadedEvent } from './mining/file-log.ts';
export { openFileLog } from './mining/file-log.ts';
export type { HandoverBy } from './mining/handovers.ts';
export type { MiningOptions } from './mining/mine.ts';
export { directlyFollows, mine } from './mining/mine.ts';
export type { AmountFields } from './mining/money.ts';
export type {
  Between,
  Bottleneck,
  CaseDurations,
  Conformance,
  Deviation,
  DirectlyFollows,
  Handover,
  MinedActivity,
  MinedMoney,
  MiningReport,
  Move,
  Variant,
} from './mining/report.ts';
export type { MiningSelection } from './mining/selection.ts';
export { MiningRequestError } from './mining/selection.ts';
export { type ParquetRequest, writeLogParquet } from './mining/write-parquet.ts';
export { bucketCount, logColumnList, logColumns } from './projection/columns.ts';
export type { Duck, DuckOptions } from './projection/duck.ts';
export { openDuck } from './projection/duck.ts';
export type { ProjectionStatus } from './projection/projection.ts';
export { LogReadError, type LogReadErrorCode } from './reader/errors.ts';
export { bookkeepingTypes } from './reader/log-activities.ts';
export type { EventSelection, Freshness, LogEvent, LogReader } from './reader/log-reader.ts';
export type { ParquetReader, ParquetReaderOptions } from './reader/parquet-log-reader.ts';
export { parquetReader, writeSums } from './reader/parquet-log-reader.ts';
export type { LogReaderOptions } from './reader/postgres-log-reader.ts';
export { logReader } from './reader/postgres-log-reader.ts';
export type { ProjectionReader, ProjectionReaderOptions } from './reader/projection-log-reader.ts';
export { projectionReader } from './reader/projection-log-reader.ts';
export type { MetricSeries, MetricSeriesRequest, PeriodValue, SeriesLine, SeriesPeriod } from './series/metric-series.ts';
export { expectedAs, metricSeries } from './series/metric-series.ts';
export type { Grain } from './series/periods.ts';
export { freezesAt, periodStart, periodsUntil } from './series/periods.ts';
export { type MetricRow, metricRows } from './warehouse/metric-rows.ts';
export type { WarehouseScope } from './warehouse/rows.ts';
export { type WarehouseColumn, type WarehouseTable, warehouseSchema, warehouseTables } from './warehouse/schema.ts';
export {
  WarehouseError,
  type WarehouseErrorCode,
  type WarehouseRequest,
  type WarehouseWritten,
  writeWarehouse,
} from './warehouse/write-warehouse.ts';
