import { listedOf } from '../compile/listed.ts';
import type { Pack, PackLeakage, PackMoney } from '../define-pack.ts';
import type { FlowDefinition } from '../definition/flow.ts';
import { type Finding, pointer } from './finding.ts';
import { missing, owedFindings } from './home.ts';
import { fieldsOf } from './subject.ts';

/** Judges the hints for a page on receivables against the flows and roles of the pack. Paths begin with `/receivables`. */
export function receivablesFindings({ receivables, flows, roles }: Pack): readonly Finding[] {
  if (receivables === undefined) return [];
  const { promised, disputes, shortfalls, leakage } = receivables;
  const flow = flows.find(({ name }) => name === receivables.flow);
  return [
    ...owedFindings(receivables, flows, ['receivables']),
    ...(flow === undefined
      ? []
      : [
          ...named(promised.state, 'state', Object.keys(flow.states), ['promised', 'state']),
          ...named(promised.on, 'field of a day', ofKind(flow, 'day'), ['promised', 'on']),
        ]),
    ...moneyFindings(disputes, flows, ['disputes']),
    ...moneyFindings(shortfalls, flows, ['shortfalls']),
    ...fieldFindings(shortfalls.reason, flowOf(shortfalls, flows), ['shortfalls', 'reason']),
    ...leakage.flatMap((one, index) => [
      ...moneyFindings(one, flows, ['leakage', index]),
      ...filterFindings(one, flows, index),
      ...named(one.owner, 'role', Object.keys(roles), ['leakage', index, 'owner']),
    ]),
  ];
}

type Place = readonly (string | number)[];

function moneyFindings(money: PackMoney, flows: readonly FlowDefinition[], place: Place): readonly Finding[] {
  const flow = flowOf(money, flows);
  const names = flows.map(({ name }) => name);
  if (flow === undefined) return named(money.flow, 'flow', names, [...place, 'flow']);
  const amounts = listedIn(flow).flatMap(({ name, kind }) => (kind === 'money' ? [name] : []));
  return [
    ...named(money.amount, 'money in lists', amounts, [...place, 'amount']),
    ...named(money.currency, 'field of a currency', ofKind(flow, 'currency'), [...place, 'currency']),
  ];
}

/** Whether their values fit is for the list to say. */
function filterFindings(leakage: PackLeakage, flows: readonly FlowDefinition[], index: number): readonly Finding[] {
  const flow = flowOf(leakage, flows);
  return leakage.where.flatMap((text, at) => {
    const [field = ''] = text.split(/[=!<>^]/);
    return field.startsWith('$') ? [] : fieldFindings(field, flow, ['leakage', index, 'where', at]);
  });
}

function fieldFindings(name: string, flow: FlowDefinition | undefined, place: Place): readonly Finding[] {
  if (flow === undefined) return [];
  const known = listedIn(flow).map((one) => one.name);
  return named(name, 'field in lists', known, place);
}

function named(name: string, what: string, known: readonly string[], place: Place): readonly Finding[] {
  return known.includes(name) ? [] : [missing(pointer('receivables', ...place), what, name, known)];
}

function flowOf({ flow }: Pick<PackMoney, 'flow'>, flows: readonly FlowDefinition[]): FlowDefinition | undefined {
  return flows.find(({ name }) => name === flow);
}

function listedIn(flow: FlowDefinition) {
  return listedOf(flow, new Set());
}

function ofKind({ data }: FlowDefinition, kind: string): readonly string[] {
  return Object.entries(fieldsOf(data as never)).flatMap(([name, field]) => (field.kind === kind ? [name] : []));
}
