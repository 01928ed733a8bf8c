import { builtInEvents, builtInExceptions, kernelStates } from '../built-in.ts';
import type { Actions, Length } from '../definition/flow.ts';
import { branchesOf } from '../definition/lengths.ts';
import type { FindingCode } from './catalogue.ts';
import { type Finding, finding, pointer } from './finding.ts';
import { editDistance, listed, nearest, suggestion } from './nearest.ts';
import { landings, named } from './sites.ts';
import type { Subject } from './subject.ts';

/** One kind of name: what is declared, and what to say of a name that is not. */
interface Kind {
  readonly code: FindingCode;
  readonly word: string;
  readonly known: ReadonlySet<string>;
  /** The mend where nothing of the kind is declared. */
  readonly none: string;
}

/** Names that lead nowhere: states, events, exceptions, parameters, mails, links. Fields are checked with the expressions. */
export function checkNames(subject: Subject): readonly Finding[] {
  const kinds = kindsOf(subject);
  return [
    ...unknown(kinds.state, stateUses(subject)),
    ...unknown(kinds.event, eventUses(subject)),
    ...reservedEvents(subject),
    ...unusedEvents(subject),
    ...resemblingEvents(subject),
    ...unknown(kinds.exception, exceptionUses(subject)),
    ...unknown(kinds.parameter, parameterUses(subject)),
    ...unknown(kinds.mail, mailUses(subject)),
    ...unusedMails(subject),
    ...unknown(kinds.destination, destinationUses(subject)),
    ...unusedDestinations(subject),
    ...unknown(kinds.link, linkUses(subject)),
    ...unknown(kinds.child, childUses(subject)),
    ...unknown(kinds.calendar, calendarUses(subject)),
    ...reservedState(subject),
    ...unknownLimits(subject),
    ...malformedRungs(subject),
  ];
}

/** A rung is known by its name in clocks, keys and logs, where "/" and "#" part it from its ladder and its repetitions. */
function malformedRungs({ flow }: Subject): readonly Finding[] {
  return Object.entries(flow.ladders ?? {}).flatMap(([ladder, { rungs }]) =>
    rungs.flatMap(({ name }, index) =>
      /^[A-Za-z][A-Za-z0-9_ -]*$/.test(name) && !(name in Object.prototype)
        ? []
        : [
            finding('name-malformed', pointer('ladders', ladder, 'rungs', index, 'name'), {
              message: `${JSON.stringify(name)} is no name of a rung: expected a letter, then letters, digits, "_", "-" or spaces, and no word that JavaScript gives to every object`,
              witness: [`the name as written: ${JSON.stringify(name)}`],
              mend: 'Give it another name; say the long one in "title".',
            }),
          ],
    ),
  );
}

type Use = readonly [name: string, path: string];

function unknown({ code, word, known, none }: Kind, uses: readonly Use[]): readonly Finding[] {
  return uses
    .filter(([name]) => !known.has(name))
    .map(([name, path]) =>
      finding(code, path, {
        message: `there is no ${word} "${name}"`,
        witness: [known.size === 0 ? `no ${word} is declared` : `declared: ${listed([...known])}`],
        mend: suggestion(name, known, none),
      }),
    );
}

/** Names that lead nowhere and resemble one that is declared, which was probably meant; where each stands as a value. */
export function nearMisses(subject: Subject): readonly { readonly path: string; readonly near: string }[] {
  const kinds = kindsOf(subject);
  const uses: readonly (readonly [Kind, readonly Use[]])[] = [
    [kinds.state, stateUses(subject)],
    [kinds.exception, exceptionUses(subject)],
    [kinds.parameter, parameterUses(subject)],
    [kinds.mail, mailUses(subject)],
    [kinds.destination, destinationUses(subject)],
    [kinds.child, childUses(subject)],
    [kinds.calendar, calendarUses(subject)],
  ];
  return uses.flatMap(([{ known }, each]) =>
    each.flatMap(([name, path]) => {
      const near = known.has(name) ? undefined : nearest(name, known);
      return near === undefined ? [] : [{ path, near }];
    }),
  );
}

