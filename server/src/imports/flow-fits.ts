import type { ColumnChoice, FlowFit } from '@throughline/api';
import {
  dayFormats,
  isDateKind,
  type PlannedTable,
  readFormats,
  suggestColumns,
  type TableAnswers,
  type TableLook,
} from '@throughline/connect';
import type { Throughline } from '../throughline.ts';
import { lastEntity } from './import-table.ts';
import type { ImportTarget } from './target.ts';
import { importTargets } from './targets.ts';

const flowsShown = 5;
const scoreMin = 0.3;

/** The flows of ours that a table of cases could feed, those that it feeds best first. */
export async function flowFits(
  throughline: Throughline,
  planned: PlannedTable,
  look: TableLook,
  answers: TableAnswers,
): Promise<FlowFit[]> {
  const entity = answers['entity'] ?? (await lastEntity(throughline.pool)) ?? 'My company';
  // A flow that was drafted from another file is no flow of ours.
  const { rows } = await throughline.pool.query<{ flow: string }>(
    `select distinct flow from throughline.flow_version where deployed_by like 'import/%'`,
  );
  const drafted = new Set(rows.map(({ flow }) => flow));
  const targets = (await importTargets(throughline)).filter(({ flow }) => !drafted.has(flow.name));
  const fits = targets.map((target) => fitOf(target, planned, look, entity));
  return fits
    .filter(({ score }) => score >= scoreMin)
    .toSorted((a, b) => b.score - a.score || (a.flow < b.flow ? -1 : 1))
    .slice(0, flowsShown);
}

function fitOf({ flow, fields, faultsOf }: ImportTarget, planned: PlannedTable, look: TableLook, entity: string): FlowFit {
  const { plan } = planned;
  const values = new Map(look.columns.map(({ name, samples, values: all }) => [name, all.length > 0 ? all : samples]));
  const found = suggestColumns(
    fields,
    plan.columns.map(({ name }) => ({ name, values: values.get(name) ?? [] })),
  );
  const columns: Record<string, string> = { ...found.columns };
  // What was recognised counts where the field is looked for under another name.
  const roles = {
    number: 'case',
    customer: 'customer',
    issuedOn: 'issued',
    dueOn: 'due',
    paidOn: 'paid',
    amount: 'amount',
    currency: 'currency',
  } as const;
  for (const [field, kind] of Object.entries(roles)) {
    const column = plan.columns.find((one) => one.kind === kind)?.name;
    if (column === undefined || !fields.some(({ name }) => name === field)) continue;
    for (const [other, taken] of Object.entries(columns)) if (taken === column && other !== field) delete columns[other];
    if (kind !== 'amount' || columns[field] === undefined) columns[field] = column;
  }
  const dated = plan.columns.filter(({ kind, format }) => isDateKind(kind) && format !== undefined);
  const choice: ColumnChoice = {
    ...{ columns, entity, decimal: plan.columns.find(({ decimal }) => decimal !== undefined)?.decimal ?? '.' },
    dateFormat: dayFormats.find((format) => dated.some(({ format: used }) => used === readFormats[format])) ?? 'YYYY-MM-DD',
    formats: Object.fromEntries(dated.map(({ name, format = 'ISO' }) => [name, format])),
    decimals: Object.fromEntries(plan.columns.flatMap(({ name, decimal }) => (decimal === undefined ? [] : [[name, decimal]]))),
    ...(plan.currency === undefined ? {} : { currency: plan.currency }),
  };
  const isThere = (field: string) => columns[field] !== undefined;
  const needed = fields.filter(({ required }) => required);
  const missing = needed.filter(({ name }) => !isThere(name)).map(({ title }) => title);
  const faults = missing.length > 0 ? [] : faultsOf(choice).map(({ message }) => message);
  const others = fields.filter(({ required }) => !required);
  const share = (list: typeof fields) => (list.length === 0 ? 1 : list.filter(({ name }) => isThere(name)).length / list.length);
  const score = Math.round((0.75 * share(needed) + 0.25 * share(others)) * 100) / 100;
  const counted = fields.filter(({ name }) => isThere(name)).length;
  return {
    ...{ flow: flow.name, title: flow.definition.title, score, choice },
    because: `${counted} of the ${fields.length} columns that it looks for are there, ${needed.length - missing.length} of the ${needed.length} that it needs`,
    found: fields.flatMap(({ name, title }) =>
      columns[name] === undefined ? [] : [{ field: name, title, column: columns[name] }],
    ),
    missing: [...missing, ...faults],
  };
}
