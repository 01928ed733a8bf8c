import { accessRoutes } from './access.ts';
import { caseRoutes } from './cases.ts';
import { catalogueRoutes } from './catalogue.ts';
import { changeContentRoutes } from './change-contents.ts';
import { changeRoutes } from './changes.ts';
import { connectionRoutes } from './connections.ts';
import { diagnosisRoutes } from './diagnoses.ts';
import { exceptionRoutes } from './exceptions.ts';
import { flowViewRoutes } from './flow-views.ts';
import { flowRoutes } from './flows.ts';
import { homeRoutes } from './home.ts';
import { houseRoutes } from './house.ts';
import { importRoutes } from './imports.ts';
import { intakeRoutes } from './intake.ts';
import { integrationRoutes } from './integrations.ts';
import { jobRoutes } from './jobs.ts';
import { logRoutes } from './log.ts';
import { metricSeriesRoutes } from './metric-series.ts';
import { miningRoutes } from './mining.ts';
import { notificationRoutes } from './notifications.ts';
import { receivableRoutes } from './receivables.ts';
import { reconciliationRoutes } from './reconciliations.ts';
import { scorecardRoutes } from './scorecard.ts';
import { serviceRoutes } from './service.ts';
import { tableImportRoutes } from './table-imports.ts';
import { viewRoutes, workRoutes } from './work.ts';

/** Every operation, by `<method> <path under /api/v1>`. */
export const routes = {
  ...houseRoutes,
  ...accessRoutes,
  ...flowRoutes,
  ...flowViewRoutes,
  ...caseRoutes,
  ...changeContentRoutes,
  ...changeRoutes,
  ...workRoutes,
  ...viewRoutes,
  ...homeRoutes,
  ...importRoutes,
  ...tableImportRoutes,
  ...connectionRoutes,
  ...reconciliationRoutes,
  ...integrationRoutes,
  ...catalogueRoutes,
  ...intakeRoutes,
  ...notificationRoutes,
  ...jobRoutes,
  ...logRoutes,
  ...exceptionRoutes,
  ...receivableRoutes,
  ...diagnosisRoutes,
  ...metricSeriesRoutes,
  ...scorecardRoutes,
  ...serviceRoutes,
  ...miningRoutes,
} as const;

export type Routes = typeof routes;
export type RouteKey = keyof Routes;

export type HouseRoute = keyof typeof houseRoutes;
export type AccessRoute = keyof typeof accessRoutes;
export type FlowRoute = keyof typeof flowRoutes | keyof typeof flowViewRoutes;
export type CaseRoute = keyof typeof caseRoutes;
export type CatalogueRoute = keyof typeof catalogueRoutes;
export type ChangeContentRoute = keyof typeof changeContentRoutes;
export type ChangeRoute = keyof typeof changeRoutes;
export type WorkRoute = keyof typeof workRoutes;
export type ViewRoute = keyof typeof viewRoutes;
export type HomeRoute = keyof typeof homeRoutes;
export type ImportRoute = keyof typeof importRoutes | keyof typeof tableImportRoutes;
export type ConnectionRoute = keyof typeof connectionRoutes;
export type ReconciliationRoute = keyof typeof reconciliationRoutes;
export type IntegrationRoute = keyof typeof integrationRoutes;
export type ServiceRoute = keyof typeof serviceRoutes;
export type IntakeRoute = keyof typeof intakeRoutes;
export type ExceptionRoute = keyof typeof exceptionRoutes;
export type ReceivableRoute = keyof typeof receivableRoutes;
export type LogRoute = keyof typeof logRoutes;
export type JobRoute = keyof typeof jobRoutes;
export type DiagnosisRoute = keyof typeof diagnosisRoutes;
export type MetricSeriesRoute = keyof typeof metricSeriesRoutes;
export type ScorecardRoute = keyof typeof scorecardRoutes;
export type MiningRoute = keyof typeof miningRoutes;
export type NotificationRoute = keyof typeof notificationRoutes;

export const apiPrefix = '/api/v1';
/** As whom a request acts, in the demo: the id of one of its people. */
export const actAsHeader = 'throughline-act-as';
