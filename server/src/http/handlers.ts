import type { RouteKey } from '@throughline/api';
import type { CsvHandlers, Handlers } from './handler.ts';
import { accessCsv, accessHandlers } from './handlers/access.ts';
import { caseCsv, caseHandlers } from './handlers/cases.ts';
import { catalogueCsv, catalogueHandlers } from './handlers/catalogue.ts';
import { changeContentHandlers } from './handlers/change-contents.ts';
import { changeCsv, changeHandlers } from './handlers/changes.ts';
import { connectionCsv, connectionHandlers } from './handlers/connections.ts';
import { diagnosisCsv, diagnosisHandlers } from './handlers/diagnoses.ts';
import { exceptionCsv, exceptionHandlers } from './handlers/exceptions.ts';
import { flowCsv, flowHandlers } from './handlers/flows.ts';
import { homeCsv, homeHandlers } from './handlers/home.ts';
import { houseHandlers } from './handlers/house.ts';
import { importCsv, importHandlers } from './handlers/imports.ts';
import { intakeCsv, intakeHandlers } from './handlers/intake.ts';
import { integrationCsv, integrationHandlers } from './handlers/integrations.ts';
import { jobHandlers } from './handlers/jobs.ts';
import { logCsv, logHandlers } from './handlers/log.ts';
import { metricSeriesCsv, metricSeriesHandlers } from './handlers/metric-series.ts';
import { miningCsv, miningHandlers } from './handlers/mining.ts';
import { notificationCsv, notificationHandlers } from './handlers/notifications.ts';
import { receivableCsv, receivableHandlers } from './handlers/receivables.ts';
import { reconciliationCsv, reconciliationHandlers } from './handlers/reconciliations.ts';
import { scorecardCsv, scorecardHandlers } from './handlers/scorecard.ts';
import { serviceCsv, serviceHandlers } from './handlers/service.ts';
import { viewHandlers } from './handlers/views.ts';
import { workCsv, workHandlers } from './handlers/work.ts';

/** A stream of events is no answer: it is served by itself. */
export type AnsweredRoute = Exclude<RouteKey, 'GET /{database}/stream'>;

/** A route without a handler does not compile. */
export const handlers: Handlers<AnsweredRoute> = {
  ...houseHandlers,
  ...accessHandlers,
  ...flowHandlers,
  ...caseHandlers,
  ...changeContentHandlers,
  ...changeHandlers,
  ...workHandlers,
  ...viewHandlers,
  ...homeHandlers,
  ...importHandlers,
  ...connectionHandlers,
  ...reconciliationHandlers,
  ...integrationHandlers,
  ...catalogueHandlers,
  ...intakeHandlers,
  ...logHandlers,
  ...exceptionHandlers,
  ...receivableHandlers,
  ...diagnosisHandlers,
  ...metricSeriesHandlers,
  ...scorecardHandlers,
  ...serviceHandlers,
  ...miningHandlers,
  ...notificationHandlers,
  ...jobHandlers,
};

/** Nor does one that is to answer as CSV, and has no lines. */
export const csvHandlers: CsvHandlers<RouteKey> = {
  ...flowCsv,
  ...accessCsv,
  ...changeCsv,
  ...caseCsv,
  ...workCsv,
  ...homeCsv,
  ...importCsv,
  ...connectionCsv,
  ...reconciliationCsv,
  ...integrationCsv,
  ...catalogueCsv,
  ...intakeCsv,
  ...logCsv,
  ...exceptionCsv,
  ...receivableCsv,
  ...diagnosisCsv,
  ...metricSeriesCsv,
  ...scorecardCsv,
  ...serviceCsv,
  ...miningCsv,
  ...notificationCsv,
};
