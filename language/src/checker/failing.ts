import { eventSchema, scopeOf, scopeOfEach } from '../compile/scope.ts';
import { readingsOf } from '../decide/readings.ts';
import type { Decision } from '../decision.ts';
import { compileExpression, type Readings, type Schema } from '../expression/expression.ts';
import { shown, type Valuation, type Wanted } from './ask.ts';
import type { Behaving } from './behaviour.ts';
import { type Finding, finding, pointer } from './finding.ts';
import { asReplay, type Trail } from './history.ts';
import { type Context, canFail, type Occasion, occasionsOf } from './occasions.ts';
import { requiredOf } from './subject.ts';

/** Expressions that can fail where they are evaluated (L207), each with the input on which one does. */
export function checkFailing(subject: Behaving): readonly Finding[] {
  if (!subject.isSound) return [];
  const found = new Map<string, Finding>();
  for (const occasion of occasionsOf(subject)) {
    for (const each of judge(subject, occasion)) {
      const key = `${each.code} ${each.path}`;
      if (!found.has(key)) found.set(key, each);
    }
  }
  return [...found.values()];
}

function judge(subject: Behaving, occasion: Occasion): readonly Finding[] {
  const fails = ask(occasion, 'failing');
  const missing: Finding[] = [];
  const other: Finding[] = [];
  for (const context of occasion.contexts) {
    const inquire = (...more: readonly Wanted[]) =>
      subject.behaviour.ask(context.site.event, context.site.kind !== 'start', [...context.wanted, ...more, fails]).found;
    if (!canFail(subject.behaviour.ask, context.site, fails)) continue;
    const first = inquire();
    if (first === undefined) continue;
    const reads = optionalReads(subject, occasion, context);
    const absent = reads.map((read) => inquire({ source: `!has(${read})`, is: 'true' })).find((found) => found !== undefined);
    const present =
      reads.length === 0 ? undefined : inquire(...reads.map((read): Wanted => ({ source: `has(${read})`, is: 'true' })));
    for (const found of [absent, present, absent === undefined && present === undefined ? first : undefined]) {
      if (found === undefined) continue;
      const reason = reasonOf(subject, occasion, context, found);
      if (reason.isMissing) missing.push(said(subject, occasion, context, found, reason));
      else other.push(said(subject, occasion, context, found, reason));
    }
    if (missing.length > 0 && other.length > 0) break;
  }
  return [...missing.slice(0, 1), ...other.slice(0, 1)];
}

function ask({ asked, each }: Occasion, is: Wanted['is']): Wanted {
  return { source: asked, is, ...(each === undefined ? {} : { each }) };
}

/** The fields that the expression reads, itself or by computed fields, and that need not be there. */
function optionalReads({ flow }: Behaving, { asked, each }: Occasion, { site }: Context): readonly string[] {
  const required = {
    data: new Set(requiredOf(flow.data as Schema)),
    event: new Set(site.event === undefined ? [] : requiredOf(eventSchema(flow, site.event))),
  };
  const found = new Set<string>();
  const seen = new Set<string>();
  const waiting = [asked, each ?? ''];
  for (const source of waiting) {
    for (const [read, variable = '', field = ''] of source.matchAll(/\b(data|event|computed)\.(\w+)/g)) {
      if (variable === 'computed') {
        if (!seen.has(field)) waiting.push(flow.computed?.[field] ?? '');
        seen.add(field);
      } else if (site.kind === 'start' || !required[variable as 'data' | 'event'].has(field)) found.add(read);
    }
  }
  return [...found].slice(0, 8);
}

interface Reason {
  readonly isMissing: boolean;
  readonly text: string;
  /** What is missing, as the expression names it: `data.contact`. */
  readonly missing?: string;
  /** The computed field that fails by itself. */
  readonly computed?: string;
}

