import { type ImportRoute, type RouteKey, routes } from '@throughline/api';
import type { CsvHandlers, Handlers } from './handler.ts';
import { caseCsv, caseHandlers } from './handlers/cases.ts';
import { flowHandlers } from './handlers/flows.ts';
import { homeCsv, homeHandlers } from './handlers/home.ts';
import { houseHandlers } from './handlers/house.ts';
import { viewHandlers } from './handlers/views.ts';
import { workCsv, workHandlers } from './handlers/work.ts';
import { HttpProblem } from './problem.ts';

/** A stream of events is no answer: it is served by itself. */
export type AnsweredRoute = Exclude<RouteKey, 'GET /{database}/stream'>;

const importHandlers = Object.fromEntries(
  Object.keys(routes).map((name) => [name, () => Promise.reject(new HttpProblem('route-unknown', `${name} is not there yet`))]),
) as unknown as Handlers<ImportRoute>;

/** A route without a handler does not compile. */
export const handlers: Handlers<AnsweredRoute> = {
  ...importHandlers,
  ...houseHandlers,
  ...flowHandlers,
  ...caseHandlers,
  ...workHandlers,
  ...viewHandlers,
  ...homeHandlers,
};

export const csvHandlers: Partial<CsvHandlers<RouteKey>> = { ...caseCsv, ...workCsv, ...homeCsv };
