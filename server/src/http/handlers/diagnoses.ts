import type { DiagnosisRoute } from '@throughline/api';
import { brief } from '../../diagnosis/brief.ts';
import { allDiagnosisCases, diagnosisCases } from '../../diagnosis/cases.ts';
import { listDiagnoses } from '../../diagnosis/list.ts';
import { openDiagnosis } from '../../diagnosis/open.ts';
import { reviseStep } from '../../diagnosis/revise.ts';
import { showDiagnosis } from '../../diagnosis/show.ts';
import type { CsvHandlers, Handlers } from '../handler.ts';

export const diagnosisHandlers: Handlers<DiagnosisRoute> = {
  'POST /{database}/diagnoses': async ({ body }, context) => ({ body: await openDiagnosis(context.throughline, body, context) }),
  'GET /{database}/diagnoses': async ({ query }, context) => ({
    body: await listDiagnoses(context.throughline, { ...query, limit: query.limit ?? 50 }, context),
  }),
  'GET /{database}/diagnoses/{case}': async ({ params }, context) => ({
    body: await showDiagnosis(context.throughline, params.case, context),
  }),
  'POST /{database}/diagnoses/{case}/steps/{step}': async ({ params, body }, context) => ({
    body: await reviseStep(context.throughline, params, body, context),
  }),
  'GET /{database}/diagnoses/{case}/cases': async ({ params, query }, context) => ({
    body: await diagnosisCases(context.throughline, params.case, { ...query, limit: query.limit ?? 50 }, context),
  }),
  'GET /{database}/diagnoses/{case}/brief': async ({ params }, context) => ({
    body: await brief(context.throughline, params.case, context),
  }),
};

export const diagnosisCsv: CsvHandlers<DiagnosisRoute> = {
  async *'GET /{database}/diagnoses'({ query }, context) {
    yield ['key', 'metric', 'from', 'to', 'against_from', 'against_to', 'state', 'says', 'opened_at', 'id'];
    let after: string | undefined;
    do {
      const asked = { ...query, limit: 200, ...(after === undefined ? {} : { after }) };
      const page: Awaited<ReturnType<typeof listDiagnoses>> = await listDiagnoses(context.throughline, asked, context);
      for (const { case: of, metric, question, state, says, openedAt } of page.items) {
        const { from, to, against } = question;
        yield [of.key, metric.id, from, to, against.from, against.to, state, says, openedAt, of.id];
      }
      after = page.next;
    } while (after !== undefined);
  },
  async *'GET /{database}/diagnoses/{case}/cases'({ params, query }, context) {
    const cases = await allDiagnosisCases(context.throughline, params.case, query.of, context);
    yield ['flow', 'entity', 'key', 'period', 'affected', 'at', ...(cases[0]?.attributes ?? []).map(({ title }) => title), 'id'];
    for (const { flow, entity, key, period, affected, at, attributes, id } of cases)
      yield [flow, entity, key, period, String(affected), at, ...attributes.map(({ value }) => value), id];
  },
};