function reasonOf(subject: Behaving, { asked, each }: Occasion, { site }: Context, { data, event }: Valuation): Reason {
  const { flow, history } = subject;
  if (history.compiled === undefined) return { isMissing: true, text: 'it reads a field that is not there' };
  const readings = readingsOf(history.compiled, data, { now: 0 }, event);
  const scope = scopeOf(flow, site.event);
  const items = each === undefined ? [undefined] : (resultOf(() => compileExpression(each, scope).evaluate(readings)) ?? []);
  const inner = scopeOfEach(scope, each);
  for (const item of Array.isArray(items) ? items : []) {
    const read: Readings = item === undefined ? readings : { ...readings, item };
    const text = errorOf(() => compileExpression(asked, inner).evaluate(read));
    if (text === undefined) continue;
    const computed = guilty(subject, asked, read);
    // Where a field was set to null before, the question divides by 0 in place of reading what is not there.
    const isMissing = text.includes('No such key') || (text.includes('division by zero') && asked.includes('dyn(1 / 0)'));
    const missing = isMissing ? nameIn(computed === undefined ? asked : (flow.computed?.[computed] ?? ''), text) : undefined;
    return {
      isMissing,
      text: isMissing ? `${missing ?? 'a field that it reads'} is not there` : text.replace(/ in ".*$/s, ''),
      ...(missing === undefined ? {} : { missing }),
      ...(computed === undefined ? {} : { computed }),
    };
  }
  return { isMissing: false, text: 'it fails' };
}

/** How the source calls the field that was not there: `No such key: contact` is `data.contact` in it. */
function nameIn(source: string, text: string): string | undefined {
  const [, key = ''] = /No such key: (\w+)/.exec(text) ?? [];
  return key === '' ? undefined : new RegExp(`\\b(?:data|event|item)(?:\\.\\w+)*?\\.${key}\\b`).exec(source)?.[0];
}

function guilty({ flow }: Behaving, source: string, readings: Readings, depth = 0): string | undefined {
  if (depth > 16) return undefined;
  for (const [, name = ''] of source.matchAll(/\bcomputed\.(\w+)/g)) {
    const inner = flow.computed?.[name];
    if (inner === undefined || errorOf(() => compileExpression(inner, scopeOf(flow)).evaluate(readings)) === undefined) continue;
    return guilty({ flow } as Behaving, inner, readings, depth + 1) ?? name;
  }
  return undefined;
}

function errorOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function resultOf<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function said(subject: Behaving, occasion: Occasion, context: Context, found: Valuation, reason: Reason): Finding {
  const { path, source } = occasion;
  const { computed, missing = 'data.x' } = reason;
  const where = { command: 'asked for', fact: 'as a fact', late: 'as a fact that comes late', rung: 'when it is due' }[
    context.by
  ];
  const read = [{ source: occasion.asked }, ...context.wanted];
  const replay = asReplay(run(subject, occasion, context, found));
  const of = computed === undefined ? '' : `, by computed.${computed}`;
  return finding(
    reason.isMissing ? 'field-can-be-missing' : 'expression-can-fail',
    computed === undefined ? path : pointer('computed', computed),
    {
      message: reason.isMissing ? `${source} reads a field that can be missing${of}` : `${source} can fail${of}: ${reason.text}`,
      witness: [
        `${context.site.label}, ${where}, with ${shown(subject.flow, read, found)}`,
        ...(computed === undefined ? [] : [`evaluated at ${path}`]),
        reason.text,
      ],
      mend: reason.isMissing
        ? `Ask for it first, with has(${missing}) in the guard or has(${missing}) ? ${missing} : ... here; or make the field required, or give it a default.`
        : 'Keep such input out by the guard or the schema, or write what is to be done then: x == 0 ? 0 : y / x.',
      ...(replay === undefined ? {} : { replay }),
    },
  );
}

/** Runs to where it fails; `undefined` where it does not come to that. */
function run({ history }: Behaving, { path }: Occasion, { by, site }: Context, found: Valuation): Trail | undefined {
  // Limits are asked for where the one who approves holds no role without one.
  const limited = path.includes('/approval/limit/') ? Object.keys(site.approval?.limit?.by ?? {}) : undefined;
  const trail = attempt(history, by, site, found, limited);
  return trail?.last !== undefined && showsFailure(trail.last) ? trail : undefined;
}

function attempt(
  history: Behaving['history'],
  by: Context['by'],
  site: Site,
  found: Valuation,
  roles: readonly string[] | undefined,
): Trail | undefined {
  if (by === 'command' || by === 'fact') {
    const asked = history.ask(site, { by }, found);
    return asked === undefined ? undefined : history.approve(asked, site.label, roles);
  }
  const there = site.from.map((state) => history.arrive(state, found.data)).find((trail) => trail !== undefined);
  if (there === undefined) return undefined;
  if (by === 'late') return history.lateFact(there, site.label, found.event);
  const fired = history.wait(there, site, found.data);
  return fired === undefined ? undefined : history.approve(fired, site.label, roles);
}

function showsFailure(decision: Decision): boolean {
  if (decision.kind === 'refused') return decision.code === 'expression-failed';
  if (decision.kind === 'ignored') return false;
  return decision.event.deviation?.code === 'expression-failed' || (decision.event.outcome.failures ?? []).length > 0;
}

type Site = Context['site'];
