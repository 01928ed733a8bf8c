import type { ContentView } from '@throughline/api';
import { shown } from './table.ts';

const signs = { added: '+', removed: '-', changed: '~', renamed: '~' } as const;

/** What a change puts in force, for a terminal: what is wrong with it, what it changes, what becomes of running cases. */
export function contentLines(content: ContentView): readonly string[] {
  const { findings, flows, parameters, moves, wayBack, baseline, from, documents, metrics, integrations } = content;
  const found = findings.map(
    ({ severity, code, flow, path, message }) => `${severity} ${code} ${flow ?? ''}${path}: ${shown(message)}`,
  );
  const changed = flows.flatMap(({ title, version, changes, running, stranded }) => [
    version === null ? `${shown(title)} is new` : `${shown(title)}, against version ${version}:`,
    ...changes.map(
      ({ kind, weight, sentence }) => `  ${signs[kind]} ${shown(sentence)}${weight === 'breaking' ? ' (breaking)' : ''}`,
    ),
    ...(version !== null && changes.length === 0 ? ['  nothing changes'] : []),
    ...(running === 0 ? [] : [`  ${running} cases run version ${version}, and keep it until they are migrated`]),
    ...stranded.map(({ why, needsMapping }) => `  ${needsMapping ? '!' : '~'} ${shown(why)}`),
  ]);
  const tuned = parameters.map(
    ({ flowTitle, title, before, after, from: least, to: most }) =>
      `${shown(flowTitle)}: ${shown(title)}: ${before} becomes ${after} (${least ?? 'any'} to ${most ?? 'any'})`,
  );
  const moved = (moves?.states ?? []).map(
    ({ title, migrate, refused, ended }) => `${shown(title)}: ${migrate} go along, ${refused} cannot, ${ended} have ended`,
  );
  const measured = metrics
    .filter(({ isShifted, becomes }) => isShifted || becomes !== null)
    .map(({ title, definition, becomes, from: since }) => {
      const by = definition === null ? '' : ` (definition ${definition})`;
      const fate = { restated: 'is restated', frozen: 'is frozen as it was' }[becomes ?? 'frozen'];
      const when = since === null ? 'when it is carried out' : since;
      return `${shown(title)}${by}: ${becomes === null ? 'nobody has said what becomes of it' : `${fate}, ${when}`}`;
    });
  const mapped = integrations.flatMap(({ name, owner, flow, unmapped, gone }) => [
    ...unmapped.map((value) => `${shown(name)} has nothing for ${shown(value)} of ${flow}: ${shown(owner)}`),
    ...gone.map((value) => `${shown(name)} maps ${shown(value)}, which ${flow} no longer has: ${shown(owner)}`),
  ]);
  const named = changed.length + tuned.length + moved.length === 0 ? documents.map(({ name }) => shown(name)) : [];
  return [
    ...found,
    ...changed,
    ...tuned,
    ...moved,
    ...measured,
    ...mapped,
    ...named,
    `In force: ${shown(baseline)}${from === null ? '' : `; this from ${from}`}`,
    wayBack.can ? `Way back: ${shown(wayBack.why)}` : `No way back: ${shown(wayBack.why)}`,
  ];
}
