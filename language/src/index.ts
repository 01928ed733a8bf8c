export type { CaseAction } from './actions.ts';
export { caseActions } from './actions.ts';
export { actorAt, actsFor } from './actor-at.ts';
export type { BuiltInEvent, BuiltInException, KernelRole } from './built-in.ts';
export {
  builtInEvents,
  builtInExceptions,
  eventsOfMerged,
  eventsOfRetracted,
  kernelRoles,
  kernelStates,
  mergedState,
  retractedState,
} from './built-in.ts';
export { addBusinessDays, addOpenTime, businessDaysAfter, isBusinessDay, openBetween, openings } from './business-time.ts';
export type { Calendar, DayNumber } from './calendar.ts';
export { calendarOf, dayNumber, dayOf, formatDay, instantOf, parseDay } from './calendar.ts';
export type {
  CaseIdentity,
  CaseRecord,
  ChildCount,
  Clocks,
  LadderClock,
  Millis,
  Pause,
  PendingApproval,
  Standing,
} from './case.ts';
export type { FindingCode, FindingSeverity } from './checker/catalogue.ts';
export { findingCatalogue } from './checker/catalogue.ts';
export { checkFlow } from './checker/check-flow.ts';
export { checkPack } from './checker/check-pack.ts';
export type { Finding } from './checker/finding.ts';
export type { CheckOptions } from './checker/subject.ts';
export type { WatchSurroundings } from './checker/watches.ts';
export { checkWatch } from './checker/watches.ts';
export { compileCalendar } from './compile/compile-calendar.ts';
export { compileFlow } from './compile/compile-flow.ts';
export type { CompiledData, CompiledEvent, CompiledFlow, CompiledListed, DataError, ListedKind } from './compile/compiled.ts';
export { currencyDigits } from './currency.ts';
export type { Deadline } from './deadlines/explain.ts';
export { deadlines, rungLengthText } from './deadlines/explain.ts';
export { addDuration, calendarOfCase, durationText } from './deadlines/length.ts';
export { nextDueAt } from './deadlines/next-due.ts';
export type { Approvers } from './decide/approvers.ts';
export { approversOf, declaredApproval } from './decide/approvers.ts';
export { openChildren } from './decide/children.ts';
export { applyPatch, decide } from './decide/decide.ts';
export type { Subject } from './decide/draft.ts';
export { computedFields } from './decide/readings.ts';
export type {
  Applied,
  CallPayload,
  CallReply,
  CasePatch,
  ChildInput,
  Decision,
  Deviation,
  EffectDraft,
  EventDraft,
  EventKind,
  EventOutcome,
  Ignored,
  LinkDraft,
  RefusalCode,
  Refused,
  Reply,
} from './decision.ts';
export { refusalCodes } from './decision.ts';
export type { CalendarRules, DayRule, DefinedCalendar, WindowRule } from './define-calendar.ts';
export { defineCalendar } from './define-calendar.ts';
export type { FlowAuthoring, ParameterOptions } from './define-flow.ts';
export { businessDays, businessHours, call, days, defineFlow, hours, mail, minutes } from './define-flow.ts';
// Metrics.
export { defineMetric, MetricDefinitionError, parseMetric } from './define-metric.ts';
export type {
  Pack,
  PackHome,
  PackLeakage,
  PackMoney,
  PackReceivables,
  PackRisk,
  PackSamples,
  SampleField,
} from './define-pack.ts';
export { definePack, homeMetricsMax } from './define-pack.ts';
export { defineWatch, watchScope } from './define-watch.ts';
export type { CalendarDefinition, Weekday } from './definition/calendar.ts';
export type { FieldOptions } from './definition/fields.ts';
export {
  Currency,
  Day,
  Decimal,
  Email,
  Fields,
  Flag,
  Instant,
  Integer,
  List,
  Money,
  OneOf,
  Optional,
  Text,
} from './definition/fields.ts';
export type * from './definition/flow.ts';
export { FlowDefinition as FlowSchema } from './definition/flow.ts';
export type { LengthBranch } from './definition/lengths.ts';
export { branchesOf } from './definition/lengths.ts';
export type * from './definition/metric.ts';
export { MetricDefinition as MetricSchema, metricGroups } from './definition/metric.ts';
export type { CaseMapping, MigrationDefinition } from './definition/migration.ts';
export { publishedMigrationSchema } from './definition/migration.ts';
export { publishedFlowSchema } from './definition/published-schema.ts';
export type { Cadence, CasesQuestion, MetricQuestion, UnexpectedQuestion, WatchDefinition } from './definition/watch.ts';
export { publishedWatchSchema } from './definition/watch.ts';
export type { ChangeDirection, ChangePart, ChangeWeight, FlowChange } from './diff/change.ts';
export { changeParts } from './diff/change.ts';
export { checkMigration } from './diff/check-migration.ts';
export type { FlowDiff } from './diff/diff-flows.ts';
export { diffFlows } from './diff/diff-flows.ts';
export type { MetricShift, MetricShiftKind } from './diff/metric-shifts.ts';
export { metricShiftKinds, metricShifts } from './diff/metric-shifts.ts';
export type { CaseMigration, MigrationRefusalCode } from './diff/migrate-case.ts';
export { migrateCase, migrateCaseBack, migrationRefusals } from './diff/migrate-case.ts';
export { proposeMigration } from './diff/propose-migration.ts';
export type { RenamedState } from './diff/renamed-states.ts';
export type { StrandCondition } from './diff/strand-condition.ts';
export { isStranded } from './diff/strand-condition.ts';
export type { Strand } from './diff/strands.ts';
export { strandedCases } from './diff/strands.ts';
export type { EffectAction } from './effect-actions.ts';
export { effectActions } from './effect-actions.ts';
export type { Expression, ExpressionCheck } from './expression/expression.ts';
export { checkExpression, compileExpression, ExpressionError } from './expression/expression.ts';
export { formatMoney } from './expression/functions.ts';
export type { Actor, Command, Context, DeadlineReached, Deputy, Fact, Input, Message, Source } from './input.ts';
export type { Json, JsonObject } from './json.ts';
export { canonical, findUnstorable, isJsonObject, mergePatch } from './json.ts';
export { exceptionFlow, kernelFlows, taskFlow } from './kernel-flows.ts';
export type { LadderView } from './ladder-views.ts';
export { ladderView } from './ladder-views.ts';
export type { ListedField } from './listed-fields.ts';
export { historicRung, listedFields, rungReached } from './listed-fields.ts';
export type { MetricFinding, MetricFindingCode } from './metric-check.ts';
export { checkMetric } from './metric-check.ts';
export type { MetricFlow, MetricName, SourceEvent } from './metric-names.ts';
export { metricFlows, metricNames, sourceEvents } from './metric-names.ts';
export type { TargetStanding } from './metric-target.ts';
export { targetStanding } from './metric-target.ts';
export type {
  ParameterChange,
  ParameterChangeOptions,
  ParameterRevision,
  ParametersInForce,
  ParameterTimeline,
} from './parameter-values.ts';
export { checkParameterChange, parametersAt } from './parameter-values.ts';
export type { EventData } from './personal.ts';
export { joinPersonal, splitPersonal } from './personal.ts';
// Flows as graphs and in words, without what draws them.
export type { Arrow, FlowGraph, StateNode, Way } from './pictures/graph.ts';
export { graphOf, startNode } from './pictures/graph.ts';
export { approversText, guardText, rungWhen } from './pictures/wording.ts';
export type { Replay, Replayed, ReplayStep } from './replay.ts';
export { replay } from './replay.ts';
export type { Answer, CallAnswer } from './reply.ts';
export { callMessage, replyMessage } from './reply.ts';
export type { Newborn } from './segment.ts';
export { compileSegment, segmentFault } from './segment.ts';
// Definitions as texts.
export type { Place } from './source/place.ts';
export { placesIn } from './source/place.ts';
export type { ReadDefinition, SourceFormat } from './source/read-definition.ts';
export { readDefinition, sourceLengthMax } from './source/read-definition.ts';
export type { SourceFaultCode } from './source/source-fault.ts';
export { sourceFaults } from './source/source-fault.ts';
export { segmentsOf } from './source/source-node.ts';
export type { StartAction } from './start-actions.ts';
export { startActions } from './start-actions.ts';
export { eventTitle, exceptionTitle, fieldTitle, inWords, ladderTitle, roleTitle, rungTitle, stateTitle } from './titles.ts';
export type { FieldClass, Readers, Scope, Visibility } from './visibility.ts';
export { fieldClasses, readersOf, rolesNamed, visibility } from './visibility.ts';
export type { WatchFact } from './watch-fact.ts';
export { watchFacts } from './watch-fact.ts';
