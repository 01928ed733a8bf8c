import { useLocation } from '@tanstack/react-router';
import type { FlowHead } from '@throughline/api';
import { useApi } from '../data/api.ts';
import { useCompany } from '../data/company.tsx';

/** A page that can be gone to from everywhere. */
export interface Place {
  readonly title: string;
  readonly group: 'work' | 'understand' | 'define';
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
  const { database, flows, simulated, door } = useCompany();
  const path = useLocation({ select: ({ pathname }) => pathname.replace(/\/$/, '') });
  const enabled = door?.status !== 'absent' && door?.status !== 'building';
  const params = { database };
  const counts = useApi('GET /{database}/work/counts', { params }, { enabled });
  const unread = useApi('GET /{database}/notifications/count', { params }, { enabled });
  const metrics = useApi('GET /{database}/metrics', { params }, { enabled });
  const base = `/${database}`;
  const flow = chosenFlow(database, flows, path);
  const metric = metrics.data?.items[0]?.id;
  const under = (prefix: string) => path === prefix || path.startsWith(`${prefix}/`);
  const casesOf = (name: string) => `${base}/cases/${encodeURIComponent(name)}`;
  const openCasesOf = (name: string) => `${casesOf(name)}?open=true`;
  const flowOf = (name: string) => `${base}/flows/${encodeURIComponent(name)}`;
  const metricOf = (id: string) => `${base}/metrics/${encodeURIComponent(id)}`;
  const work = counts.data === undefined ? undefined : counts.data.decisions + counts.data.tasks;
  const places: (Place | undefined)[] = [
    { title: 'Home', group: 'work', path: base, current: path === base, letter: 'h', below: [] },
    {
      title: 'Work queue',
      group: 'work',
      path: `${base}/tasks`,
      current: under(`${base}/tasks`),
      letter: 'w',
      count: work,
      below: [],
    },
    {
      title: 'Notifications',
      group: 'work',
      path: `${base}/notifications`,
      current: under(`${base}/notifications`),
      letter: 'n',
      count: unread.data?.unread,
      below: [],
    },
    flow && {
      title: 'Cases',
      group: 'work',
      path: casesOf(flow),
      href: openCasesOf(flow),
      current: under(`${base}/cases`) || under(`${base}/case`),
      letter: 'c',
      below: flows.map(({ name, title, open }) => ({
        title,
        path: casesOf(name),
        href: openCasesOf(name),
        current: path === casesOf(name),
        count: open,
      })),
    },
    simulated
      ? undefined
      : { title: 'Import', group: 'work', path: `${base}/import`, current: under(`${base}/import`), letter: 'i', below: [] },
    metric && {
      title: 'Metrics',
      group: 'understand',
      path: metricOf(metric),
      current: under(`${base}/metrics`),
      letter: 'm',
      count: metrics.data?.items.length,
      below: (metrics.data?.items ?? []).map(({ id, title }) => ({ title, path: metricOf(id), current: path === metricOf(id) })),
    },
    { title: 'Log', group: 'understand', path: `${base}/log`, current: under(`${base}/log`), letter: 'l', below: [] },
    {
      title: 'Flows',
      group: 'define',
      path: `${base}/flows`,
      current: under(`${base}/flows`),
      letter: 'f',
      count: flows.length,
      below: flows.map(({ name, title }) => ({ title, path: flowOf(name), current: path === flowOf(name) })),
    },
  ].map((place) => (place === '' ? undefined : (place as Place | undefined)));
  return places.filter((place) => place !== undefined);
}

/** The flow whose cases were looked at last; else the one with the most open cases. */
function chosenFlow(database: string, flows: readonly FlowHead[], path: string): string | undefined {
  const [, , page, name] = path.split('/');
  if (page === 'cases' && name !== undefined) localStorage.setItem(flowKey(database), decodeURIComponent(name));
  const kept = localStorage.getItem(flowKey(database));
  if (flows.some((flow) => flow.name === kept)) return kept ?? undefined;
  return flows.toSorted((a, b) => b.open - a.open)[0]?.name;
}
