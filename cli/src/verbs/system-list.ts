import { registerList } from './register-list.ts';

const share = (part: number | null) => (part === null ? '-' : `${(part * 100).toFixed(1)}%`);
const systemHeads = [
  'name',
  'tier',
  'owner',
  'state',
  'disposition',
  'renewal',
  'coverage',
  'runs',
  'incidents',
  'exceptions',
  'changes',
];

export const systemList = registerList('system', {
  summary: 'the register of systems: owner, tier, what becomes of each, and how it does',
  read: ({ client, of }) => client.request('GET /{database}/systems', { params: of }),
  readCsv: ({ client, of }) => client.csv('GET /{database}/systems', { params: of }),
  columns: systemHeads.map((title, index) => ({ title, right: index > 6 })),
  cellsOf: ({ name, tier, owner, state, disposition, renewsOn, coverage, health }) => [
    ...[name, tier, owner.name, state, disposition, renewsOn ?? '-', coverage ?? '-', share(health.integrationSuccess)],
    ...[health.openIncidents, health.openExceptions, health.changes].map(String),
  ],
  isSick: ({ coverage, health }) => (coverage !== null && coverage !== 'covered') || health.openExceptions > 0,
});

export const documentList = registerList('document', {
  summary: 'documents: what each is of, who keeps it, and whether it still holds',
  read: ({ client, of }) => client.request('GET /{database}/documents', { params: of }),
  readCsv: ({ client, of }) => client.csv('GET /{database}/documents', { params: of }),
  columns: ['number', 'kind', 'of', 'owner', 'standing', 'reviewed', 'title'].map((title) => ({ title })),
  cellsOf: ({ number, kind, of, owner, standing, reviewedOn, title }) => [
    ...[number, kind, of, owner.name, standing, reviewedOn ?? '-', title],
  ],
  isSick: ({ standing }) => standing === 'stale',
});
