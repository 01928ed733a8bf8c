import type { CaseRow, Decision } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import {
  approversOf,
  type CompiledFlow,
  type Context,
  eventTitle,
  fieldTitle,
  inWords,
  ladderTitle,
  type PendingApproval,
  rungTitle,
} from '@throughline/language';
import { missingOf } from '../cases/approvals.ts';
import { fieldKind, propertiesOf } from '../cases/fields.ts';
import { roleName } from '../cases/names.ts';
import { declaredRung } from '../cases/rungs.ts';
import { subjectField, subjectSeen } from '../cases/subject.ts';
import type { Redact } from '../visible/redact.ts';
import { moneyFields } from './pending-approvals.ts';

type Fact = Decision['facts'][number];

export interface Asking {
  readonly of: string;
  readonly asked: PendingApproval;
  /** What is in force of the flow. */
  readonly context: Context;
  /** What a person is called. */
  readonly nameOf: (person: string) => string;
  /** The latest event for which a reason was given. */
  readonly reasoned: { readonly type: string; readonly reason: string } | null;
  /** Fields that are kept back from the reader; texts are told without their values. */
  readonly kept: ReadonlyMap<string, unknown>;
  readonly redact: Redact;
}

/** A reader who decides looks at no more than this. */
const factsMax = 8;
const askedMax = 3;

/**
 * What matters for the decision, taken from any flow: whom it is about, what it is worth, its day and how late it is, how far the
 * ladder has got, what was asked and why, and the exceptions that are open.
 */
export function decisionFacts(flow: CompiledFlow, view: CaseView, row: CaseRow, asking: Asking): Fact[] {
  const facts = [
    ...mainFields(flow, view, row, asking),
    ...lateness(row),
    ...approvedSoFar(flow, view, asking),
    ...rungsSoFar(flow, view, asking.asked),
    ...whatWasAsked(flow, asking),
    ...reasonGiven(flow, asking),
    ...(row.exceptions.length === 0 ? [] : [text('Open exceptions', row.exceptions.map(({ title }) => title).join(', '))]),
  ];
  return facts.slice(0, factsMax);
}

const text = (title: string, value: string): Fact => ({ title, kind: 'text', value });

/** Whom or what it is about, the money and the first day of its columns. */
function mainFields(flow: CompiledFlow, view: CaseView, row: CaseRow, { kept }: Asking): Fact[] {
  const subject = subjectSeen(flow, view, kept);
  const { amount } = moneyFields(flow.definition);
  const chosen = [flow.listed.find(({ name }) => name === amount), flow.listed.find(({ kind }) => kind === 'day')];
  const facts = chosen.flatMap((field): Fact[] => {
    const value = field === undefined ? null : (row.fields[field.name] ?? null);
    if (field === undefined || value === null) return [];
    return [{ title: fieldTitle(flow.definition, field.name), kind: field.kind, value }];
  });
  return subject === null ? facts : [text(subjectField(flow)?.title ?? '', subject), ...facts];
}

function lateness({ daysLate }: CaseRow): Fact[] {
  return daysLate === null || daysLate <= 0 ? [] : [{ title: 'Days late', kind: 'number', value: daysLate }];
}

function approvedSoFar(flow: CompiledFlow, view: CaseView, { of, context, nameOf }: Asking): Fact[] {
  const approvers = approversOf(flow, view, of, context);
  if (approvers === undefined) return [];
  const { each, given, quorum } = approvers;
  const title = (role: string) => roleName(flow, role).title;
  if (each.length > 0) {
    const agreed = given.map(
      (one) => `${(one.for ?? []).map(title).join(', ')}${one.for === undefined ? '' : ': '}${nameOf(one.by)}`,
    );
    return [
      ...(agreed.length === 0 ? [] : [text('Agreed', agreed.join('; '))]),
      text('Still to agree', missingOf(approvers).map(title).join(', ')),
    ];
  }
  if (quorum === 1) return [];
  const by = given.map((one) => nameOf(one.by));
  return [text('Approvals', `${given.length} of ${quorum}${by.length === 0 ? '' : `: ${by.join(', ')}`}`)];
}

/** The rungs that fired of the ladder that asks, else of any. */
function rungsSoFar(flow: CompiledFlow, { clocks }: CaseView, { ladder }: PendingApproval): Fact[] {
  const ladders = [...flow.ladders.values()].filter(({ name, anchor }) =>
    ladder === undefined ? anchor !== undefined : name === ladder,
  );
  return ladders.flatMap(({ name, rungs }): Fact[] => {
    const fired = rungs.filter((rung) => clocks.ladders?.[name]?.rungs?.[rung.name]?.standing === 'fired');
    const times = Map.groupBy(fired, (rung) => declaredRung(rung.name));
    const told = [...times].map(
      ([rung, all]) => `${rungTitle(flow.definition, name, rung)}${all.length > 1 ? ` (${all.length} times)` : ''}`,
    );
    return told.length === 0 ? [] : [text(ladderTitle(flow.definition, name), told.join(', '))];
  });
}

/** Why it was asked for; else why the case is where it is, such as the dispute that is to be accepted. */
function reasonGiven({ definition }: CompiledFlow, { asked, reasoned, redact }: Asking): Fact[] {
  if (reasoned === null) return [];
  const { type, reason } = reasoned;
  return [text(type === asked.type ? 'Reason' : `${eventTitle(definition, type)}: reason`, redact(reason))];
}

/** What the request itself says, such as the day that was promised. */
function whatWasAsked(flow: CompiledFlow, { asked, kept, redact }: Asking): Fact[] {
  if (asked.ladder !== undefined) return [];
  const { schema, personal, confidential } = flow.events.get(asked.type)?.data ?? flow.data;
  const isKept = (name: string) => kept.has(name) || (kept.size > 0 && (personal.has(name) || confidential.has(name)));
  const properties = propertiesOf(schema);
  return Object.entries(asked.input)
    .slice(0, askedMax)
    .flatMap(([name, value]): Fact[] => {
      if (typeof value === 'object' || isKept(name)) return [];
      const field = properties[name] ?? {};
      const title = typeof field['title'] === 'string' ? field['title'] : inWords(name);
      return [
        {
          title: `${eventTitle(flow.definition, asked.type)}: ${title}`,
          kind: fieldKind(field),
          value: typeof value === 'string' ? redact(value) : value,
        },
      ];
    });
}
