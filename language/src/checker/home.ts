import { scopeOf } from '../compile/scope.ts';
import { homeMetricsMax, type Pack, type PackRisk } from '../define-pack.ts';
import type { FlowDefinition } from '../definition/flow.ts';
import type { Schema } from '../expression/expression.ts';
import { type Finding, finding, pointer } from './finding.ts';
import { listed, suggestion } from './nearest.ts';
import { fieldsOf } from './subject.ts';

/** Judges the hints for a home page against the flows and metrics of the pack. Paths begin with `/home`. */
export function homeFindings({ home, flows, metrics }: Pack): readonly Finding[] {
  if (home === undefined) return [];
  const ids = metrics.map(({ id }) => id);
  return [
    ...(home.metrics.length > homeMetricsMax ? [tooMany(home.metrics)] : []),
    ...home.metrics.flatMap((id, index) => {
      const path = pointer('home', 'metrics', index);
      if (home.metrics.indexOf(id) < index) return [twice(id, path)];
      return ids.includes(id) ? [] : [missing(path, 'metric', id, ids)];
    }),
    ...(home.risk === undefined ? [] : owedFindings(home.risk, flows, ['home', 'risk'])),
  ];
}

/** Judges what says what is owed, in hints that stand at a place of the pack. */
export function owedFindings(risk: PackRisk, flows: readonly FlowDefinition[], place: readonly string[]): readonly Finding[] {
  const flow = flows.find(({ name }) => name === risk.flow);
  const names = flows.map(({ name }) => name);
  if (flow === undefined) return [missing(pointer(...place, 'flow'), 'flow', risk.flow, names)];
  const { data, computed } = scopeOf(flow);
  const fields = Object.entries(fieldsOf(data as Schema));
  const ofKind = (kind: string) => fields.filter(([, field]) => field.kind === kind).map(([name]) => name);
  const amounts = Object.entries(fieldsOf(computed as Schema)).filter(([, { type }]) => type === 'integer' || type === undefined);
  const wanted = [
    ['dueOn', 'field of a day', ofKind('day')],
    ['open', 'field of money, in the data or computed', [...ofKind('money'), ...amounts.map(([name]) => name)]],
    ['currency', 'field of a currency', ofKind('currency')],
    ['ladder', 'ladder', Object.keys(flow.ladders ?? {})],
  ] as const;
  return wanted.flatMap(([member, what, known]) =>
    known.includes(risk[member]) ? [] : [missing(pointer(...place, member), what, risk[member], known)],
  );
}

export function missing(path: string, what: string, name: string, known: readonly string[]): Finding {
  return finding('home-invalid', path, {
    message: `there is no ${what} "${name}"`,
    witness: [known.length === 0 ? `there is no ${what} at all` : `there is: ${listed(known)}`],
    mend: suggestion(name, known, 'Leave the hint out.'),
  });
}

function tooMany(ids: readonly string[]): Finding {
  return finding('home-invalid', '/home/metrics', {
    message: `${ids.length} metrics, at most ${homeMetricsMax} are shown`,
    witness: [listed(ids)],
    mend: 'Keep those that people look at first.',
  });
}

function twice(id: string, path: string): Finding {
  return finding('home-invalid', path, {
    message: `"${id}" is shown already`,
    witness: [`it stands before ${path}`],
    mend: 'Leave it out here.',
  });
}
