import { hash } from 'node:crypto';
import type { FlowDefinition, RungDefinition } from '../definition/flow.ts';
import type { CaseMapping, MigrationDefinition } from '../definition/migration.ts';
import type { Schema } from '../expression/expression.ts';
import { canonical, type Json, type JsonObject } from '../json.ts';
import { fieldTitle, inWords, stateTitle } from '../titles.ts';
import { isWordsOnly, propertiesOf, requiredOf } from './data-changes.ts';
import { own, same } from './members.ts';
import { nowRefused } from './narrowed-field.ts';
import { closestStates, likeNames, renamedStates } from './renamed-states.ts';
import { lengthOf, quoted } from './words.ts';

/** From here on two names of a field or a rung are taken for one thing under another name. */
const likenessMin = 0.5;

/**
 * What could become of the running cases of one version under another, and the way back: what can be told from the documents is
 * proposed (renamings are guesses), what cannot is `undecided`, with what there is to choose from.
 */
export function proposeMigration(before: FlowDefinition, after: FlowDefinition): MigrationDefinition {
  const states = Object.fromEntries(renamedStates(before, after).map(({ from, to }) => [from, to]));
  const fields = renamedFields(before, after);
  const rungs = renamedRungs(before, after);
  const forth = oneWay(before, after, { states, fields, rungs });
  const back = oneWay(after, before, { states: inverse(states), fields: inverse(fields), rungs: inverseRungs(rungs) });
  return {
    flow: after.name,
    before: hashOf(before),
    after: hashOf(after),
    ...forth.mapping,
    back: back.mapping,
    lossy: [...lossOf(forth.mapping, before, 'on the way there'), ...lossOf(back.mapping, after, 'on the way back')],
    undecided: [...forth.undecided, ...back.undecided.map((one) => ({ ...one, member: `/back${one.member}` }))],
  };
}

type Names = Readonly<Record<string, string>>;
type Undecided = MigrationDefinition['undecided'];

function oneWay(
  from: FlowDefinition,
  to: FlowDefinition,
  { states, fields, rungs }: { readonly states: Names; readonly fields: Names; readonly rungs: Names },
): {
  readonly mapping: CaseMapping;
  readonly undecided: Undecided;
} {
  const [olds, nows] = [from.data as Schema, to.data as Schema];
  const goneFields = Object.keys(propertiesOf(olds)).filter((field) => own(propertiesOf(nows), field) === undefined);
  const taken = new Set(Object.values(fields));
  const missing = requiredOf(nows).filter(
    (field) => !requiredOf(olds).includes(field) && !(taken.has(field) && isRequiredUnder(fields, field, olds)),
  );
  const withDefault = missing.filter((field) => own(propertiesOf(nows), field)?.default !== undefined);
  const goneStates = Object.keys(from.states).filter(
    (state) => from.states[state]?.final === undefined && own(to.states, state) === undefined && own(states, state) === undefined,
  );
  return {
    mapping: {
      states,
      fields: Object.fromEntries(goneFields.map((field) => [field, own(fields, field) ?? null])),
      defaults: Object.fromEntries(withDefault.map((field) => [field, own(propertiesOf(nows), field)?.default as Json])),
      rungs,
      exceptions: kept(from.exceptions, to.exceptions),
      children: kept(from.children, to.children),
    },
    undecided: [
      ...goneStates.map((state) => ({
        member: `/states/${state}`,
        why: `${quoted(stateTitle(from, state))} is not there: in which state do its cases go on?`,
        choices: [...closestStates(from, state, to)],
      })),
      ...missing
        .filter((field) => !withDefault.includes(field))
        .map((field) => ({
          member: `/defaults/${field}`,
          why: `${quoted(fieldTitle(to, field))} must be there: what is it where a case has none?`,
          choices: choicesOf(own(propertiesOf(nows), field)),
        })),
      ...changedFields(olds, nows).map((field) => ({
        member: `/fields/${field}`,
        why: `${quoted(fieldTitle(to, field))} takes other values: a case whose value is not one of them is refused until it is revised`,
        choices: [],
      })),
    ],
  };
}

/** Whether the field that comes to be called so was always there. */
function isRequiredUnder(fields: Names, field: string, schema: JsonObject): boolean {
  const old = Object.keys(fields).find((name) => fields[name] === field);
  return old !== undefined && requiredOf(schema).includes(old);
}

const harmless: ReadonlySet<string> = new Set(['default', 'personal', 'confidential', 'list', 'decided', 'kind']);

