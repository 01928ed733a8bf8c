import { useLocation } from '@tanstack/react-router';
import type { FlowHead, MetricHead } from '@throughline/api';
import { useApi } from '../data/api.ts';
import { useCompany } from '../data/company.tsx';
import { words } from './words.ts';

/** A page that can be gone to from everywhere. */
export interface Place {
  readonly title: string;
  readonly group: 'work' | 'understand' | 'govern' | 'define';
  /** Its address, within the console. */
  readonly path: string;
  /** The address with what it is opened on, where that is more. */
  readonly href?: string;
  /** The address is this page's, or one below it. */
  readonly current: boolean;
  /** Letter after `G`. */
  readonly letter: string;
  readonly count?: number | undefined;
  /** Listed under it while it is current. */
  readonly below: readonly {
    readonly title: string;
    readonly path: string;
    readonly href?: string;
    readonly current: boolean;
    readonly count?: number;
  }[];
}

const flowKey = (database: string) => `throughline.flow.${database}`;

/** The pages that there are for this company, in the order of the navigation. */
export function usePlaces(): readonly Place[] {
  const { database, flows, simulated, door, person } = useCompany();
  const path = useLocation({ select: ({ pathname }) => pathname.replace(/\/$/, '') });
  const enabled = door?.status !== 'absent' && door?.status !== 'building';
  const params = { database };
  const counts = useApi('GET /{database}/work/counts', { params }, { enabled }).data;
  const unread = useApi('GET /{database}/notifications/count', { params }, { enabled }).data?.unread;
  const metrics = useApi('GET /{database}/metrics', { params }, { enabled }).data?.items ?? [];
  const around: Around = {
    ...{ base: `/${database}`, path, flows, metrics, simulated, unread },
    flow: chosenFlow(database, flows, path),
    work: counts === undefined ? undefined : counts.decisions + counts.tasks,
    administers: person?.roles.some(({ name }) => name === 'administrator') ?? false,
  };
  return [
    ...workPlaces(around),
    ...casePlaces(around),
    ...understandPlaces(around),
    ...governPlaces(around),
    ...definePlaces(around),
  ];
}

interface Around {
  readonly base: string;
  readonly path: string;
  readonly flows: readonly FlowHead[];
  readonly metrics: readonly MetricHead[];
  readonly simulated: boolean;
  /** The flow whose cases are shown first. */
  readonly flow: string | undefined;
  /** How much waits for the reader. */
  readonly work: number | undefined;
  readonly unread: number | undefined;
  readonly administers: boolean;
}

/** A page that has nothing below it. */
function plainPlace({ base, path }: Around, place: Pick<Place, 'title' | 'group' | 'letter' | 'count'>, at: string): Place {
  const own = `${base}/${at}`;
  return { ...place, path: own, current: isUnder(path, own), below: [] };
}

function isUnder(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}

function workPlaces(around: Around): readonly Place[] {
  const { base, path, work, unread } = around;
  return [
    { title: words.home, group: 'work', path: base, current: path === base, letter: 'h', below: [] },
    plainPlace(around, { title: words.workQueue, group: 'work', letter: 'w', count: work }, 'tasks'),
    plainPlace(around, { title: words.notifications, group: 'work', letter: 'n', count: unread }, 'notifications'),
  ];
}

function casePlaces(around: Around): readonly Place[] {
  const { base, path, flow, flows, simulated } = around;
  const casesOf = (name: string) => `${base}/cases/${encodeURIComponent(name)}`;
  const openCasesOf = (name: string) => `${casesOf(name)}?open=true`;
  const imports = simulated ? [] : [plainPlace(around, { title: words.import, group: 'work', letter: 'i' }, 'import')];
  const others = [
    plainPlace(around, { title: words.exceptions, group: 'work', letter: 'e' }, 'exceptions'),
    plainPlace(around, { title: words.receivables, group: 'work', letter: 'r' }, 'receivables'),
    ...imports,
  ];
  if (flow === undefined) return others;
  const cases: Place = {
    title: words.cases,
    group: 'work',
    path: casesOf(flow),
    href: openCasesOf(flow),
    current: isUnder(path, `${base}/cases`) || isUnder(path, `${base}/case`),
    letter: 'c',
    // Flows without a case are begun from the library; here they would only push the rest out of sight.
    below: flows
      .filter((one) => hasList(one) && (one.cases > 0 || one.name === flow || path === casesOf(one.name)))
      .map(({ name, title, open }) => ({
        title,
        path: casesOf(name),
        href: openCasesOf(name),
        current: path === casesOf(name),
        count: open,
      })),
  };
  return [cases, ...others];
}