function kindsOf({ flow }: Subject) {
  const kind = (word: string, code: FindingCode, names: Iterable<string>, none: string): Kind => ({
    code,
    word,
    known: new Set(names),
    none,
  });
  const { exceptions = {}, parameters = {}, mails = {}, destinations = {}, links = {}, children = {}, calendars = {} } = flow;
  return {
    state: kind('state', 'state-unknown', Object.keys(flow.states), 'Declare it under "states".'),
    event: kind('event', 'event-unknown', [...takenEvents(flow), ...builtInEvents], 'Let a state take it.'),
    exception: kind(
      'exception',
      'exception-unknown',
      [...Object.keys(exceptions), ...builtInExceptions],
      'Declare it under "exceptions".',
    ),
    parameter: kind(
      'parameter',
      'parameter-unknown',
      Object.keys(parameters),
      'Declare it under "parameters", or write { "days": 2 }.',
    ),
    mail: kind('mail', 'mail-unknown', Object.keys(mails), 'Declare it under "mails".'),
    destination: kind(
      'destination',
      'destination-unknown',
      Object.keys(destinations),
      'Declare it under "destinations", with its owner and tier.',
    ),
    link: kind('link', 'link-unknown', Object.keys(links), 'Declare it under "links".'),
    child: kind('kind of children', 'child-unknown', Object.keys(children), 'Declare it under "children".'),
    calendar: kind('calendar', 'calendar-unknown', Object.keys(calendars), 'Declare it under "calendars".'),
  };
}

/** The events that a start or a state takes. */
export function takenEvents(flow: Subject['flow']): ReadonlySet<string> {
  return new Set([...Object.keys(flow.start), ...Object.values(flow.states).flatMap(({ on }) => Object.keys(on ?? {}))]);
}

function stateUses({ flow, sites }: Subject): readonly Use[] {
  return [
    ...sites.flatMap(({ to, path }): Use[] => (to === undefined ? [] : [[to, `${path}/to`]])),
    ...Object.entries(flow.events ?? {}).flatMap(([event, { lands }]) =>
      landings(lands, pointer('events', event, 'lands')).map(({ to, path }): Use => [to, path]),
    ),
    ...Object.entries(flow.ladders ?? {}).flatMap(([name, { during, pauseWhile }]) => [
      ...named(during, pointer('ladders', name, 'during')),
      ...named(pauseWhile, pointer('ladders', name, 'pauseWhile')),
    ]),
  ];
}

function eventUses({ flow, sites }: Subject): readonly Use[] {
  return [
    ...sites.flatMap(({ approval, path }) => named(approval?.not, `${path}/approval/not`)),
    ...Object.entries(flow.ladders ?? {}).flatMap(([name, { renewedBy }]) =>
      named(renewedBy, pointer('ladders', name, 'renewedBy')),
    ),
  ];
}

function exceptionUses({ sites }: Subject): readonly Use[] {
  return actionUses(sites, ({ raise, resolve, effects = [], send = [], open = [] }, path) => [
    ...named(raise, `${path}/raise`),
    ...named(resolve, `${path}/resolve`),
    ...effects.flatMap((effect, index) =>
      effect.kind === 'call' ? named(effect.onFailed, `${path}/effects/${index}/onFailed`) : [],
    ),
    ...send.flatMap(({ onRefused }, index) => named(onRefused, `${path}/send/${index}/onRefused`)),
    ...open.flatMap((each, index) => ('onRefused' in each ? named(each.onRefused, `${path}/open/${index}/onRefused`) : [])),
  ]);
}

/** Lengths of time that are taken from a parameter. */
export function parameterUses({ flow, sites }: Pick<Subject, 'flow' | 'sites'>): readonly Use[] {
  return lengthsOf({ flow, sites }).flatMap(([length, path]) =>
    branchesOf(length).flatMap(({ length: each, at }): Use[] =>
      typeof each === 'string' ? [[each, at.length === 0 ? path : path + pointer(...at)]] : [],
    ),
  );
}

