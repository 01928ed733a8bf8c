import { type FixtureCase, type FixtureEvent, fixtureId } from './log-fixture.ts';

/**
 * A log as a table: one case a line, `key | event | event`. A key may be followed by `in:<entity>` and `of:<flow>/<key of its owner>`;
 * an event is `<day or instant> <type> <state it leads to>` and what it brings: `field=value`, `manual!`, `by!<kind of actor>`,
 * `fired!<ladder/rung>`, `due!<instant>`, `recorded!<day or instant>`.
 */
export function logOf(flow: string, table: string): readonly FixtureCase[] {
  return table
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [head = '', ...events] = line.split('|').map((cell) => cell.trim());
      const [key = '', ...about] = head.split(/\s+/);
      const entity = about.find((word) => word.startsWith('in:'))?.slice(3);
      const owner = about
        .find((word) => word.startsWith('of:'))
        ?.slice(3)
        .split('/');
      return {
        flow,
        key,
        ...(entity === undefined ? {} : { entity }),
        ...(owner === undefined ? {} : { parent: fixtureId(owner[0] ?? '', owner[1] ?? '') }),
        events: events.map(eventOf),
      };
    });
}

function eventOf(cell: string): FixtureEvent {
  const [at = '', type = '', to = '', ...brought] = cell.split(/\s+/);
  const marks = new Map(brought.filter((word) => word.includes('!')).map((word) => word.split('!') as [string, string]));
  const data = brought.filter((word) => word.includes('=')).map((word) => word.split('=') as [string, string]);
  const outcome = {
    ...(marks.has('fired') ? { fired: marks.get('fired') } : {}),
    ...(marks.has('due') ? { due: Date.parse(instant(marks.get('due') ?? '')) } : {}),
  };
  const recorded = marks.get('recorded');
  const by = marks.get('by') as FixtureEvent['actorKind'];
  return {
    ...{ at: instant(at), type, to, outcome },
    ...(data.length === 0 ? {} : { data: Object.fromEntries(data.map(([name, value]) => [name, scalarOf(value)])) }),
    ...(marks.has('manual') ? { manual: true } : {}),
    ...(by === undefined ? {} : { actorKind: by }),
    ...(recorded === undefined ? {} : { recordedAt: instant(recorded) }),
  };
}

/** A day at midnight, an instant to the minute; both of UTC. */
function instant(text: string): string {
  return text.length === 10 ? `${text}T00:00:00Z` : text.length === 16 ? `${text}:00Z` : text;
}

function scalarOf(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
