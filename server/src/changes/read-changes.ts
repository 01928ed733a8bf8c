import type { CaseView } from '@throughline/engine';
import { ThroughlineError } from '../errors.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';

/** More of one flow are not read at once: the latest. */
const casesMax = 1000;

/** The cases of a flow of the pack that somebody may see, the latest number first; none where the flow is not in force. */
export async function readAll(
  { engine }: Throughline,
  flow: 'change' | 'release' | 'change-window',
  visible: Visible,
  only: { readonly open?: boolean } = {},
): Promise<readonly CaseView[]> {
  const { latest } = await engine.clock();
  if (latest[flow] === undefined) return [];
  const sort = { field: '$key', descending: true } as const;
  const { cases } = await engine.list({ flow, limit: casesMax, sort, ...only, ...visible.selection(flow) });
  return cases.filter((found) => visible.sees(found));
}

/** @throws ThroughlineError case-unknown */
export async function findByNumber(
  throughline: Throughline,
  flow: 'change' | 'release',
  number: string,
  visible: Visible,
): Promise<CaseView> {
  const all = await readAll(throughline, flow, visible);
  const found = all.find(({ key }) => key === number);
  if (found !== undefined) return found;
  throw new ThroughlineError('case-unknown', `There is no ${flow} ${number}`, { place: 'number' });
}

/** A text of the data of a case; empty where there is none. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
/** A text that may be missing. */
export const textOrNull = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
export const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
export const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
/** An instant, in milliseconds. */
export const instantOf = (value: unknown): number | null => (typeof value === 'string' ? Date.parse(value) : null);
