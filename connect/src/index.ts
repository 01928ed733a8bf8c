export type { FileProgress } from './bytes.ts';
export type { ColumnKind } from './column-names.ts';
export { columnKinds } from './column-names.ts';
export type { ColumnProfile } from './column-profile.ts';
export { isEmptyText, profileColumns } from './column-profile.ts';
export type { DayFormat } from './column-values.ts';
export { dayFormats, emptyTexts, flagWords, readFormats } from './column-values.ts';
export type { AmountCell, ControlOptions, ControlTotal, ControlTotals, Unread } from './control-totals.ts';
export { controlTotals, readAmounts } from './control-totals.ts';
export type { CsvBatch, CsvOptions } from './csv-reader.ts';
export { readCsv } from './csv-reader.ts';
export type { CsvRow } from './csv-splitter.ts';
export { writeLogCsv } from './csv-writer.ts';
export type { ImportError, ImportErrorCode } from './errors.ts';
export { ImportFailure, importErrors } from './errors.ts';
export type { ExactAmount } from './exact-amount.ts';
export { addAmounts, amountText, exactAmount, isSameAmount, negated, noAmount } from './exact-amount.ts';
export type { ExportedEvent, ExportedEvents } from './exported-event.ts';
export type { FactRecord, ImportEvent, ImportFlow } from './fact-record.ts';
export type { ImportOptions, ImportProgress, WriteBatch } from './import-file.ts';
export { checkMapping, importFile } from './import-file.ts';
export type { ImportReport, RecordResult } from './import-report.ts';
export { Lanes } from './lanes.ts';
export type { ObjectType } from './log-table.ts';
export { logColumnNames } from './log-table.ts';
export type { TableLook } from './look-at-table.ts';
export { lookAtTable } from './look-at-table.ts';
export type { CsvMapping, Mapping, ValueMapping, XesMapping } from './mapping.ts';
export { publishedMappingSchema } from './mapping.ts';
export { readMapping } from './mapping-frame.ts';
export type { OcelEvent, OcelObject } from './ocel.ts';
export { readOcel } from './ocel.ts';
export { writeOcelJson } from './ocel-writer.ts';
export type { PlanMappingOptions, PlannedField } from './plan-mapping.ts';
export { eventColumns, fieldsOfPlan, keyField, mappingOfPlan, schemasOfPlan } from './plan-mapping.ts';
export type { TableTrace } from './plan-traces.ts';
export { tracesOfTable } from './plan-traces.ts';
export type { Recognised, RecognisedColumn, TableShape } from './recognise.ts';
export { recogniseColumns } from './recognise.ts';
export type {
  ReconciliationDeclaration,
  ReconciliationFault,
  SideName,
  SnapshotDeclaration,
} from './reconcile/declaration.ts';
export { checkReconciliation } from './reconcile/declaration.ts';
export { SnapshotError } from './reconcile/groups.ts';
export type { Break, BreakKind, Reconciliation, Stated } from './reconcile/reconcile.ts';
export { breakKinds, reconcile } from './reconcile/reconcile.ts';
export type { SnapshotRecord, UnreadRecord } from './reconcile/snapshot.ts';
export { isUnread, snapshotRecord } from './reconcile/snapshot.ts';
export { sortSnapshot } from './reconcile/sort-snapshot.ts';
export type { CurrencyTotals } from './reconcile/totals.ts';
export { chat } from './sink/chat.ts';
export { httpRequest } from './sink/http-request.ts';
export { webhookOut } from './sink/webhook-out.ts';
export type { MailOutcome, MailToSend, SmtpOptions, SmtpSink } from './smtp.ts';
export { smtpSink } from './smtp.ts';
export type { Auth, AuthKind } from './source/auth.ts';
export type { ConnectorErrorCode } from './source/connector-error.ts';
export { ConnectorError, connectorErrors } from './source/connector-error.ts';
export type { ContextOptions } from './source/context.ts';
export { openContext } from './source/context.ts';
export type {
  Connector,
  ConnectorContext,
  ConnectorMachine,
  EffectOutcome,
  EffectRequest,
  EffectSink,
  LookUpOutcome,
  SettingFault,
  Source,
  SourceBatch,
  Usage,
} from './source/contract.ts';
export { batchMax } from './source/contract.ts';
export type { CheckedDeclaration, DeclarationFault } from './source/declaration.ts';
export { ConnectionDeclaration, checkDeclaration, declarationSchema } from './source/declaration.ts';
export type { HttpAnswer, HttpClient, HttpLimits, HttpRequest } from './source/http-client.ts';
export type { Network } from './source/network.ts';
export type { Pace } from './source/pace.ts';
export { paceOf } from './source/pace.ts';
export type { MappedRecord, RecordMapper, RecordMapperOptions } from './source/record-mapping.ts';
export { RecordMapping, recordMapper } from './source/record-mapping.ts';
export type { DeadLetter, RunCounts, RunPorts, RunSourceOptions } from './source/run-source.ts';
export { nothingCounted, runSource, takeRecords } from './source/run-source.ts';
export type { SecretOptions, SecretReference, Secrets } from './source/secrets.ts';
export { secretsOf } from './source/secrets.ts';
export type { Drift, Shape } from './source/shape.ts';
export { driftOf, mergeShapes, ShapeReader } from './source/shape.ts';
export type { Delivery, VerifiedDelivery } from './source/signatures.ts';
export { signDelivery, verifyDelivery } from './source/signatures.ts';
export { airbyte } from './sources/airbyte.ts';
export { folder } from './sources/folder.ts';
export { httpJson } from './sources/http-json.ts';
export { imap } from './sources/imap.ts';
export { connectionKinds } from './sources/kinds.ts';
export { sftp } from './sources/sftp.ts';
export { sql } from './sources/sql.ts';
export { deliveredRecords, webhook } from './sources/webhook.ts';
export type { ColumnSuggestion, FileColumn, WantedColumn, WantedKind } from './suggest-columns.ts';
export { suggestColumns } from './suggest-columns.ts';
export type { PlannedColumn, PlannedTable, TableAnswers, TablePlan, TableQuestion } from './table-plan.ts';
export { isDateKind, planTable } from './table-plan.ts';
export type { TableAbout, TableBatch, TableFormat, TableOptions } from './table-reader.ts';
export { formatOfFile, readTable, tableAbout } from './table-reader.ts';
export type { Encoding } from './text-encoding.ts';
export { EncodingDetector, formatOf, writeAsUtf8 } from './text-encoding.ts';
export type { XesAttributes, XesEvent, XesTrace } from './xes-parser.ts';
export type { XesBatch } from './xes-reader.ts';
export { readXes } from './xes-reader.ts';
export { writeXes, xmlText } from './xes-writer.ts';
