import type { ScorecardRoute } from '@throughline/api';
import { showScorecard } from '../../scorecard/show-scorecard.ts';
import { showWatches } from '../../watching/watches.ts';
import type { CsvHandlers, Handlers } from '../handler.ts';

export const scorecardHandlers: Handlers<ScorecardRoute> = {
  'GET /{database}/scorecard': async (_, context) => ({ body: await showScorecard(context.throughline, context) }),
  'GET /{database}/watches': async (_, context) => ({ body: await showWatches(context.throughline, context) }),
};

export const scorecardCsv: CsvHandlers<ScorecardRoute> = {
  async *'GET /{database}/scorecard'(_, context) {
    const { groups } = await showScorecard(context.throughline, context);
    yield [
      ...['group', 'metric', 'title', 'owner', 'unit', 'currency', 'from', 'to', 'value', 'n', 'standing', 'change'],
      ...[
        'expected',
        'lower',
        'upper',
        'unexpected',
        'broke',
        'frozen',
        'restated',
        'paired',
        'paired_value',
        'diagnosis',
        'entities',
      ],
    ];
    for (const { name, rows } of groups)
      for (const row of rows)
        yield [
          ...[name, row.metric.id, row.metric.title, row.metric.owner.role, row.metric.unit, row.currency],
          ...[row.period.from, row.period.to, row.value, row.n, row.standing, row.change],
          ...[row.expected?.value ?? null, row.expected?.lower ?? null, row.expected?.upper ?? null],
          ...[
            row.unexpected === null ? null : String(row.unexpected),
            String(row.broke),
            String(row.frozen),
            String(row.restated),
          ],
          ...[
            row.paired?.id ?? null,
            row.paired?.value ?? null,
            row.diagnosis?.case.key ?? null,
            row.visibleEntities?.join(', ') ?? null,
          ],
        ];
  },
};
