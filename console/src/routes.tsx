import { createRootRoute, createRoute, createRouter, lazyRouteComponent, notFound } from '@tanstack/react-router';
import { readAccountSearch } from './pages/account/search.ts';
import { readAdminSearch } from './pages/admin/search.ts';
import { readCalendarSearch } from './pages/calendar/search.ts';
import { readCaseSearch } from './pages/case/search.ts';
import { readCasesSearch } from './pages/cases/search.ts';
import { readChangesSearch } from './pages/changes/search.ts';
import { readConnectionSearch } from './pages/connection/search.ts';
import { readConnectionsSearch } from './pages/connections/search.ts';
import { readDiagnosesSearch } from './pages/diagnoses/search.ts';
import { readDiagnosisSearch } from './pages/diagnosis/search.ts';
import { readExceptionsSearch } from './pages/exceptions/search.ts';
import { readFlowSearch } from './pages/flow/search.ts';
import { readFlowsSearch } from './pages/flows/search.ts';
import { readHomeSearch } from './pages/home/search.ts';
import { readImportSearch } from './pages/import/search.ts';
import { readIncidentsSearch } from './pages/incidents/search.ts';
import { readIntakeSearch } from './pages/intake/search.ts';
import { readIntegrationSearch } from './pages/integration/search.ts';
import { readIntegrationsSearch } from './pages/integrations/search.ts';
import { readLogSearch } from './pages/log/search.ts';
import { readMetricSearch } from './pages/metric/search.ts';
import { readNotificationsSearch } from './pages/notifications/search.ts';
import { readProposeSearch } from './pages/propose/search.ts';
import { readReceivablesSearch } from './pages/receivables/search.ts';
import { readRoadmapSearch } from './pages/roadmap/search.ts';
import { readServiceSearch } from './pages/service/search.ts';
import { readSignInSearch } from './pages/sign-in/search.ts';
import { readSystemSearch } from './pages/system/search.ts';
import { readSystemsSearch } from './pages/systems/search.ts';
import { readTasksSearch } from './pages/tasks/search.ts';
import { parseSearch, stringifySearch } from './search.ts';
import { CompanyShell } from './shell/company-shell.tsx';
import { NotFound, NotFoundPage } from './shell/not-found.tsx';
import { PageError } from './shell/page-error.tsx';
import { Root } from './shell/root.tsx';

/*
 * Every address of the console. A page is a module of its own, loaded when it is opened; what its address may hold is read by
 * its `search.ts`, which is small and loaded with the routes.
 */

const root = createRootRoute({ component: Root, notFoundComponent: NotFoundPage, errorComponent: PageError });

const doors = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('./doors/doors-page.tsx'), 'DoorsPage'),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: readSignInSearch,
  component: lazyRouteComponent(() => import('./pages/sign-in/page.tsx'), 'SignInPage'),
});

const company = createRoute({
  getParentRoute: () => root,
  path: '/$database',
  component: CompanyShell,
  notFoundComponent: NotFound,
  params: {
    parse: ({ database }) => ({ database: database === 'demo' ? ('demo' as const) : ('main' as const) }),
    stringify: ({ database }) => ({ database }),
  },
  beforeLoad: ({ location }) => {
    if (!/^\/(main|demo)(\/|$)/.test(location.pathname)) throw notFound({ routeId: '__root__' });
  },
});

const home = createRoute({
  getParentRoute: () => company,
  path: '/',
  validateSearch: readHomeSearch,
  component: lazyRouteComponent(() => import('./pages/home/page.tsx'), 'HomePage'),
});

const cases = createRoute({
  getParentRoute: () => company,
  path: '/cases/$flow',
  validateSearch: readCasesSearch,
  component: lazyRouteComponent(() => import('./pages/cases/page.tsx'), 'CasesPage'),
});

const oneCase = createRoute({
  getParentRoute: () => company,
  path: '/case/$caseId',
  validateSearch: readCaseSearch,
  component: lazyRouteComponent(() => import('./pages/case/page.tsx'), 'CasePage'),
});

const proposing = createRoute({
  getParentRoute: () => company,
  path: '/flows/$flow/propose',
  validateSearch: readProposeSearch,
  component: lazyRouteComponent(() => import('./pages/propose/page.tsx'), 'ProposePage'),
});