/** Accounts, keys and what is lent are for few to see: for all others there is no list of them, rather than an empty one. */
function hasList({ stream, cases }: FlowHead): boolean {
  return stream !== 'access' || cases > 0;
}

function understandPlaces(around: Around): readonly Place[] {
  const { base, path, metrics } = around;
  const metricOf = (id: string) => `${base}/metrics/${encodeURIComponent(id)}`;
  const log = plainPlace(around, { title: words.log, group: 'understand', letter: 'l' }, 'log');
  const [first] = metrics;
  if (first === undefined) return [log];
  const diagnoses = plainPlace(around, { title: words.diagnosis, group: 'understand', letter: 'd' }, 'diagnoses');
  const own: Place = {
    title: words.metrics,
    group: 'understand',
    path: metricOf(first.id),
    current: isUnder(path, `${base}/metrics`),
    letter: 'm',
    count: metrics.length,
    below: metrics.map(({ id, title }) => ({ title, path: metricOf(id), current: path === metricOf(id) })),
  };
  const scorecard = plainPlace(
    around,
    { title: words.scorecard, group: 'understand', letter: 's', count: metrics.length },
    'scorecard',
  );
  return [scorecard, { ...own, count: undefined }, diagnoses, log];
}

/** What is wanted, changed and looked after: intake, roadmap, changes, calendar, incidents, service, systems. */
function governPlaces(around: Around): readonly Place[] {
  return [
    plainPlace(around, { title: words.intake, group: 'govern', letter: 'q' }, 'intake'),
    plainPlace(around, { title: words.roadmap, group: 'govern', letter: 'p' }, 'roadmap'),
    plainPlace(around, { title: words.changes, group: 'govern', letter: 'j' }, 'changes'),
    plainPlace(around, { title: words.calendar, group: 'govern', letter: 'k' }, 'calendar'),
    plainPlace(around, { title: words.incidents, group: 'govern', letter: 'b' }, 'incidents'),
    plainPlace(around, { title: words.service, group: 'govern', letter: 'v' }, 'service'),
    plainPlace(around, { title: words.systems, group: 'govern', letter: 'y' }, 'systems'),
  ];
}

function definePlaces(around: Around): readonly Place[] {
  const { base, path, flows, administers } = around;
  const flowOf = (name: string) => `${base}/flows/${encodeURIComponent(name)}`;
  const own = plainPlace(around, { title: words.flows, group: 'define', letter: 'f', count: flows.length }, 'flows');
  const below = flows.map(({ name, title }) => ({ title, path: flowOf(name), current: path === flowOf(name) }));
  const systems: Place = {
    title: words.integrations,
    group: 'define',
    path: `${base}/integrations`,
    current: ['integrations', 'connections', 'reconciliations'].some((page) => isUnder(path, `${base}/${page}`)),
    letter: 'o',
    below: [
      { title: words.connections, path: `${base}/connections`, current: isUnder(path, `${base}/connections`) },
      { title: words.reconciliation, path: `${base}/reconciliations`, current: isUnder(path, `${base}/reconciliations`) },
    ],
  };
  const admin = plainPlace(around, { title: words.administration, group: 'define', letter: 'a' }, 'admin');
  return [{ ...own, below }, systems, ...(administers ? [admin] : [])];
}

/** The flow whose cases were looked at last; else the one with the most open cases. */
function chosenFlow(database: string, flows: readonly FlowHead[], path: string): string | undefined {
  const [, , page, name] = path.split('/');
  if (page === 'cases' && name !== undefined) localStorage.setItem(flowKey(database), decodeURIComponent(name));
  const kept = localStorage.getItem(flowKey(database));
  if (flows.some((flow) => flow.name === kept)) return kept ?? undefined;
  return flows.toSorted((a, b) => b.open - a.open)[0]?.name;
}
