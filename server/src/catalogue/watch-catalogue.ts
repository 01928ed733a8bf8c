import { hash } from 'node:crypto';
import type { CaseView } from '@throughline/engine';
import type { Actor, JsonObject, Millis } from '@throughline/language';
import type { Throughline } from '../throughline.ts';
import { type Coverage, coverageOf } from './coverage.ts';
import { readCatalogue } from './read-catalogue.ts';
import { roleHolders } from './role-holders.ts';

/** What holds the catalogue against who holds which role, and which documents are current. */
export const catalogueMonitor: Actor = {
  id: 'catalogue-monitor',
  kind: 'automation',
  principal: 'catalogue-monitor',
  roles: ['catalogue-monitor'],
};

const casesMax = 1000;

/** The key of the case that says whether something is covered. */
export const coverageKey = ({ kind, name }: Pick<Coverage, 'kind' | 'name'>): string => `${kind}:${name}`;

/**
 * Tells the log how each live system and integration is covered, as far as it does not know it yet. Looked twice, nothing happens twice.
 *
 * @returns how much was told
 */
export async function watchCatalogue(throughline: Throughline, now: Millis): Promise<number> {
  const { engine } = throughline;
  const { latest } = await engine.clock();
  if (latest['coverage'] === undefined) return 0;
  const [records, holders, { cases }] = await Promise.all([
    readCatalogue(throughline),
    roleHolders(throughline, now),
    engine.list({ flow: 'coverage', limit: casesMax }),
  ]);
  const known = new Map(cases.map((found) => [found.key, found]));
  const all = coverageOf(records, holders);
  let told = 0;
  const tell = async (entity: string, key: string, { type, data = {} }: Told, seq: number) => {
    const said = hash('sha256', JSON.stringify(data)).slice(0, 16);
    await engine.submit({
      case: { flow: 'coverage', entity, key },
      input: { kind: 'command', type, data, actor: catalogueMonitor },
      receipt: { source: 'catalogue', key: `${key} ${seq} ${type} ${said}` },
    });
    told += 1;
  };
  for (const one of all) {
    const key = coverageKey(one);
    const found = known.get(key);
    // What is over begins no new life: under the same name, somebody reopens it by hand.
    if (found?.state === 'retired') continue;
    for (const each of newsOf(one, found)) await tell(found?.entity ?? one.entity, key, each, found?.seq ?? 0);
  }
  const there = new Set(all.map(coverageKey));
  for (const { key, entity, seq, state } of cases) {
    if (state !== 'retired' && !there.has(key)) await tell(entity, key, { type: 'retire' }, seq);
  }
  return told;
}

interface Told {
  readonly type: string;
  readonly data?: JsonObject;
}

const undocumented: ReadonlySet<string> = new Set(['undocumented', 'exposed']);
const onePerson: ReadonlySet<string> = new Set(['one_person', 'exposed']);

/** What the case of something does not say yet, in the order in which it is told. */
export function newsOf(one: Coverage, found: Pick<CaseView, 'state' | 'data' | 'clocks'> | undefined): readonly Told[] {
  const { kind, name, title, tier, owner, gaps, people, isOnePerson, hasNoOwner } = one;
  const described = { kind, name, title, tier, owner };
  const { state = 'covered', data = {}, clocks } = found ?? {};
  const isSame = Object.entries(described).every(([field, value]) => data[field] === value);
  const news: Told[] = [];
  if (found === undefined) news.push({ type: 'found', data: { number: coverageKey(one), ...described } });
  else if (!isSame) news.push({ type: 'describe', data: described });
  const isNews = JSON.stringify(data['gaps'] ?? []) !== JSON.stringify(gaps);
  if (gaps.length > 0 && (isNews || !undocumented.has(state)))
    news.push({ type: 'documentationMissing', data: { gaps: [...gaps] } });
  if (gaps.length === 0 && undocumented.has(state)) news.push({ type: 'documentationComplete', data: { gaps: [] } });
  if (people !== null) {
    const number = people.length;
    const isOther = (data['people'] ?? 0) !== number;
    if (isOnePerson && (isOther || !onePerson.has(state))) news.push({ type: 'onePersonOnly', data: { people: number } });
    if (!isOnePerson && (isOther || onePerson.has(state))) news.push({ type: 'covered', data: { people: number } });
    const isTold = (clocks?.children?.['exception/noOwner']?.open.length ?? 0) > 0;
    if (hasNoOwner && !isTold) news.push({ type: 'ownerMissing' });
    if (!hasNoOwner && isTold) news.push({ type: 'ownerNamed' });
  }
  return news;
}
