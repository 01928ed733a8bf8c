import { registerList } from './register-list.ts';

const minute = (at: string | null) => at?.slice(0, 16) ?? '-';

export const incidentList = registerList('incident', {
  summary: 'incidents, the open ones first: who leads, what hangs on it, what is late',
  read: ({ client, of }) => client.request('GET /{database}/incidents', { params: of }),
  readCsv: ({ client, of }) => client.csv('GET /{database}/incidents', { params: of }),
  columns: ['number', 'priority', 'category', 'state', 'lead', 'began', 'say by', 'blocked', 'late', 'title'].map(
    (title, index) => ({
      ...{ title, right: index === 7 },
    }),
  ),
  cellsOf: ({ number, priority, category, state, lead, beganAt, sayBy, blocked, late, title }) => [
    ...[number, priority, category ?? '-', state.title, lead ?? '-', minute(beganAt), minute(sayBy), String(blocked ?? '-')],
    ...[late.map((one) => one.title).join(', '), title],
  ],
  isSick: ({ state }) => !state.final,
  none: 'There is no incident.',
});

export const problemList = registerList('problem', {
  summary: 'problems: what is behind incidents, how far it is, and what shows that it is mended',
  read: ({ client, of }) => client.request('GET /{database}/problems', { params: of }),
  readCsv: ({ client, of }) => client.csv('GET /{database}/problems', { params: of }),
  columns: ['number', 'priority', 'state', 'incidents', 'open actions', 'metric', 'title'].map((title, index) => ({
    ...{ title, right: index === 3 || index === 4 },
  })),
  cellsOf: ({ number, priority, state, incidents, openActions, metric, title }) => [
    ...[number, priority, state.title, String(incidents), String(openActions)],
    ...[metric === null ? '-' : `${metric.id}: ${metric.measured ?? 'not measured'} (${metric.target})`, title],
  ],
  isSick: ({ recurred }) => recurred,
  none: 'There is no problem.',
});
