import type { SystemDiagram, SystemGap } from '@throughline/api';
import type { PictureBox, PictureLine, Theme } from '@throughline/language/pictures';
import type { CatalogueRecords, IntegrationRecord, SystemRecord } from './records.ts';

export interface DiagramAsked {
  readonly show: 'current' | 'target';
  readonly theme: Theme;
}

/** A system as a picture shows it; what integrations name and nobody has registered is there, too. */
interface Drawn {
  readonly name: string;
  readonly record: SystemRecord | undefined;
}

/** Systems and what moves between them, as they are or as they are to be, with the gaps between the two. */
export async function systemDiagram(
  records: Pick<CatalogueRecords, 'systems' | 'integrations'>,
  { show, theme }: DiagramAsked,
): Promise<SystemDiagram> {
  // The layout library is large: it is read when a picture is asked for.
  const { graphSvg, pictureArrowsMax, pictureStatesMax } = await import('@throughline/language/pictures');
  const nameOf = namesOf(records.systems);
  const lines = records.integrations
    .filter((one) => (show === 'current' ? one.state === 'live' : one.state === 'live' || one.state === 'proposed'))
    .map((one) => ({ one, from: nameOf(one.source), to: nameOf(one.target) }));
  const systems = records.systems.filter((one) => (show === 'current' ? isThere(one) : isToBe(one)));
  const known = new Set(records.systems.map(({ name }) => name));
  const unregistered = [...new Set(lines.flatMap(({ from, to }) => [from, to]))].filter(
    (name) => name !== '' && !known.has(name),
  );
  const all: readonly Drawn[] = [
    ...systems.map((record) => ({ name: record.name, record })),
    ...unregistered.sort().map((name) => ({ name, record: undefined })),
  ];
  const drawn = all
    .toSorted((a, b) => (a.record?.tier ?? '4').localeCompare(b.record?.tier ?? '4') || (a.name < b.name ? -1 : 1))
    .slice(0, pictureStatesMax);
  const names = new Set(all.map(({ name }) => name));
  const there = new Set(drawn.map(({ name }) => name));
  const shown = lines.filter(({ from, to }) => there.has(from) && there.has(to)).slice(0, pictureArrowsMax);
  const gaps = gapsOf(records);
  const left = all.length - drawn.length;
  return {
    svg: await graphSvg({
      title: show === 'current' ? 'Systems as they are' : 'Systems as they are to be',
      subtitle: `${counted(drawn.length, 'system')}, ${counted(shown.length, 'integration')}`,
      description: inWords(drawn, shown),
      boxes: drawn.map((one) => boxOf(one, show)),
      lines: [...joined(shown), ...needsOf(systems, { nameOf, there })].slice(0, pictureArrowsMax),
      dashedMeans: 'does not work without it',
      notes: left > 0 ? [`${counted(left, 'system')} of the lowest tier are left out: the list beside it has them.`] : [],
      theme,
    }),
    systems: all.map(({ name, record }) => ({
      ...{ name, title: record?.title ?? name, tier: record?.tier ?? null, state: record?.state ?? 'unknown' },
      isNamedOnly: record === undefined,
    })),
    // What loses an end is among the gaps.
    lines: lines
      .filter(({ from, to }) => names.has(from) && names.has(to))
      .map(({ one: { name, title, moves, state }, from, to }) => ({ name, title, from, to, moves, state })),
    gaps: [...gaps],
  };
}

const counted = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;
const isThere = ({ state }: SystemRecord) => state === 'live' || state === 'retiring';
/** What is to be retired, or is meant to be eliminated, is not there any more. */
const isToBe = ({ state, disposition }: SystemRecord) =>
  (state === 'live' || state === 'proposed') && disposition !== 'eliminate';

function namesOf(systems: readonly SystemRecord[]): (said: string) => string {
  const known = new Map<string, string>();
  for (const { name, title, calledAs } of systems)
    for (const one of [...calledAs, title, name]) known.set(one.toLowerCase(), name);
  return (said) => known.get(said.trim().toLowerCase()) ?? said.trim();
}

