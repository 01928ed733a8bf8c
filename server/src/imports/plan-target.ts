import type { ColumnChoice, PreviewRow } from '@throughline/api';
import { mappingOfPlan } from '@throughline/connect';
import type { CompiledFlow } from '@throughline/language';
import { propertiesOf } from '../cases/fields.ts';
import type { ImportTarget } from './target.ts';

/** The flow that was drafted of a file, as what its rows become facts of. */
export function planTarget(flow: CompiledFlow): ImportTarget {
  return {
    flow,
    fields: [],
    mappingOf: (choice) => mappingOf(flow, choice),
    faultsOf: ({ draft }) => {
      const known = Object.values(draft?.events ?? {}).filter((event) => !flow.events.has(event));
      return known.map((event) => ({
        place: `choice/draft/events`,
        message: `The flow has no event ${event}`,
        expected: [...flow.events.keys()].join(', '),
      }));
    },
    assumptions: ({ draft }) =>
      draft?.plan.shape === 'wide'
        ? ['A row says when something happened and not at what time of day: events of one day come in the order of the columns.']
        : ['Events come in the order of their times; of equal times, in the order of the file.'],
    shown: (records) => {
      const values = Object.assign({}, ...records.map(({ fact }) => fact.data)) as PreviewRow['fields'];
      return Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value !== 'object'));
    },
  };
}

function mappingOf(flow: CompiledFlow, { draft, entity }: ColumnChoice) {
  if (draft === undefined) throw new TypeError('A drafted flow is fed by its plan');
  return mappingOfPlan(draft.plan, {
    ...{ flow: flow.name, source: `file/${flow.name}`, entity, timeZone: flow.calendar.timeZone, events: draft.events },
    carries: (event) => new Set(Object.keys(propertiesOf(flow.events.get(event)?.data.schema ?? {}))),
  });
}