const tasks = createRoute({
  getParentRoute: () => company,
  path: '/tasks',
  validateSearch: readTasksSearch,
  component: lazyRouteComponent(() => import('./pages/tasks/page.tsx'), 'TasksPage'),
});

const notifications = createRoute({
  getParentRoute: () => company,
  path: '/notifications',
  validateSearch: readNotificationsSearch,
  component: lazyRouteComponent(() => import('./pages/notifications/page.tsx'), 'NotificationsPage'),
});

const account = createRoute({
  getParentRoute: () => company,
  path: '/account',
  validateSearch: readAccountSearch,
  component: lazyRouteComponent(() => import('./pages/account/page.tsx'), 'AccountPage'),
});

const admin = createRoute({
  getParentRoute: () => company,
  path: '/admin',
  validateSearch: readAdminSearch,
  component: lazyRouteComponent(() => import('./pages/admin/page.tsx'), 'AdminPage'),
});

const importing = createRoute({
  getParentRoute: () => company,
  path: '/import',
  validateSearch: readImportSearch,
  component: lazyRouteComponent(() => import('./pages/import/page.tsx'), 'ImportPage'),
});

const metric = createRoute({
  getParentRoute: () => company,
  path: '/metrics/$metric',
  validateSearch: readMetricSearch,
  component: lazyRouteComponent(() => import('./pages/metric/page.tsx'), 'MetricPage'),
});

const scorecard = createRoute({
  getParentRoute: () => company,
  path: '/scorecard',
  component: lazyRouteComponent(() => import('./pages/scorecard/page.tsx'), 'ScorecardPage'),
});

const diagnoses = createRoute({
  getParentRoute: () => company,
  path: '/diagnoses',
  validateSearch: readDiagnosesSearch,
  component: lazyRouteComponent(() => import('./pages/diagnoses/page.tsx'), 'DiagnosesPage'),
});

const diagnosis = createRoute({
  getParentRoute: () => company,
  path: '/diagnoses/$caseId',
  validateSearch: readDiagnosisSearch,
  component: lazyRouteComponent(() => import('./pages/diagnosis/page.tsx'), 'DiagnosisPage'),
});

const flows = createRoute({
  getParentRoute: () => company,
  path: '/flows',
  validateSearch: readFlowsSearch,
  component: lazyRouteComponent(() => import('./pages/flows/page.tsx'), 'FlowsPage'),
});

const flow = createRoute({
  getParentRoute: () => company,
  path: '/flows/$flow',
  validateSearch: readFlowSearch,
  component: lazyRouteComponent(() => import('./pages/flow/page.tsx'), 'FlowPage'),
});

const exceptions = createRoute({
  getParentRoute: () => company,
  path: '/exceptions',
  validateSearch: readExceptionsSearch,
  component: lazyRouteComponent(() => import('./pages/exceptions/page.tsx'), 'ExceptionsPage'),
});

const receivables = createRoute({
  getParentRoute: () => company,
  path: '/receivables',
  validateSearch: readReceivablesSearch,
  component: lazyRouteComponent(() => import('./pages/receivables/page.tsx'), 'ReceivablesPage'),
});

const log = createRoute({
  getParentRoute: () => company,
  path: '/log',
  validateSearch: readLogSearch,
  component: lazyRouteComponent(() => import('./pages/log/page.tsx'), 'LogPage'),
});

const intake = createRoute({
  getParentRoute: () => company,
  path: '/intake',
  validateSearch: readIntakeSearch,
  component: lazyRouteComponent(() => import('./pages/intake/page.tsx'), 'IntakePage'),
});

const request = createRoute({
  getParentRoute: () => company,
  path: '/intake/$request',
  component: lazyRouteComponent(() => import('./pages/request/page.tsx'), 'RequestPage'),
});

const roadmap = createRoute({
  getParentRoute: () => company,
  path: '/roadmap',
  validateSearch: readRoadmapSearch,
  component: lazyRouteComponent(() => import('./pages/roadmap/page.tsx'), 'RoadmapPage'),
});