/** Every length of time, where it stands. */
export function lengthsOf({
  flow,
  sites,
}: Pick<Subject, 'flow' | 'sites'>): readonly (readonly [length: Length, path: string])[] {
  const use = (length: Length | undefined, path: string) => (length === undefined ? [] : [[length, path] as const]);
  return [
    ...Object.entries(flow.states).flatMap(([name, { within }]) => use(within, pointer('states', name, 'within'))),
    ...Object.entries(flow.exceptions ?? {}).flatMap(([name, { within }]) => use(within, pointer('exceptions', name, 'within'))),
    ...Object.entries(flow.ladders ?? {}).flatMap(([name, { rungs }]) =>
      rungs.flatMap(({ after, every }, index) => [
        ...use(after, pointer('ladders', name, 'rungs', index, 'after')),
        ...use(every, pointer('ladders', name, 'rungs', index, 'every')),
      ]),
    ),
    ...use(flow.expected?.within, '/expected/within'),
    ...sites.flatMap(({ actions: { task }, path }) => use(task?.within, `${path}/task/within`)),
  ];
}

function mailUses({ sites }: Subject): readonly Use[] {
  return actionUses(sites, ({ effects = [] }, path) =>
    effects.flatMap((effect, index): Use[] =>
      effect.kind === 'mail' ? [[effect.template, `${path}/effects/${index}/template`]] : [],
    ),
  );
}

function destinationUses({ sites }: Subject): readonly Use[] {
  return actionUses(sites, ({ effects = [] }, path) =>
    effects.flatMap((effect, index): Use[] => (effect.kind === 'call' ? [[effect.to, `${path}/effects/${index}/to`]] : [])),
  );
}

function linkUses({ sites }: Subject): readonly Use[] {
  return actionUses(sites, ({ link = {} }, path) => Object.keys(link).map((name): Use => [name, path + pointer('link', name)]));
}

function childUses({ sites }: Subject): readonly Use[] {
  return actionUses(sites, ({ open = [] }, path) =>
    open.flatMap((each, index): Use[] => ('child' in each ? [[each.child, `${path}/open/${index}/child`]] : [])),
  );
}

function calendarUses({ flow: { calendar } }: Subject): readonly Use[] {
  if (calendar === undefined) return [];
  return [
    [calendar.default, '/calendar/default'],
    ...Object.entries(calendar.entities ?? {}).map(([entity, name]): Use => [name, pointer('calendar', 'entities', entity)]),
  ];
}

function actionUses(sites: Subject['sites'], uses: (actions: Actions, path: string) => readonly Use[]): readonly Use[] {
  return sites.flatMap(({ actions, path }) => uses(actions, path));
}

function reservedEvents({ flow }: Subject): readonly Finding[] {
  const places: Use[] = [
    ...Object.keys(flow.start).map((event): Use => [event, pointer('start', event)]),
    ...Object.keys(flow.events ?? {}).map((event): Use => [event, pointer('events', event)]),
    ...Object.entries(flow.states).flatMap(([state, { on }]) =>
      Object.keys(on ?? {}).map((event): Use => [event, pointer('states', state, 'on', event)]),
    ),
  ];
  const reserved: ReadonlySet<string> = new Set(builtInEvents);
  return places
    .filter(([event]) => reserved.has(event))
    .map(([event, path]) =>
      finding('event-reserved', path, {
        message: `"${event}" is a built-in event: every case understands it already`,
        witness: [`built in: ${listed(builtInEvents)}`],
        mend: 'Give the event another name.',
      }),
    );
}

function reservedState({ flow }: Subject): readonly Finding[] {
  return kernelStates
    .filter((state) => Object.hasOwn(flow.states, state))
    .map((state) =>
      finding('state-reserved', pointer('states', state), {
        message: `"${state}" is the state of the kernel ${meanings[state]}`,
        witness: [`reserved: ${listed(kernelStates)}`],
        mend: 'Give the state another name.',
      }),
    );
}

