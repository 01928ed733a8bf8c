import type { CaseRow, ResultOf } from '@throughline/api';

/** What the API says, beside what the console shows of it. */
export interface Asked {
  get<T>(path: string): Promise<T>;
  cases(query: string): Promise<{ readonly items: readonly CaseRow[] }>;
  totals(query: string): Promise<ResultOf<'GET /{database}/cases/totals'>>;
  groups(query: string): Promise<ResultOf<'GET /{database}/cases/groups'>>;
  /** The case of a flow with that key. */
  byKey(flow: string, key: string): Promise<CaseRow>;
  /** As one of the demo's people. */
  command(id: string, person: string, body: Readonly<Record<string, unknown>>): Promise<void>;
}

/** Asks about the demo of a server. */
export function askApi(address: string): Asked {
  const base = `${address}/api/v1/demo`;
  const get = async <T>(path: string): Promise<T> => {
    const response = await fetch(`${base}${path}`);
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return (await response.json()) as T;
  };
  return {
    get,
    cases: (query) => get(`/cases?${query}`),
    totals: (query) => get(`/cases/totals?${query}`),
    groups: (query) => get(`/cases/groups?${query}`),
    byKey: async (flow, key) => {
      const { items } = await get<{ items: CaseRow[] }>(`/cases?flow=${flow}&where=${encodeURIComponent(`$key=${key}`)}`);
      const [row] = items;
      if (row === undefined) throw new Error(`There is no ${flow} ${key}`);
      return row;
    },
    command: async (id, person, body) => {
      const headers = { 'content-type': 'application/json', 'throughline-act-as': person };
      const response = await fetch(`${base}/cases/${id}/commands`, { method: 'POST', headers, body: JSON.stringify(body) });
      if (!response.ok) throw new Error(await response.text());
    },
  };
}