function changedFields(olds: Schema, nows: Schema): readonly string[] {
  return Object.entries(propertiesOf(olds)).flatMap(([field, schema]) => {
    const next = own(propertiesOf(nows), field);
    return next === undefined || nowRefused(schema, next) === undefined ? [] : [field];
  });
}

function judged(schema: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(schema).filter(([member]) => !isWordsOnly(member) && !harmless.has(member)));
}

function choicesOf(schema: JsonObject | undefined): Json[] {
  return Array.isArray(schema?.enum)
    ? (schema.enum as readonly Json[]).slice(0, 20)
    : schema?.type === 'boolean'
      ? [true, false]
      : [];
}

function kept(
  olds: Readonly<Record<string, unknown>> = {},
  nows: Readonly<Record<string, unknown>> = {},
): Record<string, 'keep'> {
  return Object.fromEntries(
    Object.keys(olds).flatMap((name) => (own(nows, name) === undefined ? [[name, 'keep' as const]] : [])),
  );
}

/** A field that is gone and one that is new, of the same schema and called alike. */
function renamedFields(before: FlowDefinition, after: FlowDefinition): Names {
  const [olds, nows] = [propertiesOf(before.data as Schema), propertiesOf(after.data as Schema)];
  return pairs(
    Object.keys(olds).filter((field) => own(nows, field) === undefined),
    Object.keys(nows).filter((field) => own(olds, field) === undefined),
    (old, now) =>
      same(judged(olds[old] ?? {}), judged(nows[now] ?? {}))
        ? Math.max(likeNames(old, now), likeNames(fieldTitle(before, old), fieldTitle(after, now)))
        : 0,
  );
}

/** A rung that is gone and one of the same ladder that is new, called alike or due at the same time. */
function renamedRungs(before: FlowDefinition, after: FlowDefinition): Names {
  const found = Object.entries(before.ladders ?? {}).map(([ladder, { rungs: olds }]) => {
    const nows = own(after.ladders, ladder)?.rungs ?? [];
    const rung = (list: readonly RungDefinition[], name: string) => list.find((one) => one.name === name);
    const renamed = pairs(
      olds.map(({ name }) => name).filter((name) => rung(nows, name) === undefined),
      nows.map(({ name }) => name).filter((name) => rung(olds, name) === undefined),
      (old, now) =>
        same(lengthOf(before, rung(olds, old)?.after), lengthOf(after, rung(nows, now)?.after)) ? 1 : likeNames(old, now),
    );
    return Object.fromEntries(Object.entries(renamed).map(([old, now]) => [`${ladder}/${old}`, now]));
  });
  return Object.assign({}, ...found) as Names;
}

function pairs(olds: readonly string[], nows: readonly string[], likeness: (old: string, now: string) => number): Names {
  const ranked = olds
    .flatMap((old) => nows.map((now) => ({ old, now, score: likeness(old, now) })))
    .filter(({ score }) => score >= likenessMin)
    .sort((a, b) => b.score - a.score);
  const found = new Map<string, string>();
  for (const { old, now } of ranked) if (!found.has(old) && ![...found.values()].includes(now)) found.set(old, now);
  return Object.fromEntries(found);
}

function inverse(names: Names): Names {
  return Object.fromEntries(Object.entries(names).map(([from, to]) => [to, from]));
}

function inverseRungs(names: Names): Names {
  return Object.fromEntries(
    Object.entries(names).map(([from, to]) => {
      const cut = from.indexOf('/');
      return [`${from.slice(0, cut)}/${to}`, from.slice(cut + 1)];
    }),
  );
}

function lossOf({ fields, defaults, states }: CaseMapping, flow: FlowDefinition, when: string): MigrationDefinition['lossy'] {
  const merged = Object.entries(states).filter(([state, to]) =>
    Object.entries(states).some(([other, same]) => other !== state && same === to),
  );
  return [
    ...Object.entries(fields).flatMap(([field, to]) =>
      to === null
        ? [
            {
              what: `The value of ${quoted(fieldTitle(flow, field))}`,
              why: `There is no such field ${when}; the events of the case keep it`,
            },
          ]
        : [],
    ),
    ...Object.keys(defaults).map((field) => ({
      what: `That ${quoted(inWords(field))} was missing`,
      why: `It is filled in ${when}`,
    })),
    ...merged.map(([state]) => ({
      what: `That the case was in ${quoted(stateTitle(flow, state))}`,
      why: `Several states become one ${when}`,
    })),
  ];
}

/** As `CompiledFlow.hash`: of the canonical document. */
export function hashOf(flow: FlowDefinition): string {
  return hash('sha256', canonical(flow as unknown as Json));
}
