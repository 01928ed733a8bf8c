import type { FixedLength, FlowDefinition, Length } from '../definition/flow.ts';
import { branchesOf } from '../definition/lengths.ts';
import { exceptionTitle, ladderTitle, rungTitle, stateTitle } from '../titles.ts';
import type { FlowChange } from './change.ts';
import { change, type Segments, type Spot } from './compare.ts';
import { same } from './members.ts';
import { lengthDirection, lengthOf, lengthsText, parameterTitle, quoted } from './words.ts';

/**
 * What comes earlier or later because a parameter has another default, or another type: the documents say the same there, and yet
 * people feel it.
 */
export function tunedLengths({ before, after }: Spot['versions']): readonly FlowChange[] {
  const olds = new Map(lengthsIn(before).map((one) => [one.name, one]));
  return lengthsIn(after).flatMap((now): FlowChange[] => {
    const old = olds.get(now.name);
    if (old === undefined || typeof now.length !== 'string' || old.length !== now.length) return [];
    const [was, is] = [lengthOf(before, old.length), lengthOf(after, now.length)];
    if (same(was, is)) return [];
    const spot: Spot = { versions: { before, after }, subject: now.subject, before: old.at, after: now.at, roles: now.roles };
    return [
      change(spot, {
        part: now.part,
        kind: 'changed',
        direction: lengthDirection(was, is),
        sentence: `${now.subject}: ${lengthsText(was, is)}, from the parameter ${quoted(parameterTitle(after, now.length))}`,
      }),
    ];
  });
}

interface Named<L> {
  readonly name: string;
  readonly part: 'escalation' | 'deadlines';
  readonly subject: string;
  readonly at: Segments;
  readonly length: L;
  readonly roles: readonly string[];
}
type NamedLength = Named<Length>;

function lengthsIn(flow: FlowDefinition): readonly Named<FixedLength>[] {
  const targets = (what: 'states' | 'exceptions', title: (flow: FlowDefinition, name: string) => string): NamedLength[] =>
    Object.entries(flow[what] ?? {}).flatMap(([name, { within, owner }]) =>
      within === undefined
        ? []
        : [
            {
              name: `${what}/${name}`,
              part: 'deadlines',
              subject: `Target time of ${quoted(title(flow, name))}`,
              at: [what, name, 'within'],
              length: within,
              roles: owner === undefined ? [] : [owner],
            },
          ],
    );
  const rungs = Object.entries(flow.ladders ?? {}).flatMap(([ladder, { rungs: steps }]) =>
    steps.flatMap(({ name, after, every, task, approval }, step): NamedLength[] => {
      const roles = [...(task === undefined ? [] : [task.role]), ...(approval?.roles ?? [])];
      const subject = `${ladderTitle(flow, ladder)}, ${quoted(rungTitle(flow, ladder, name))}`;
      const at = ['ladders', ladder, 'rungs', step];
      return [
        { name: `ladders/${ladder}/${name}`, part: 'escalation', subject, at: [...at, 'after'], length: after, roles },
        ...(every === undefined
          ? []
          : [
              {
                name: `ladders/${ladder}/${name}/every`,
                part: 'escalation' as const,
                subject: `${subject} comes again`,
                at: [...at, 'every'],
                length: every,
                roles,
              },
            ]),
      ];
    }),
  );
  return [...targets('states', stateTitle), ...targets('exceptions', exceptionTitle), ...rungs].flatMap((named) =>
    branchesOf(named.length).map(({ length, at, value }) => ({
      ...named,
      name: [named.name, ...at].join('/'),
      subject: value === undefined ? named.subject : `${named.subject} for ${quoted(value)}`,
      at: [...named.at, ...at],
      length,
    })),
  );
}
