export type { CaseIdentity, CaseRecord, ChildCount, Clocks, LadderClock, Millis, Pause, PendingApproval, Standing } from './case.ts';
export type {
  Applied,
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
} from './decision.ts';
export { refusalCodes } from './decision.ts';
export * from './definition/fields.ts';
export type * from './definition/flow.ts';
export { FlowDefinition as FlowSchema } from './definition/flow.ts';
export type { Actor, Command, Context, DeadlineReached, Fact, Input, Message, Source } from './input.ts';
export type { Json, JsonObject } from './json.ts';
export { canonical, findUnstorable, isJsonObject, mergePatch } from './json.ts';

// Authoring and the checker.
export type { BuiltInEvent, BuiltInException } from './built-in.ts';
export { builtInEvents, builtInExceptions } from './built-in.ts';
export type { FlowAuthoring, ParameterOptions } from './define-flow.ts';
export { days, defineFlow, hours, mail } from './define-flow.ts';
export type { Pack } from './define-pack.ts';
export { definePack } from './define-pack.ts';

// Metrics.
export type { MetricFinding, MetricName } from './define-metric.ts';
export { checkMetric, defineMetric, MetricDefinitionError, metricNames, parseMetric } from './define-metric.ts';
export type {
  CaseCondition,
  CaseSelection,
  CasesFormula,
  DaysSalesOutstandingFormula,
  DurationFormula,
  EventCondition,
  EventsFormula,
  FormulaKind,
  MetricDefinition,
  MetricFormula,
  MetricUnit,
  Moment,
  ShareFormula,
  SimpleCondition,
  SumFormula,
} from './definition/metric.ts';
export { MetricDefinition as MetricSchema } from './definition/metric.ts';
