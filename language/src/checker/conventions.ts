import { type Finding, finding, pointer } from './finding.ts';
import { listed } from './nearest.ts';
import type { Subject } from './subject.ts';

/** Names that are written in another way than the others of their kind, and states that seem to mean the same. */
export function checkConventions(subject: Subject): readonly Finding[] {
  return [...oddNames(subject), ...alike(subject)];
}

type Style = 'snake_case' | 'camelCase' | 'kebab-case' | 'Title Case';

/** How a name of several words is written; one word in lower case goes with any. */
function styleOf(name: string): Style | undefined {
  if (/^[a-z][a-z0-9]*(_[a-z0-9]+)+$/.test(name)) return 'snake_case';
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(name)) return 'kebab-case';
  if (/^[a-z][a-z0-9]*([A-Z][a-z0-9]*)+$/.test(name)) return 'camelCase';
  if (/ /.test(name) || /^[A-Z]/.test(name)) return 'Title Case';
  return undefined;
}

/** A majority is clear from so many names on, and where it is so many times the rest. */
const clear = { least: 3, times: 3 } as const;

function oddNames({ flow, sites }: Subject): readonly Finding[] {
  const under =
    (...path: string[]) =>
    (name: string) =>
      pointer(...path, name);
  const kinds: readonly (readonly [kind: string, names: readonly string[], place: (name: string) => string])[] = [
    ['states', Object.keys(flow.states), under('states')],
    ['fields', Object.keys((flow.data['properties'] ?? {}) as object), under('data', 'properties')],
    ['computed fields', Object.keys(flow.computed ?? {}), under('computed')],
    ['exceptions', Object.keys(flow.exceptions ?? {}), under('exceptions')],
    ['parameters', Object.keys(flow.parameters ?? {}), under('parameters')],
    ['roles', Object.keys(flow.roles ?? {}), under('roles')],
    ['mails', Object.keys(flow.mails ?? {}), under('mails')],
    ['destinations', Object.keys(flow.destinations ?? {}), under('destinations')],
    ['ladders', Object.keys(flow.ladders ?? {}), under('ladders')],
    ['events', [...new Set(sites.filter(({ kind }) => kind !== 'rung').map(({ label }) => label))], eventPlace(sites)],
  ];
  return kinds.flatMap(([kind, names, place]) => oddOfKind(kind, names, place));
}

function eventPlace(sites: Subject['sites']): (name: string) => string {
  return (name) => sites.find(({ kind, label }) => kind !== 'rung' && label === name)?.path.replace(/\/\d+$/, '') ?? '';
}

function oddOfKind(kind: string, names: readonly string[], place: (name: string) => string): readonly Finding[] {
  const styles = Map.groupBy(
    names.filter((name) => styleOf(name) !== undefined),
    styleOf,
  );
  const [most] = [...styles].sort(([, a], [, b]) => b.length - a.length);
  if (most === undefined) return [];
  const [style, usual] = most;
  const odd = names.filter((name) => styleOf(name) !== undefined && styleOf(name) !== style);
  if (usual.length < clear.least || usual.length < clear.times * odd.length) return [];
  return odd.map((name) =>
    finding('name-convention', place(name), {
      message: `"${name}" is written in ${styleOf(name)}, the other ${kind} of several words in ${style}`,
      witness: [`${style}: ${listed(usual)}`],
      mend: `Write it in ${style}.`,
    }),
  );
}

/** Spellings of one word, and words for one thing. The first of each line stands for all of them. */
const synonyms: readonly (readonly string[])[] = [
  ['cancelled', 'canceled', 'cancelation', 'cancellation'],
  ['closed', 'close'],
  ['done', 'completed', 'complete', 'finished'],
  ['rejected', 'declined', 'refused'],
  ['approved', 'authorised', 'authorized'],
  ['waiting', 'pending', 'awaiting'],
  ['open', 'opened'],
  ['new', 'created'],
];
const meaning = new Map(synonyms.flatMap(([first = '', ...others]) => others.map((word) => [word, first])));
const spellings: ReadonlySet<string> = new Set([
  'canceled',
  'cancelled',
  'authorised',
  'authorized',
  'cancelation',
  'cancellation',
]);

/** Lower case, without separators; `respelt` also in one spelling. */
function folded(name: string, respell: (word: string) => string = (word) => word): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[\s_-]+/)
    .map(respell)
    .join(' ');
}

const oneSpelling = (word: string) => (spellings.has(word) ? (meaning.get(word) ?? word) : word);
const oneMeaning = (word: string) => meaning.get(word) ?? word;

function alike({ flow }: Subject): readonly Finding[] {
  const states = Object.entries(flow.states);
  return states.flatMap(([name, state], index): Finding[] => {
    for (const [other, twin] of states.slice(0, index)) {
      const why =
        folded(name, oneSpelling).replaceAll(' ', '') === folded(other, oneSpelling).replaceAll(' ', '')
          ? `"${name}" and "${other}" are one word but for case, separators and spelling`
          : state.title !== undefined && twin.title !== undefined && folded(state.title) === folded(twin.title)
            ? `both have the title "${state.title}"`
            : folded(name, oneMeaning) === folded(other, oneMeaning) && behaviourOf(state) === behaviourOf(twin)
              ? `"${name}" and "${other}" are words for one thing, and what can happen in them is the same`
              : undefined;
      if (why === undefined) continue;
      return [
        finding('states-alike', pointer('states', name), {
          message: `"${name}" seems to mean the same as "${other}"`,
          witness: [why],
          mend: 'Make one state of them, or give them names and titles that say how they differ.',
        }),
      ];
    }
    return [];
  });
}

function behaviourOf({ title: _, ...state }: Subject['flow']['states'][string]): string {
  return JSON.stringify(state);
}
