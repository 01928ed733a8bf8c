import { defineCalendar, type FlowDefinition } from '@throughline/language';

/** Monday to Friday, nine to five, in UTC; 6 April 2026 (Easter Monday) is a holiday. */
export const office = defineCalendar({
  timeZone: 'UTC',
  from: '2026-01-01',
  to: '2026-12-31',
  week: Object.fromEntries(
    ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'].map((day) => [day, [['09:00', '17:00']]]),
  ) as never,
  holidays: [{ on: '2026-04-06', title: 'Easter Monday' }],
});

/** A flow in a line: `open > opened; opened.triage > triaged`, and the fields of its data. Enough to check a metric against. */
export function smallFlow(name: string, steps: string, fields: string): FlowDefinition {
  const parsed = steps.split(';').map((step) => {
    const [way = '', to = ''] = step.split('>').map((part) => part.trim());
    const [from = '', event] = way.split('.');
    return event === undefined ? { event: from, to } : { from, event, to };
  });
  const states = [...new Set(parsed.flatMap(({ from, to }) => (from === undefined ? [to] : [from, to])))];
  const on = (state: string) =>
    Object.fromEntries(parsed.filter(({ from }) => from === state).map(({ event, to }) => [event, { to }]));
  return {
    ...{ name, title: name, owner: 'lead', key: 'number' },
    calendar: { default: 'office' },
    calendars: { office },
    data: {
      type: 'object',
      properties: Object.fromEntries(
        ['number', ...fields.split(' ').filter((field) => field !== '')].map((field) => [field, {}]),
      ),
    },
    start: Object.fromEntries(parsed.filter(({ from }) => from === undefined).map(({ event, to }) => [event, { to }])),
    states: Object.fromEntries(
      states.map((state) => [state, parsed.some(({ from }) => from === state) ? { on: on(state) } : { final: 'done' }]),
    ),
  } as FlowDefinition;
}