const meanings: Readonly<Record<(typeof kernelStates)[number], string>> = {
  expected: 'in which facts wait for the birth of their case',
  merged: 'of cases that were merged into others',
  retracted: 'of cases that were taken back',
};

/** A limit speaks of a role of its approval: any other could never be asked for it. */
function unknownLimits({ sites }: Subject): readonly Finding[] {
  return sites.flatMap(({ approval, path }) =>
    Object.keys(approval?.limit?.by ?? {})
      .filter((role) => !approval?.roles.includes(role))
      .map((role) =>
        finding('limit-role-unknown', `${path}/approval/limit/by${pointer(role)}`, {
          message: `"${role}" has a limit, and is none of the roles that may approve`,
          witness: [`the roles of the approval: ${listed(approval?.roles ?? [])}`],
          mend: suggestion(role, approval?.roles ?? [], 'Add it to "roles".'),
        }),
      ),
  );
}

function unusedEvents({ flow }: Subject): readonly Finding[] {
  const taken = takenEvents(flow);
  return Object.keys(flow.events ?? {})
    .filter((event) => !taken.has(event) && !(builtInEvents as readonly string[]).includes(event))
    .map((event) =>
      finding('event-unused', pointer('events', event), {
        message: `no start and no state takes "${event}": a command is always refused, a fact always a deviation`,
        witness: [`taken: ${listed([...taken])}`],
        mend: `Let a state take it. ${suggestion(event, taken, '')}`.trim(),
      }),
    );
}

/** An event need not be described: so a slip in its name makes another event. One slip away from a known one it is told. */
function resemblingEvents({ flow, sites }: Subject): readonly Finding[] {
  const known = [...Object.keys(flow.events ?? {}), ...Object.keys(flow.start)];
  const places = Map.groupBy(
    sites.filter(({ kind }) => kind === 'state'),
    ({ label }) => label,
  );
  return [...places].flatMap(([event, taken]): Finding[] => {
    const states = new Set(taken.flatMap(({ from }) => from));
    const [state] = states;
    const near = known.find((other) => editDistance(event, other) === 1);
    if (known.includes(event) || states.size > 1 || state === undefined || near === undefined) return [];
    return [
      finding('event-resembles', pointer('states', state, 'on', event), {
        message: `"${event}" is taken only here and carries nothing; "${near}" is an event that the flow describes`,
        witness: [`described or starting a case: ${listed(known)}`, `assumed: one letter apart is a slip`],
        mend: `Write "${near}" if that is meant; else describe "${event}" under "events".`,
      }),
    ];
  });
}

function unusedMails(subject: Subject): readonly Finding[] {
  const { unused, used } = unusedOf(Object.keys(subject.flow.mails ?? {}), mailUses(subject));
  return unused.map((name) =>
    finding('mail-unused', pointer('mails', name), {
      message: `nothing sends the mail "${name}"`,
      witness: [used.length === 0 ? 'no transition or rung sends a mail' : `sent: ${listed(used)}`],
      mend: 'Take it out, or send it in "effects".',
    }),
  );
}

function unusedDestinations(subject: Subject): readonly Finding[] {
  const { unused, used } = unusedOf(Object.keys(subject.flow.destinations ?? {}), destinationUses(subject));
  return unused.map((name) =>
    finding('destination-unused', pointer('destinations', name), {
      message: `nothing calls the destination "${name}"`,
      witness: [used.length === 0 ? 'no transition or rung calls another system' : `called: ${listed(used)}`],
      mend: 'Take it out, or call it in "effects".',
    }),
  );
}

/** A slip in a name is said where it is: what was probably meant is not unused. */
function unusedOf(declared: readonly string[], uses: readonly Use[]) {
  const used = new Set(uses.map(([name]) => (declared.includes(name) ? name : (nearest(name, declared) ?? name))));
  return { unused: declared.filter((name) => !used.has(name)), used: [...used] };
}
