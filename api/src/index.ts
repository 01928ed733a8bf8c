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
export type { Client, ClientOptions, RequestOf, RequestOptions, ResultOf } from './client.ts';
export { ApiProblem, ApiUnreachable, createClient } from './client.ts';
export type { Column, FlowDetail, FlowHead, FlowState, FormField } from './flows.ts';
export type { Broke, Change, Home, MetricHead, MetricTile, Risk } from './home.ts';
export type { Clock, Door, Doors, Me, Person, Travelled } from './house.ts';
export type { ColumnChoice, Import, ImportField, Preview, PreviewRow, RowError, Suggestion, Upload } from './imports.ts';
export { openApiDocument } from './openapi.ts';
export type { Database, FieldKind, Money, Value } from './primitives.ts';
export type { ProblemCode, ProblemDocument, ProblemKind } from './problems.ts';
export { ProblemDocument as ProblemSchema, problemCodes, problems } from './problems.ts';
export type { BodyOf, Method, ParamsOf, QueryOf, ResponseOf, Route } from './route.ts';
export type {
  CaseRoute,
  FlowRoute,
  HomeRoute,
  HouseRoute,
  ImportRoute,
  RouteKey,
  Routes,
  ViewRoute,
  WorkRoute,
} from './routes.ts';
export { actAsHeader, apiPrefix, routes } from './routes.ts';
export type { Decision, SavedView, Task } from './work.ts';
