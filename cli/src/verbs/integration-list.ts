import { registerList } from './register-list.ts';

const heads = ['name', 'tier', 'owner', 'standing', 'last run', 'success', 'goal', 'missed', 'open', 'unknown', 'dead letters'];
const sick: ReadonlySet<string> = new Set(['silent', 'failing', 'under-goal']);
const percent = (rate: number | null) => (rate === null ? '-' : `${(rate * 100).toFixed(1)}%`);

export const integrationList = registerList('integration', {
  summary: 'the register of integrations: how each does over four weeks, and what is open of it',
  read: ({ client, of }) => client.request('GET /{database}/integrations', { params: of }),
  readCsv: ({ client, of }) => client.csv('GET /{database}/integrations', { params: of }),
  columns: heads.map((title, index) => ({ title, right: index > 4 })),
  cellsOf: ({ name, tier, owner, standing, lastRun, success, goal, openFailures, unknown, openDeadLetters }) => [
    ...[name, tier, owner.name, standing, lastRun?.startedAt.slice(0, 16) ?? '-', percent(success.rate), percent(goal)],
    ...[success.missed, openFailures, unknown, openDeadLetters].map(String),
  ],
  isSick: ({ standing }) => sick.has(standing),
});

export const automationList = registerList('automation', {
  summary: 'the register of automations: who answers for each, and when it is looked at again',
  read: ({ client, of }) => client.request('GET /{database}/automations', { params: of }),
  readCsv: ({ client, of }) => client.csv('GET /{database}/automations', { params: of }),
  columns: ['name', 'platform', 'owner', 'state', 'telemetry', 'review', 'data'].map((title) => ({ title })),
  cellsOf: ({ name, platform, owner, state, hasNoOwner, telemetry, reviewOn, dataClasses }) => [
    ...[name, platform, hasNoOwner ? 'nobody' : owner.name, state, telemetry, reviewOn, dataClasses.join(', ')],
  ],
  isSick: ({ hasNoOwner }) => hasNoOwner,
});
