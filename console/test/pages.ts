/** A page as it is pictured and looked at; its owner adds what else there is to see. */
export interface PicturedPage {
  readonly name: string;
  /** `data`: in the simulated company. `empty`: in a company that has not begun. `error`: what the page itself reads fails. */
  readonly states: readonly ('data' | 'empty' | 'error')[];
  /** The address within a company, such as `/tasks`; `ask` reads the API of that company, to find a case. */
  readonly path: (ask: Ask) => Promise<string> | string;
  /** Outside of a company: `path` is the whole address. */
  readonly outside?: true;
}

/** Answers GET requests: `ask('/cases?flow=invoice')`. */
export type Ask = (path: string) => Promise<{ readonly items: readonly Readonly<Record<string, unknown>>[] }>;

const everyState = ['data', 'empty', 'error'] as const;

export const picturedPages: readonly PicturedPage[] = [
  { name: 'doors', states: ['data'], outside: true, path: () => '/' },
  { name: 'home', states: everyState, path: () => '' },
  { name: 'tasks', states: everyState, path: () => '/tasks' },
  { name: 'team-tasks', states: ['data'], path: () => '/tasks?show=team' },
  { name: 'rungs', states: ['data'], path: () => '/tasks?show=rungs&flow=invoice&ladder=dunning' },
  { name: 'notifications', states: everyState, path: () => '/notifications' },
  { name: 'account', states: ['data', 'empty'], path: () => '/account' },
  { name: 'admin', states: ['empty', 'error'], path: () => '/admin' },
  { name: 'admin-jobs', states: ['empty', 'error'], path: () => '/admin?show=jobs' },
  { name: 'admin-acts', states: ['empty', 'error'], path: () => '/admin?show=acts' },
  { name: 'sign-in', states: ['data'], outside: true, path: () => '/sign-in' },
  { name: 'notification-preferences', states: ['data', 'error'], path: () => '/notifications?show=preferences' },
  { name: 'cases', states: everyState, path: () => '/cases/invoice?open=true' },
  { name: 'cases-board', states: ['data'], path: () => '/cases/invoice?open=true&as=board' },
  { name: 'cases-peek', states: ['data'], path: async (ask) => `/cases/invoice?open=true&peek=${await aCase(ask)}` },
  { name: 'case', states: ['data', 'error'], path: async (ask) => `/case/${await aCase(ask)}` },
  { name: 'metric', states: everyState, path: async (ask) => `/metrics/${String((await ask('/metrics')).items[0]?.['id'])}` },
  { name: 'scorecard', states: everyState, path: () => '/scorecard' },
  { name: 'diagnoses', states: everyState, path: () => '/diagnoses' },
  { name: 'flows', states: everyState, path: () => '/flows' },
  { name: 'flow', states: everyState, path: () => '/flows/invoice' },
  { name: 'flow-state', states: ['data'], path: () => '/flows/invoice?at=sent' },
  { name: 'flow-system', states: ['data', 'error'], path: () => '/flows/invoice?tab=system' },
  { name: 'flow-exceptions', states: ['data', 'error'], path: () => '/flows/invoice?tab=exceptions' },
  { name: 'flow-automation', states: ['data', 'error'], path: () => '/flows/invoice?tab=automation' },
  { name: 'flow-metrics', states: ['data', 'error'], path: () => '/flows/invoice?tab=metrics' },
  { name: 'flow-mining', states: ['data', 'error'], path: () => '/flows/invoice?tab=mining' },
  { name: 'propose', states: everyState, path: () => '/flows/invoice/propose' },
  { name: 'propose-definition', states: ['data', 'error'], path: () => '/flows/invoice/propose?show=definition' },
  { name: 'exceptions', states: everyState, path: () => '/exceptions' },
  { name: 'receivables', states: everyState, path: () => '/receivables' },
  { name: 'log', states: everyState, path: () => '/log' },
  { name: 'log-event', states: ['data'], path: async (ask) => `/log?event=${await anEvent(ask)}` },
  { name: 'import', states: ['empty', 'error'], path: () => '/import' },
  { name: 'intake', states: everyState, path: () => '/intake' },
  { name: 'intake-ask', states: ['data'], path: () => '/intake?show=ask' },
  { name: 'intake-triage', states: ['data'], path: () => '/intake?show=triage' },
  { name: 'intake-decisions', states: ['data'], path: () => '/intake?show=decisions' },
  {
    name: 'request',
    states: ['data', 'error'],
    path: async (ask) => `/intake/${String((await ask('/requests')).items[0]?.['number'])}`,
  },
  { name: 'roadmap', states: everyState, path: () => '/roadmap' },
  { name: 'roadmap-year', states: ['data'], path: () => '/roadmap?show=year' },
  { name: 'changes', states: everyState, path: () => '/changes' },
  { name: 'changes-all', states: ['data'], path: () => '/changes?show=all' },
  { name: 'decisions', states: everyState, path: () => '/changes?show=decisions' },
  {
    name: 'change',
    states: ['data', 'error'],
    path: async (ask) => `/changes/${String((await ask('/changes?which=all')).items[0]?.['number'] ?? 'CHG-0001')}`,
  },
  { name: 'calendar', states: everyState, path: () => '/calendar' },
  { name: 'release', states: ['data', 'error'], path: () => '/releases/R-17' },
  { name: 'integrations', states: everyState, path: () => '/integrations' },
  { name: 'automations', states: everyState, path: () => '/integrations?show=automations' },
  {
    name: 'integration',
    states: ['data', 'error'],
    path: async (ask) => `/integrations/${String((await ask('/integrations')).items[0]?.['name'])}`,
  },
  { name: 'incidents', states: everyState, path: () => '/incidents' },
  { name: 'problems', states: ['data', 'empty'], path: () => '/incidents?show=problems' },
  { name: 'corrective-actions', states: ['data', 'empty'], path: () => '/incidents?show=actions' },
  {
    name: 'incident',
    states: ['data', 'error'],
    path: async (ask) => `/incidents/${encodeURIComponent(String((await ask('/incidents')).items[0]?.['number']))}`,
  },
  { name: 'service', states: everyState, path: () => '/service' },
  { name: 'systems', states: everyState, path: () => '/systems' },
  { name: 'systems-diagram', states: everyState, path: () => '/systems?show=diagram' },
  { name: 'systems-documentation', states: ['data', 'empty'], path: () => '/systems?show=documentation' },
  { name: 'systems-people', states: ['data', 'empty'], path: () => '/systems?show=people' },
  {
    name: 'system',
    states: ['data', 'error'],
    path: async (ask) => `/systems/${encodeURIComponent(String((await ask('/systems')).items[0]?.['name']))}`,
  },
  { name: 'connections', states: ['empty', 'error'], path: () => '/connections' },
  { name: 'reconciliations', states: ['empty', 'error'], path: () => '/reconciliations' },
  { name: 'not-found', states: ['data'], path: () => '/nowhere' },
];

async function aCase(ask: Ask): Promise<string> {
  const { items } = await ask('/cases?flow=invoice&open=true&limit=1');
  return String(items[0]?.['id']);
}

/** An event that others follow from. */
async function anEvent(ask: Ask): Promise<string> {
  const { items } = await ask('/log?flow=exception&type=open&limit=1');
  const { cause } = (items[0] ?? {}) as { readonly cause?: { readonly case: string; readonly seq: number } };
  return `${cause?.case}/${cause?.seq}`;
}
