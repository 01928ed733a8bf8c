import { useParams } from '@tanstack/react-router';
import type { Database, Door, FlowHead, Person } from '@throughline/api';
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import { FormatProvider } from '../format/settings-context.tsx';
import { useApi } from './api.ts';
import { words } from './words.ts';

const tickMs = 15_000;
/** What falls due and is not done is told by nothing that happens: it has to be asked for. */
const askAgainMs = 5000;

export interface Company {
  readonly database: Database;
  readonly title: string;
  /** It is the demo: everything in it is made up, and its clock can be moved. */
  readonly simulated: boolean;
  /** UTC ms by the company's clock; undefined until the server has told it. */
  readonly now: number | undefined;
  /** UTC ms. Since when a deadline waits that nothing works off; undefined: all is in order. */
  readonly lateSince: number | undefined;
  readonly door: Door | undefined;
  readonly flows: readonly FlowHead[];
  /** As whom requests act; undefined until the server has told it. */
  readonly person: Person | undefined;
  readonly mayActAs: boolean;
}

const CompanyContext = createContext<Company | undefined>(undefined);

/** The company whose pages are shown. */
export function useCompany(): Company {
  const company = use(CompanyContext);
  if (company === undefined) throw new Error('This is shown outside of a company: a CompanyProvider is missing above');
  return company;
}

/** The company of the address, or undefined outside of one. */
export function useDatabase(): Database | undefined {
  const { database } = useParams({ strict: false });
  return database;
}

/** Reads what every page of a company needs, and gives it with the formats that follow from it. */
export function CompanyProvider({ database, children }: { readonly database: Database; readonly children: ReactNode }) {
  const params = { database };
  const doors = useApi('GET /doors', {});
  const clock = useApi('GET /{database}/clock', { params }, { refetchMs: database === 'main' && askAgainMs });
  const flows = useApi('GET /{database}/flows', { params });
  const me = useApi('GET /{database}/me', { params });
  const flow = flows.data?.items[0]?.name;
  // Days are days where the company is; its flows say where that is.
  const first = useApi(
    'GET /{database}/flows/{flow}',
    { params: { database, flow: flow ?? '' } },
    { enabled: flow !== undefined },
  );
  const now = useRunning(clock.data?.mode, clock.data?.now, clock.dataUpdatedAt);
  const late = clock.data?.lateSince;
  const lateSince = late === undefined ? undefined : Date.parse(late);
  const door = doors.data?.doors.find((one) => one.database === database);
  const company = useMemo<Company>(
    () => ({
      database,
      door,
      now,
      lateSince,
      title: door?.title ?? (database === 'demo' ? words.haldenComponents : words.yourCompany),
      simulated: database === 'demo',
      flows: flows.data?.items ?? [],
      person: me.data?.person,
      mayActAs: me.data?.mayActAs ?? false,
    }),
    [database, door, now, lateSince, flows.data, me.data],
  );
  const timeZone = first.data?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const settings = useMemo(() => ({ locale: navigator.language, timeZone, now: now ?? Date.now() }), [timeZone, now]);
  return (
    <CompanyContext value={company}>
      <FormatProvider settings={settings}>{children}</FormatProvider>
    </CompanyContext>
  );
}

/** A real clock goes on by itself; a virtual one stands until it is moved. */
function useRunning(mode: 'real' | 'virtual' | undefined, told: string | undefined, toldAt: number): number | undefined {
  const [here, setHere] = useState(Date.now);
  useEffect(() => {
    if (mode !== 'real') return;
    const ticking = setInterval(() => setHere(Date.now()), tickMs);
    return () => clearInterval(ticking);
  }, [mode]);
  if (told === undefined) return undefined;
  return mode === 'real' ? Date.parse(told) + Math.max(0, here - toldAt) : Date.parse(told);
}
