export type {
  Account,
  AdminAct,
  ApiKey,
  Delegation,
  HeldRole,
  LinkFor,
  OneTimeLink,
  RefusedAttempt,
  Session,
  SessionRow,
  SignedIn,
} from './access.ts';
export type {
  Action,
  CaseDetail,
  CaseEvent,
  CaseName,
  CaseRow,
  Child,
  CommandResult,
  Deadline,
  LadderView,
  Standing,
} from './cases.ts';
export type {
  CoverageRow,
  DocumentRow,
  ImpactView,
  SystemDetail,
  SystemDiagram,
  SystemGap,
  SystemRow,
} from './catalogue.ts';
export type {
  ChangeContentView,
  ChangeProposal,
  ContentDraft,
  ContentFinding,
  ContentFlow,
  ContentIntegration,
  ContentMetric,
  ContentMoves,
  ContentParameter,
  ContentPicture,
  ContentSubject,
  ContentView,
  FlowDocument,
} from './change-contents.ts';
export type {
  CalendarEntry,
  ChangeCalendar,
  ChangeConflict,
  ChangeRight,
  ChangeRow,
  ChangeView,
  DecisionRow,
  ReleasePackage,
} from './changes.ts';
export type { Client, ClientOptions, RequestOf, RequestOptions, ResultOf } from './client.ts';
export { ApiProblem, ApiUnreachable, createClient } from './client.ts';
export type {
  Connection,
  ConnectionCredential,
  ConnectionDetail,
  ConnectionFailure,
  ConnectionNotice,
  ConnectionPreview,
  ConnectionRun,
  DeadLetterView,
  FactsTaken,
  RecordError,
  RefusedDeliveries,
} from './connections.ts';
export { FactToTake } from './connections.ts';
export type {
  ActionStep,
  BucketStep,
  CauseRow,
  Diagnosis,
  DiagnosisCase,
  DiagnosisQuestion,
  DiagnosisRow,
  PatternRow,
  PatternStep,
  SampleStep,
  SentencePart,
  StageStep,
  StepName,
} from './diagnoses.ts';
export type { ExceptionBucket, ExceptionOverview } from './exceptions.ts';
export type {
  EdgeActivity,
  FlowActivity,
  FlowBehaviour,
  FlowDifference,
  FlowException,
  FlowField,
  FlowListItem,
  FlowParameter,
  FlowVersion,
  LadderRules,
  Length,
  RoleName,
  StateActivity,
  Transition,
} from './flow-views.ts';
export type { Column, FlowDetail, FlowHead, FlowState, FormField } from './flows.ts';
export { hiddenText } from './hidden.ts';
export type { Broke, Change, Grain, Home, MetricHead, MetricTile, Risk } from './home.ts';
export type { Clock, Door, Doors, Me, Person, Travelled } from './house.ts';
export type { ColumnChoice, Import, ImportField, Preview, PreviewRow, RowError, Suggestion, Upload } from './imports.ts';
export type {
  AnswersTold,
  BusinessCase,
  PlanDetail,
  PlanItemView,
  PlanView,
  RequestCoaching,
  RequestDetail,
  RequestView,
  RoadmapEntry,
  SimilarRequest,
} from './intake.ts';
export { RequestToAsk } from './intake.ts';
export type {
  AutomationView,
  FailureGroupView,
  IntegrationDay,
  IntegrationFailureRow,
  IntegrationRun,
  IntegrationView,
  ReplayResult,
  RunsTaken,
} from './integrations.ts';
export { RunToTake } from './integrations.ts';
export type { Jobs } from './jobs.ts';
export type { LogDetail, LogEvent, LogFacets } from './log.ts';
export { logExportMax } from './log.ts';
export type { Annotation, MetricParts, MetricSeries, MetricSql, MetricVersion, SeriesPoint } from './metric-series.ts';
export type {
  MinedActivity,
  MinedCase,
  MinedDeviation,
  MinedEdge,
  MinedMoney,
  MinedVariant,
  Mining,
  MiningTable,
} from './mining.ts';
export type { Notification, NotificationKind, NotificationPreferences, NotificationWay } from './notifications.ts';
export { openApiDocument } from './openapi.ts';
export type { Database, FieldKind, Money, Value } from './primitives.ts';
export type { ProblemCode, ProblemDocument, ProblemKind } from './problems.ts';
export { ProblemDocument as ProblemSchema, problemCodes, problems } from './problems.ts';
export type { Receivables } from './receivables.ts';
export type { BreakAge, ReconciliationBreak, ReconciliationRun, ReconciliationView } from './reconciliations.ts';
export type { BodyOf, Method, ParamsOf, QueryOf, ResponseOf, Route } from './route.ts';
export type {
  AccessRoute,
  CaseRoute,
  CatalogueRoute,
  ChangeContentRoute,
  ChangeRoute,
  ConnectionRoute,
  DiagnosisRoute,
  ExceptionRoute,
  FlowRoute,
  HomeRoute,
  HouseRoute,
  ImportRoute,
  IntakeRoute,
  IntegrationRoute,
  JobRoute,
  LogRoute,
  MetricSeriesRoute,
  MiningRoute,
  NotificationRoute,
  ReceivableRoute,
  ReconciliationRoute,
  RouteKey,
  Routes,
  ScorecardRoute,
  ServiceRoute,
  ViewRoute,
  WorkRoute,
} from './routes.ts';
export { actAsHeader, apiPrefix, routes } from './routes.ts';
export type { Scorecard, ScorecardRow, WatchRow } from './scorecard.ts';
export type { CorrectiveActionRow, IncidentRoom, IncidentRow, ProblemRow, ServiceView } from './service.ts';
export type {
  ControlTotal,
  FileTotals,
  FirstNumbers,
  FlowChoices,
  FlowDraft,
  FlowFit,
  Placement,
  RecognisedColumn,
  Recognition,
  Retraction,
  TableQuestion,
  TotalsCheck,
} from './table-imports.ts';
export type { ColumnKind, TablePlan } from './table-plan.ts';
export type { Decision, SavedView, Task } from './work.ts';
