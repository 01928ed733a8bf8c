import type { ContentFinding, ContentParameter } from '@throughline/api';
import { checkFlow, checkParameterChange, compileFlow, type Finding, inWords, parametersAt } from '@throughline/language';
import { newestFlow } from '../cases/flow-book.ts';
import { parameterText } from '../flows/lengths.ts';
import { role } from '../flows/words.ts';
import { decisionsBefore } from './before.ts';
import { beginOf } from './content.ts';
import { can, cannot, findingView, type Judge, written } from './judgement.ts';

/** Values of parameters, each against the one that holds, within its bounds. */
export const judgeParameters: Judge<'parameters'> = async (throughline, content, { change }) => {
  const flow = await newestFlow(throughline, content.flow);
  const { decisions } = await throughline.engine.parameters(content.flow);
  const { earlier, own } = decisionsBefore(decisions, change);
  const now = own?.from ?? (await throughline.engine.clock()).now;
  const { parameters: inForce } = parametersAt(flow.definition, earlier, now);
  const from = beginOf(content) ?? now;
  const asked = { from, values: content.values, by: 'the change', reason: 'as proposed' };
  const findings = checkParameterChange(flow.definition, asked, { timeline: earlier, now });
  const declared = flow.definition.parameters ?? {};
  const known = Object.entries(content.values).filter(([name]) => Object.hasOwn(declared, name));
  const parameters = known.flatMap(([name, value]): readonly ContentParameter[] => {
    const parameter = declared[name];
    if (parameter === undefined) return [];
    const { type, title = inWords(name), from: least, to: most, owner, default: unset } = parameter;
    const said = (each: unknown) => parameterText(type, each);
    return [
      {
        ...{
          flow: flow.name,
          flowTitle: flow.definition.title ?? inWords(flow.name),
          name,
          title,
          owner: role(flow, owner).title,
        },
        ...{ before: said(inForce[name] ?? unset), after: said(value ?? unset) },
        ...{ from: least === undefined ? null : said(least), to: most === undefined ? null : said(most) },
      },
    ];
  });
  return {
    findings: findings.map((found) => findingView(found, flow.name)),
    parameters,
    wayBack: can('The values before hold again'),
    documents: [{ name: content.flow, before: null, after: written(content.values) }],
  };
};

/** A calendar against the one that holds, and what the checker finds wrong with a flow that has it. */
export const judgeCalendar: Judge<'calendar'> = async (throughline, content, { change }) => {
  const flow = await newestFlow(throughline, content.flow);
  const { calendars = {}, calendar } = flow.definition;
  const decisions = (await throughline.engine.calendars(content.flow)).filter(({ name }) => name === content.name);
  const before = decisionsBefore(decisions, change).earlier.at(-1)?.definition ?? calendars[content.name];
  const was = { ...flow.definition, calendars: { ...calendars, ...(before === undefined ? {} : { [content.name]: before }) } };
  const after = { ...flow.definition, calendars: { ...calendars, [content.name]: content.definition } };
  const key = ({ code, path }: Finding) => `${code} ${path}`;
  const known = new Set(checkFlow(was).map(key));
  const used = calendar === undefined ? [] : [calendar.default, ...Object.values(calendar.entities ?? {})];
  const findings = checkFlow(after).filter((found) => !known.has(key(found)));
  const unused: ContentFinding = {
    ...{ code: 'calendar-unused', severity: 'error', flow: content.flow, path: '/name' },
    message: `no case of ${content.flow} has the calendar “${content.name}”`,
    witness: [`there is: ${used.join(', ') || 'none'}`],
    mend: 'Name one that cases have.',
  };
  return {
    findings: [...findings.map((found) => findingView(found, content.flow)), ...(used.includes(content.name) ? [] : [unused])],
    pairs: [{ before: compileFlow(was, flow.version), after }],
    wayBack: before === undefined ? cannot('There was no calendar before it') : can('The calendar before holds again'),
    documents: [
      {
        ...{ name: `${content.flow}: ${content.name}`, before: before === undefined ? null : written(before) },
        after: written(content.definition),
      },
    ],
  };
};
