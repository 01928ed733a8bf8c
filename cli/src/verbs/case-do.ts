import { randomUUID } from 'node:crypto';
import type { Action, CommandResult, FormField, Value } from '@throughline/api';
import { InvalidArgumentError } from 'commander';
import { type Assignments, findAction, readAssignments } from '../command-data.ts';
import { type Company, type CompanyOptions, withCompany } from '../company.ts';
import { type CaseWords, caseWordsOf, defineCase, findCase } from '../find-case.ts';
import { companyOf, defineCompany, pair, present } from '../options.ts';
import { type Locale, localeOf } from '../output/locale.ts';
import { type Paint, paintFor } from '../output/paint.ts';
import { printJson, printLines } from '../output/print.ts';
import { shown, table } from '../output/table.ts';
import { currencyIn } from '../output/value.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface CaseDoOptions extends CompanyOptions, CaseWords {
  /** Absent: what can be done is listed. */
  readonly action?: string;
  readonly set: Assignments;
  readonly data: Readonly<Record<string, unknown>>;
  readonly reason?: string;
  /** The request's own name: sent again under it, nothing is done twice. */
  readonly key?: string;
  readonly json: boolean;
}

export const caseDo = verb<CaseDoOptions>({
  words: ['case', 'do'],
  summary: 'ask something of a case: an event of its flow, an approval, a comment; without an action, what can be asked',
  examples: [
    'case do INV-1001',
    'case do INV-1001 dispute --reason damaged',
    'case do INV-1001 pay --set amount=1250.00 --key receipt-4711',
    'case do --demo --as helene.amrein INV-D-10042 approve',
  ],
  define(command) {
    defineCase(command);
    command
      .argument('[action]', 'what is asked for')
      .option('--set <field=value>', 'a value that it carries; amounts with their decimals; may be said several times', pair)
      .option('--data <json>', 'what it carries, as the API has it; amounts in minor units', jsonObject)
      .option('--reason <text>', 'why, where the flow wants to know')
      .option('--key <text>', 'a name for this request: said again, nothing is done twice');
    defineCompany(command);
  },
  options(command) {
    const { set = {}, data = {}, reason, key } = command.opts<Partial<CaseDoOptions>>();
    const action = command.args[1];
    return { ...companyOf(command), ...caseWordsOf(command), set, data, ...present({ action, reason, key }) };
  },
  run({ json, action: name, set, data, reason, key, ...options }, session) {
    return withCompany(options, session, async (company) => {
      const { stdout, env } = session;
      const paint = paintFor(stdout, env);
      const params = { ...company.of, case: await findCase(company, options) };
      const { items } = await company.client.request('GET /{database}/cases/{case}/actions', { params });
      if (name === undefined) {
        if (json) printJson(stdout, { items });
        else printLines(stdout, actionLines(items, paint));
        return exitCodes.ok;
      }
      const { of, ...fields } = set;
      const action = findAction(items, name, of ?? data['of']);
      const assigned = action.of === undefined ? set : fields;
      const currency = needsCurrency(action, assigned) ? await currencyOf(company, params.case, assigned) : null;
      const carried = { ...action.data, ...readAssignments(action.fields, assigned, currency), ...data };
      const result = await company.client.request('POST /{database}/cases/{case}/commands', {
        params,
        body: { type: name, data: carried, ...present({ reason }) },
        idempotencyKey: key ?? randomUUID(),
      });
      if (json) printJson(stdout, result);
      else printLines(stdout, resultLines(result, localeOf(env), paint));
      return exitCodes.ok;
    });
  },
});

function jsonObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Readonly<Record<string, unknown>>;
  } catch {
    // Told below.
  }
  throw new InvalidArgumentError('Expected a JSON object.');
}

function needsCurrency({ fields }: Action, assigned: Assignments): boolean {
  return fields.some(({ name, kind }) => kind === 'money' && name in assigned);
}

async function currencyOf({ client, of }: Company, id: string, { currency }: Assignments): Promise<string | null> {
  if (currency !== undefined) return currency;
  const { money, data } = await client.request('GET /{database}/cases/{case}', { params: { ...of, case: id } });
  const values: Readonly<Record<string, Value>> = Object.fromEntries(data.map(({ name, value }) => [name, value]));
  return money?.currency ?? currencyIn(values);
}

function actionLines(actions: readonly Action[], paint: Paint): readonly string[] {
  const allowed = actions.filter((action) => action.allowed);
  const refused = actions.filter((action) => !action.allowed);
  const rows = allowed.map((action) => [nameOf(action), shown(action.title, 40), action.to?.title ?? '', needsOf(action)]);
  const heads = ['action', 'what', 'leads to', 'needs'].map((title) => ({ title }));
  return [
    ...(rows.length === 0 ? ['You can do nothing with it now.'] : table(heads, rows)),
    ...(refused.length === 0 ? [] : ['', paint('bold', 'Not now')]),
    ...table(
      [{ title: '' }, { title: '' }],
      refused.map((action) => [nameOf(action), shown(action.why?.message ?? '', 110)]),
    ).slice(1),
  ];
}

const nameOf = ({ type, of }: Action) => (of === undefined ? type : `${type} --set of=${of}`);

function needsOf({ fields, reason, approval, approvalOfEach }: Action): string {
  return [
    ...fields.map(fieldOf),
    ...(reason ? ['--reason'] : []),
    ...(approval === undefined
      ? []
      : [`then approval by ${approvalOfEach ? `each of ${approval.join(', ')}` : approval.join(' or ')}`]),
  ].join(', ');
}

function fieldOf({ name, kind, required, options }: FormField): string {
  const values = options === undefined ? (kind === 'text' ? '' : ` (${kind})`) : ` (${options.join(' | ')})`;
  const text = `${name}${shown(values, 60)}`;
  return required ? text : `[${text}]`;
}

function resultLines({ outcome, case: row }: CommandResult, locale: Locale, paint: Paint): readonly string[] {
  const { flow, key, stateTitle, next, awaiting } = row;
  return [
    `${flow} ${shown(key)}: ${paint('bold', stateTitle)}${outcome === 'ignored' ? '. It was so already; nothing was changed' : ''}.`,
    ...awaiting.map(({ title, approvals }) => `Waits for an approval: ${title}${approvalsText(approvals)}.`),
    ...(next === null ? [] : [`Next: ${next.title}, ${locale.day(Date.parse(next.dueAt))}.`]),
  ];
}

function approvalsText(so: CommandResult['case']['awaiting'][number]['approvals']): string {
  if (so === undefined) return '';
  return so.missing === undefined ? `, ${so.given} of ${so.needed} approvals` : `, still to agree: ${so.missing.join(', ')}`;
}
