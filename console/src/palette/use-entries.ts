import { useMantineColorScheme } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useApi } from '../data/api.ts';
import { useCompany } from '../data/company.tsx';
import { actAs } from '../data/people.ts';
import { formatDay } from '../format/day.ts';
import { useFormat } from '../format/settings-context.tsx';
import { usePlaces } from '../shell/places.ts';
import { travelDays, useTravel } from '../shell/travel.ts';
import { found, type PaletteEntry, travelAsked } from './entry.ts';
import { offeredActions } from './palette-actions.ts';
import { recentPlaces } from './recent.ts';
import { words as said } from './words.ts';

const searchAfterMs = 120;
const groupMax = 8;

/** What the palette offers for a text, and whether the server still looks for cases. */
export function useEntries(text: string): { readonly entries: readonly PaletteEntry[]; readonly searching: boolean } {
  const { database } = useCompany();
  const navigate = useNavigate();
  const travel = useTravelEntries(text);
  const people = usePeopleEntries();
  const places = usePlaceEntries();
  const looks = useLookEntries();
  const { entries: hits, searching } = useHits(text);
  const actions = offeredActions().map((action): PaletteEntry => ({ ...action, group: said.actions }));
  if (text.trim() === '') {
    const recent = recentPlaces(database).map(
      (place): PaletteEntry => ({ ...place, group: said.recent, run: () => void navigate({ href: place.path }) }),
    );
    return {
      entries: [...recent, ...actions, ...places.filter(({ group }) => group === 'Pages'), ...travel.slice(0, 2)],
      searching: false,
    };
  }
  const offered = found([...actions, ...places, ...looks, ...people], text);
  const asked = travelAsked(text) === undefined ? found(travel, text) : travel;
  const few = [...Map.groupBy([...hits, ...offered, ...asked], ({ group }) => group).values()].flatMap((group) =>
    group.slice(0, groupMax),
  );
  return { entries: few, searching };
}

function useHits(text: string): { readonly entries: readonly PaletteEntry[]; readonly searching: boolean } {
  const { database } = useCompany();
  const navigate = useNavigate();
  const [q] = useDebouncedValue(text.trim().slice(0, 100), searchAfterMs);
  const enabled = q !== '';
  const search = useApi('GET /{database}/search', { params: { database }, query: { q } }, { enabled, keepPrevious: enabled });
  const hits = enabled ? (search.data?.cases ?? []) : [];
  const entries = hits.map(({ id, key, flowTitle, stateTitle, found: place }): PaletteEntry => {
    const path = `/${database}/case/${id}`;
    const note = [place?.value, flowTitle, stateTitle].filter((part) => part !== undefined && part !== key).join(' · ');
    return { id: `case ${id}`, group: said.cases, label: key, note, path, run: () => void navigate({ to: path }) };
  });
  return { entries, searching: enabled && (search.isFetching || q !== text.trim()) };
}

function usePlaceEntries(): readonly PaletteEntry[] {
  const places = usePlaces();
  const navigate = useNavigate();
  const entry = (group: string, label: string, path: string, more: Partial<PaletteEntry> = {}): PaletteEntry => ({
    id: `page ${path}`,
    group,
    label,
    path,
    run: () => void navigate({ href: path }),
    ...more,
  });
  return [
    ...places.map(({ title, path, href = path, letter }) => entry(said.pages, title, href, { keys: `g ${letter}` })),
    entry(said.pages, said.doors, '/', { words: said.doorsAlso }),
    ...places.flatMap(({ title, below }) =>
      below.map((one) =>
        entry(title, one.title, one.href ?? one.path, {
          words: title,
          ...(title === 'Cases' ? { note: said.openCases, group: said.lists } : {}),
        }),
      ),
    ),
  ];
}

function useTravelEntries(text: string): readonly PaletteEntry[] {
  const travel = useTravel();
  const format = useFormat();
  if (!travel.possible) return [];
  const why = travel.share === undefined ? {} : { why: said.clockAlreadyMoving };
  const entry = (label: string, where: { days: number } | { to: string }): PaletteEntry => ({
    id: `travel ${JSON.stringify(where)}`,
    group: said.time,
    label,
    words: said.clockForward,
    ...('days' in where && where.days === 7 ? { keys: 't' } : {}),
    ...why,
    run: () => travel.go(where),
  });
  const asked = travelAsked(text);
  if (asked !== undefined) {
    const label = 'days' in asked ? said.travelDays(asked.days) : said.travelTo(formatDay(asked.to, format));
    return [entry(label, asked)];
  }
  return [7, ...travelDays.filter((days) => days !== 7)].map((days) => entry(said.travelDays(days), { days }));
}

function usePeopleEntries(): readonly PaletteEntry[] {
  const { database, mayActAs, person } = useCompany();
  const people = useApi('GET /{database}/people', { params: { database } }, { enabled: mayActAs });
  return (people.data?.items ?? []).map(({ id, name, title }) => ({
    id: `act as ${id}`,
    group: said.people,
    label: said.actAs(name),
    note: title,
    ...(id === person?.id ? { why: said.youDoAlready } : {}),
    run: () => actAs(id),
  }));
}

function useLookEntries(): readonly PaletteEntry[] {
  const { setColorScheme } = useMantineColorScheme();
  const schemes = [
    ['light', said.lightColours],
    ['dark', said.darkColours],
    ['auto', said.coloursOfSystem],
  ] as const;
  return schemes.map(([scheme, label]) => ({
    id: `colours ${scheme}`,
    group: said.settings,
    label,
    words: said.coloursAlso,
    run: () => setColorScheme(scheme),
  }));
}
