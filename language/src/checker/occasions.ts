import { templateParts } from '../compile/compile-actions.ts';
import type { OpenChildDefinition, OpenDefinition, SendDefinition } from '../definition/flow.ts';
import type { Wanted } from './ask.ts';
import type { Behaving } from './behaviour.ts';
import { pointer } from './finding.ts';
import { isNever } from './firing.ts';
import { landings, type Site } from './sites.ts';
import { type Assigned, beforeSetting } from './substitution.ts';
import { holds, noneHolds, waysOf } from './ways.ts';

/** One way in which an expression comes to be evaluated, and what then holds. */
export interface Context {
  readonly by: 'command' | 'fact' | 'late' | 'rung';
  readonly site: Site;
  readonly wanted: readonly Wanted[];
}

/** An expression where it is evaluated: on a transition, a rung, a fact. */
export interface Occasion {
  readonly path: string;
  /** As it is written. */
  readonly source: string;
  /** The same over the case before its fields were set. */
  readonly asked: string;
  /** The list whose items it reads. */
  readonly each?: string;
  readonly contexts: readonly Context[];
}

/** All expressions that `decide` evaluates where a case can come, each with what protects it. Anchors and `stopWhen` may fail (L207). */
export function occasionsOf(subject: Behaving): readonly Occasion[] {
  const { behaviour, sites } = subject;
  const taken = sites.filter((site) => behaviour.isReached(site) && behaviour.possibilityOf(site).isPossible);
  return [
    ...behaviour.lists.filter(([first]) => first !== undefined && behaviour.isReached(first)).flatMap(guardsOf),
    ...Object.keys(subject.flow.events ?? {}).flatMap((event) => ofEvent(subject, event, taken)),
    ...taken.flatMap((site) => ofSite(subject, site)),
  ];
}

function guardsOf(list: readonly Site[]): readonly Occasion[] {
  return list.flatMap((site): Occasion[] => {
    const before = noneHolds(list.slice(0, site.index));
    if (site.when === undefined || before === undefined) return [];
    return [plain(`${site.path}/when`, site.when, [{ by: 'command', site, wanted: before }])];
  });
}

function plain(path: string, source: string, contexts: readonly Context[]): Occasion {
  return { path, source, asked: source, contexts };
}

/** What an event always sets, also where a late fact brings it and no guard is asked; and where it lands. */
function ofEvent(subject: Behaving, event: string, taken: readonly Site[]): readonly Occasion[] {
  const { set = {}, lands, late } = subject.flow.events?.[event] ?? {};
  const own = taken.filter((site) => site.kind !== 'rung' && site.label === event);
  const [first] = own;
  if (first === undefined) return [];
  const path = pointer('events', event);
  const inState = own.find(({ kind }) => kind === 'state');
  const overtaken: readonly Context[] =
    inState === undefined || late === 'apply' ? [] : [{ by: 'late', site: inState, wanted: [] }];
  const contexts = [...own.flatMap((site) => contextsOf(subject, site)), ...overtaken];
  const places = landings(lands, `${path}/lands`);
  const all = typeof lands === 'string' || lands === undefined ? [] : lands;
  return [
    ...Object.entries(set).map(([field, source]) => plain(`${path}/set${pointer(field)}`, source, contexts)),
    ...places.flatMap(({ when, path: place }): Occasion[] => {
      const before = noneHolds(all.slice(0, Number(place.split('/').at(-2))));
      if (when === undefined || before === undefined) return [];
      return [plain(place.replace(/\/to$/, '/when'), when, [{ by: 'fact', site: first, wanted: before }])];
    }),
  ];
}

function contextsOf({ flow, behaviour }: Behaving, site: Site): readonly Context[] {
  if (site.kind === 'rung') return ofRung(flow.ladders?.[site.label.slice(0, site.label.indexOf('/'))], site);
  const list = behaviour.lists.find((each) => each.includes(site)) ?? [site];
  return waysOf(flow, list, site).map((way) => ({ ...way, site }));
}

function ofRung(ladder: { readonly anchor: string; readonly stopWhen?: string } | undefined, site: Site): readonly Context[] {
  if (ladder === undefined) return [];
  const { anchor, stopWhen } = ladder;
  const counts: readonly Wanted[] = anchor === 'entered' ? [] : [{ source: anchor, is: 'readable' }];
  if (stopWhen === undefined) return [{ by: 'rung', site, wanted: counts }];
  return (['false', 'failing'] as const).map((is) => ({ by: 'rung', site, wanted: [...counts, { source: stopWhen, is }] }));
}

