import { caseRoutes } from './cases.ts';
import { flowRoutes } from './flows.ts';
import { homeRoutes } from './home.ts';
import { houseRoutes } from './house.ts';
import { importRoutes } from './imports.ts';
import { viewRoutes, workRoutes } from './work.ts';

/** Every operation, by `<method> <path under /api/v1>`. */
export const routes = {
  ...houseRoutes,
  ...flowRoutes,
  ...caseRoutes,
  ...workRoutes,
  ...viewRoutes,
  ...homeRoutes,
  ...importRoutes,
} as const;

export type Routes = typeof routes;
export type RouteKey = keyof Routes;

export type HouseRoute = keyof typeof houseRoutes;
export type FlowRoute = keyof typeof flowRoutes;
export type CaseRoute = keyof typeof caseRoutes;
export type WorkRoute = keyof typeof workRoutes;
export type ViewRoute = keyof typeof viewRoutes;
export type HomeRoute = keyof typeof homeRoutes;
export type ImportRoute = keyof typeof importRoutes;

export const apiPrefix = '/api/v1';
/** As whom a request acts, in the demo: the id of one of its people. */
export const actAsHeader = 'throughline-act-as';