const integrations = createRoute({
  getParentRoute: () => company,
  path: '/integrations',
  validateSearch: readIntegrationsSearch,
  component: lazyRouteComponent(() => import('./pages/integrations/page.tsx'), 'IntegrationsPage'),
});

const integration = createRoute({
  getParentRoute: () => company,
  path: '/integrations/$integration',
  validateSearch: readIntegrationSearch,
  component: lazyRouteComponent(() => import('./pages/integration/page.tsx'), 'IntegrationPage'),
});

const incidents = createRoute({
  getParentRoute: () => company,
  path: '/incidents',
  validateSearch: readIncidentsSearch,
  component: lazyRouteComponent(() => import('./pages/incidents/page.tsx'), 'IncidentsPage'),
});

const incident = createRoute({
  getParentRoute: () => company,
  path: '/incidents/$number',
  component: lazyRouteComponent(() => import('./pages/incident/page.tsx'), 'IncidentPage'),
});

const service = createRoute({
  getParentRoute: () => company,
  path: '/service',
  validateSearch: readServiceSearch,
  component: lazyRouteComponent(() => import('./pages/service/page.tsx'), 'ServicePage'),
});

const systems = createRoute({
  getParentRoute: () => company,
  path: '/systems',
  validateSearch: readSystemsSearch,
  component: lazyRouteComponent(() => import('./pages/systems/page.tsx'), 'SystemsPage'),
});

const system = createRoute({
  getParentRoute: () => company,
  path: '/systems/$system',
  validateSearch: readSystemSearch,
  component: lazyRouteComponent(() => import('./pages/system/page.tsx'), 'SystemPage'),
});

const connections = createRoute({
  getParentRoute: () => company,
  path: '/connections',
  validateSearch: readConnectionsSearch,
  component: lazyRouteComponent(() => import('./pages/connections/page.tsx'), 'ConnectionsPage'),
});

const connection = createRoute({
  getParentRoute: () => company,
  path: '/connections/$connection',
  validateSearch: readConnectionSearch,
  component: lazyRouteComponent(() => import('./pages/connection/page.tsx'), 'ConnectionPage'),
});

const reconciliations = createRoute({
  getParentRoute: () => company,
  path: '/reconciliations',
  component: lazyRouteComponent(() => import('./pages/reconciliations/page.tsx'), 'ReconciliationsPage'),
});

const reconciliation = createRoute({
  getParentRoute: () => company,
  path: '/reconciliations/$reconciliation',
  component: lazyRouteComponent(() => import('./pages/reconciliation/page.tsx'), 'ReconciliationPage'),
});

const changes = createRoute({
  getParentRoute: () => company,
  path: '/changes',
  validateSearch: readChangesSearch,
  component: lazyRouteComponent(() => import('./pages/changes/page.tsx'), 'ChangesPage'),
});

const change = createRoute({
  getParentRoute: () => company,
  path: '/changes/$number',
  component: lazyRouteComponent(() => import('./pages/change/page.tsx'), 'ChangePage'),
});

const calendar = createRoute({
  getParentRoute: () => company,
  path: '/calendar',
  validateSearch: readCalendarSearch,
  component: lazyRouteComponent(() => import('./pages/calendar/page.tsx'), 'CalendarPage'),
});

const release = createRoute({
  getParentRoute: () => company,
  path: '/releases/$number',
  component: lazyRouteComponent(() => import('./pages/release/page.tsx'), 'ReleasePage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    doors,
    signIn,
    company.addChildren([
      home,
      cases,
      oneCase,
      tasks,
      notifications,
      account,
      admin,
      importing,
      metric,
      scorecard,
      diagnoses,
      diagnosis,
      flows,
      flow,
      proposing,
      exceptions,
      receivables,
      log,
      intake,
      request,
      roadmap,
      changes,
      change,
      calendar,
      release,
      integrations,
      integration,
      incidents,
      incident,
      service,
      systems,
      system,
      connections,
      connection,
      reconciliations,
      reconciliation,
    ]),
  ]),
  parseSearch,
  stringifySearch,
  scrollRestoration: true,
  scrollToTopSelectors: ['#main'],
  defaultErrorComponent: PageError,
  defaultPreload: 'intent',
  // The old page stays until the new one can be shown.
  defaultPendingMs: 1_000_000,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