function ofSite(subject: Behaving, site: Site): readonly Occasion[] {
  const { flow } = subject;
  const { path, approval, actions } = site;
  const contexts = contextsOf(subject, site);
  const limits = approval?.limit;
  const byCommand = contexts.filter(({ by }) => by !== 'fact');
  const assigned: Assigned = new Map(
    Object.entries({ ...(site.event === undefined ? {} : flow.events?.[site.event]?.set), ...actions.set }),
  );
  const after = afterSetting(subject, assigned, contexts);
  return [
    ...Object.entries(actions.set ?? {}).map(([field, source]) => plain(`${path}/set${pointer(field)}`, source, contexts)),
    ...(approval?.each === undefined ? [] : [plain(`${path}/approval/each`, approval.each, byCommand)]),
    ...(limits === undefined || !approval?.roles.some((role) => limits.by[role] !== undefined)
      ? []
      : [
          plain(`${path}/approval/limit/of`, limits.of, byCommand),
          ...Object.entries(limits.by).map(([role, most]) => plain(`${path}/approval/limit/by${pointer(role)}`, most, byCommand)),
        ]),
    ...Object.entries(actions.link ?? {}).flatMap(([name, key]) => after(path + pointer('link', name), key)),
    ...(actions.effects ?? []).flatMap((effect, index) => ofEffect(flow, after, `${path}/effects/${index}`, effect)),
    ...(actions.send ?? []).flatMap((send, index) => ofMessage(after, `${path}/send/${index}`, send)),
    ...(actions.open ?? []).flatMap((open, index) => ofMessage(after, `${path}/open/${index}`, open)),
  ];
}

type After = (
  path: string,
  source: string,
  given?: { readonly when?: string | undefined; readonly each?: string | undefined },
) => readonly Occasion[];

/** Expressions that read the case as it is after its fields were set, by what they say of the case before. */
function afterSetting({ flow, behaviour }: Behaving, assigned: Assigned, contexts: readonly Context[]): After {
  const translate = (source: string) => beforeSetting(source, assigned, flow.computed);
  return (path, source, { when, each } = {}) => {
    const asked = translate(source);
    const list = each === undefined ? undefined : translate(each);
    const condition = when === undefined ? undefined : translate(when);
    if (asked === undefined || (each !== undefined && list === undefined) || (when !== undefined && condition === undefined))
      return [];
    const item = list === undefined ? {} : { each: list };
    const said = [asked, list ?? '', condition ?? ''].join(' ');
    const set =
      asked !== source || list !== each || condition !== when
        ? [...assigned.values()].filter((value) => said.includes(value))
        : [];
    const [first] = contexts;
    const readable = set
      .filter((value) => first === undefined || canFail(behaviour.ask, first.site, { source: value, is: 'failing' }))
      .map((value): Wanted => ({ source: value, is: 'readable' }));
    const guarded = contexts.map((context) => ({
      ...context,
      wanted: [...context.wanted, ...readable, ...holds(condition).map((wanted) => ({ ...wanted, ...item }))],
    }));
    return [{ path, source, asked, ...item, contexts: guarded }];
  };
}

/** Whether there is any input at all on which it fails: most expressions never do, and need not be asked about again. */
export function canFail(ask: Behaving['behaviour']['ask'], { event, kind }: Site, failing: Wanted): boolean {
  return !isNever(ask(event, kind !== 'start', [failing]));
}

function ofEffect(
  { mails }: Behaving['flow'],
  after: After,
  path: string,
  effect: NonNullable<Site['actions']['effects']>[number],
): readonly Occasion[] {
  if (effect.kind === 'call')
    return Object.entries(effect.with ?? {}).flatMap(([field, source]) => after(`${path}/with${pointer(field)}`, source));
  const { to, template } = effect;
  return [
    ...after(`${path}/to`, to),
    ...(['subject', 'text'] as const).flatMap((part) =>
      templateParts(mails?.[template]?.[part] ?? '')
        .filter(({ isExpression }) => isExpression)
        .flatMap(({ text }) => after(pointer('mails', template, part), text)),
    ),
  ];
}

function ofMessage(
  after: After,
  path: string,
  message: SendDefinition | OpenDefinition | OpenChildDefinition,
): readonly Occasion[] {
  const { when, key } = message;
  const each = 'each' in message ? message.each : undefined;
  return [
    ...(each === undefined ? [] : after(`${path}/each`, each)),
    ...(when === undefined ? [] : after(`${path}/when`, when, { each })),
    ...after(`${path}/key`, key, { when, each }),
    ...Object.entries(message.with ?? {}).flatMap(([field, source]) =>
      after(`${path}/with${pointer(field)}`, source, { when, each }),
    ),
  ];
}