function boxOf({ name, record }: Drawn, show: DiagramAsked['show']): PictureBox {
  if (record === undefined) return { id: name, title: name, lines: ['in no register'], dashed: true };
  const { title, tier, state, disposition, vendor } = record;
  const lines = [`Tier ${tier}${vendor === '' ? '' : ` · ${vendor}`}`];
  if (show === 'target' && state === 'proposed') return { id: name, title, lines: [...lines, 'new'], tint: 'added' };
  if (show === 'target' && disposition === 'migrate')
    return { id: name, title, lines: [...lines, 'to be migrated'], tint: 'changed' };
  if (show === 'current' && (state === 'retiring' || disposition === 'eliminate')) {
    return { id: name, title, lines: [...lines, 'is to go'], tint: 'removed' };
  }
  return { id: name, title, lines };
}

interface Joined {
  readonly one: IntegrationRecord;
  readonly from: string;
  readonly to: string;
}

/** One arrow from a system to another, with all that moves along it. */
function joined(lines: readonly Joined[]): readonly PictureLine[] {
  return [...Map.groupBy(lines, ({ from, to }) => JSON.stringify([from, to])).values()].map((same): PictureLine => {
    const [{ from, to }] = same as [Joined];
    const moved = [...new Set(same.map(({ one }) => (one.moves === '' ? one.title : one.moves)))];
    const isNew = same.every(({ one }) => one.state === 'proposed');
    const byHand = same.every(({ one }) => one.pattern === 'manual');
    const label = `${moved.join(', ')}${byHand ? ' (by hand)' : ''}`;
    return { from, to, label, ...(isNew ? { tint: 'added' as const } : {}) };
  });
}

/** What does not work without what; where records go the same way, they say it. */
function needsOf(
  systems: readonly SystemRecord[],
  { nameOf, there }: { readonly nameOf: (said: string) => string; readonly there: ReadonlySet<string> },
): readonly PictureLine[] {
  return systems.flatMap(({ name, dependsOn }) =>
    [...new Set(dependsOn.map(nameOf))]
      .filter((other) => other !== name && there.has(name) && there.has(other))
      .map((other) => ({ from: name, to: other, dashed: true })),
  );
}

function inWords(systems: readonly Drawn[], lines: readonly Joined[]): string {
  const said = lines.map(({ one, from, to }) => `${from} to ${to}: ${one.moves === '' ? one.title : one.moves}`);
  return [`Systems: ${systems.map(({ name }) => name).join(', ')}`, ...said].join('. ');
}

/** What lies between how it is and how it is to be. */
export function gapsOf({ systems, integrations }: Pick<CatalogueRecords, 'systems' | 'integrations'>): readonly SystemGap[] {
  const nameOf = namesOf(systems);
  const known = new Map(systems.map((one) => [one.name, one]));
  const gap = (
    kind: SystemGap['kind'],
    of: 'system' | 'integration',
    one: { readonly name: string; readonly title: string },
    what: string,
  ): SystemGap => ({
    kind,
    of: { kind: of, name: one.name, title: one.title },
    what,
  });
  const ofSystems = systems.flatMap((one) => {
    if (one.state === 'proposed') return [gap('add', 'system', one, `${one.title} is proposed: build or buy it, and go live`)];
    if (!isThere(one)) return [];
    if (!isToBe(one)) return [gap('remove', 'system', one, `${one.title} is to go: move what it does, then switch it off`)];
    if (one.disposition === 'migrate') return [gap('move', 'system', one, `${one.title} is to be migrated`)];
    return [];
  });
  const ofIntegrations = integrations.flatMap((one) => {
    if (one.state === 'proposed') return [gap('build', 'integration', one, `${one.title} is proposed: build it, and go live`)];
    if (one.state !== 'live') return [];
    const ends = [nameOf(one.source), nameOf(one.target)].map((name) => known.get(name)).filter((end) => end !== undefined);
    const lost = ends.filter((end) => isThere(end) && !isToBe(end));
    return lost.map((end) =>
      gap('rejoin', 'integration', one, `${one.title} loses ${end.title}: join it elsewhere, or retire it`),
    );
  });
  const named = new Map(
    integrations
      .filter(({ state }) => state === 'live' || state === 'proposed')
      .flatMap((one) => [nameOf(one.source), nameOf(one.target)].map((name) => [name, one.title] as const)),
  );
  const unregistered = [...named].filter(([name]) => name !== '' && !known.has(name)).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    ...ofSystems,
    ...ofIntegrations,
    ...unregistered.map(([name, by]) =>
      gap('register', 'system', { name, title: name }, `${by} names ${name}, which is in no register`),
    ),
  ];
}
