import Type, { type Static } from 'typebox';
import { CaseId, Count, Day, databaseParams, inDatabase, list, Name, nullable } from './primitives.ts';
import { defineRoutes, object, optional } from './route.ts';

/*
 * The catalogue: systems, what is written of them, who can keep them, and what hangs on what. Systems, documents and data objects are cases of the flows `system`,
 * `document` and `data-object`; they are registered, changed and retired by their commands.
 */

const Text = Type.String();
const Role = object({ name: Name, title: Text });
const SystemTier = Type.Union([Type.Literal('1'), Type.Literal('2'), Type.Literal('3')]);
const SystemState = Type.Union([
  Type.Literal('proposed'),
  Type.Literal('live'),
  Type.Literal('retiring'),
  Type.Literal('retired'),
  Type.Literal('dropped'),
]);
const Disposition = Type.Union([
  Type.Literal('invest'),
  Type.Literal('tolerate'),
  Type.Literal('migrate'),
  Type.Literal('eliminate'),
]);
const CoveredKind = Type.Union([
  Type.Literal('runbook'),
  Type.Literal('diagram'),
  Type.Literal('configuration-baseline'),
  Type.Literal('integration-spec'),
  Type.Literal('data-dictionary'),
  Type.Literal('sop'),
]);
const DocumentStanding = Type.Union([
  Type.Literal('current'),
  Type.Literal('due'),
  Type.Literal('stale'),
  Type.Literal('draft'),
  Type.Literal('missing'),
]);
const NodeKind = Type.Union([
  Type.Literal('system'),
  Type.Literal('integration'),
  Type.Literal('automation'),
  Type.Literal('data-object'),
  Type.Literal('flow'),
  Type.Literal('state'),
  Type.Literal('field'),
  Type.Literal('destination'),
  Type.Literal('metric'),
  Type.Literal('document'),
  Type.Literal('control'),
  Type.Literal('role'),
  Type.Literal('vendor'),
]);

export const CoverageRow = object({
  kind: Type.Union([Type.Literal('system'), Type.Literal('integration')]),
  name: Text,
  title: Text,
  tier: SystemTier,
  owner: Role,
  /** Of the first tier: documents and a second person are asked for. */
  isAsked: Type.Boolean(),
  documents: list(
    object({
      kind: CoveredKind,
      standing: DocumentStanding,
      number: nullable(Text),
      caseId: nullable(CaseId),
      reviewedOn: nullable(Day),
      /** Of a runbook: when somebody last went through it. */
      testedOn: nullable(Day),
    }),
    6,
  ),
  /** `runbook missing`, `diagram stale`: what it counts as not documented for. */
  gaps: list(Text, 20),
  /** How many people with an account hold the role that owns it; null: nobody has an account here. */
  people: nullable(Count),
  /** The only one who does. */
  onlyPerson: nullable(Text),
  standing: Type.Union([
    Type.Literal('no-owner'),
    Type.Literal('exposed'),
    Type.Literal('undocumented'),
    Type.Literal('one-person'),
    Type.Literal('covered'),
  ]),
});
export type CoverageRow = Static<typeof CoverageRow>;

export const SystemRow = object({
  /** Its case. */
  caseId: CaseId,
  name: Text,
  title: Text,
  state: SystemState,
  purpose: Text,
  owner: Role,
  businessOwner: nullable(Role),
  tier: SystemTier,
  disposition: Disposition,
  vendor: Text,
  renewsOn: nullable(Day),
  /** null: it is not live. */
  coverage: nullable(CoverageRow.properties.standing),
  health: object({
    openIncidents: Count,
    openExceptions: Count,
    /** Live ones, in and out. */
    integrations: Count,
    /** Of the runs of four weeks that should have happened, the share that succeeded; null: none was due. */
    integrationSuccess: nullable(Type.Number({ minimum: 0, maximum: 1 })),
    /** Changes of it begun in the last 90 days. */
    changes: Count,
  }),
});
export type SystemRow = Static<typeof SystemRow>;

export const DocumentRow = object({
  caseId: CaseId,
  number: Text,
  title: Text,
  kind: Text,
  ofKind: Text,
  of: Text,
  owner: Role,
  state: Text,
  standing: DocumentStanding,
  reviewedOn: nullable(Day),
  testedOn: nullable(Day),
  usedOn: nullable(Day),
  url: Text,
});
export type DocumentRow = Static<typeof DocumentRow>;

/** A case that names the system. */
const CaseOfSystem = object({
  caseId: CaseId,
  number: Text,
  title: Text,
  state: Text,
  open: Type.Boolean(),
  weight: nullable(Text),
});

export const SystemDetail = object({
  ...SystemRow.properties,
  environments: list(object({ name: Text, url: nullable(Text) }), 20),
  escalation: list(object({ priority: Text, role: Role, afterMinutes: Count }), 20),
  ...{ dataClasses: list(Text, 20), controls: list(Text, 50), capabilities: list(Text, 50) },
  /** Systems that it does not work without, and those that do not work without it. */
  needs: list(Text, 50),
  neededBy: list(Text, 1000),
  integrations: list(
    object({
      name: Text,
      title: Text,
      direction: Type.Union([Type.Literal('in'), Type.Literal('out')]),
      other: Text,
      moves: Text,
      tier: Text,
      state: Text,
    }),
    1000,
  ),
  flows: list(object({ name: Text, title: Text }), 50),
  dataObjects: list(object({ caseId: CaseId, name: Text, title: Text, isRecord: Type.Boolean() }), 1000),
  documents: list(DocumentRow, 1000),
  covered: nullable(CoverageRow),
  incidents: list(CaseOfSystem, 100),
  changes: list(CaseOfSystem, 100),
});
export type SystemDetail = Static<typeof SystemDetail>;

const ImpactNode = object({
  /** `system:ERP` */
  id: Text,
  kind: NodeKind,
  name: Text,
  title: Text,
  owner: nullable(Role),
  tier: nullable(Text),
  state: nullable(Text),
  /** Something names it, and it is in no register. */
  isNamedOnly: Type.Boolean(),
});

export const ImpactView = object({
  of: list(ImpactNode, 50),
  /** Asked for, and not in the catalogue, as far as you see it. */
  unknown: list(Text, 50),
  touched: list(
    object({
      ...ImpactNode.properties,
      /** Steps from what is changed; 1: directly. */
      steps: Count,
      /** From it back to what is changed, the shortest way: `ERP does not work without SSO`. */
      path: list(object({ from: Text, says: Text, to: Text }), 100),
    }),
    10_000,
  ),
  /** Who is to be asked, the nearest first. `steps` 0: they answer for what is changed itself. */
  owners: list(object({ ...Role.properties, steps: Count, of: list(Text, 10_000) }), 1000),
});
export type ImpactView = Static<typeof ImpactView>;

export const SystemGap = object({
  kind: Type.Union([
    Type.Literal('add'),
    Type.Literal('remove'),
    Type.Literal('move'),
    Type.Literal('rejoin'),
    Type.Literal('build'),
    Type.Literal('register'),
  ]),
  of: object({ kind: Type.Union([Type.Literal('system'), Type.Literal('integration')]), name: Text, title: Text }),
  /** In words: what is to be done, and why. */
  what: Text,
});
export type SystemGap = Static<typeof SystemGap>;

export const SystemDiagram = object({
  /** A picture that stands by itself: it follows light and dark, says itself in words, and loads nothing. */
  svg: Type.String(),
  systems: list(object({ name: Text, title: Text, tier: nullable(Text), state: Text, isNamedOnly: Type.Boolean() }), 1000),
  lines: list(object({ name: Text, title: Text, from: Text, to: Text, moves: Text, state: Text }), 2000),
  /** What lies between how it is and how it is to be. */
  gaps: list(SystemGap, 2000),
});
export type SystemDiagram = Static<typeof SystemDiagram>;

const ofSystem = object({
  ...databaseParams,
  system: Type.String({ minLength: 1, maxLength: 80, description: 'As it is registered' }),
});

export const catalogueRoutes = defineRoutes({
  'GET /{database}/systems': {
    tag: 'catalogue',
    summary: 'The register of systems, each with how it does',
    params: inDatabase,
    query: object({
      tier: optional(SystemTier),
      owner: optional(Name),
      state: optional(SystemState),
      disposition: optional(Disposition),
    }),
    response: object({ items: list(SystemRow, 1000) }),
    csv: true,
    problems: ['database-not-ready'],
  },
  'GET /{database}/systems/{system}': {
    tag: 'catalogue',
    summary: 'One system: owners, environments, what it is joined with, its documents, incidents and changes',
    params: ofSystem,
    response: SystemDetail,
    problems: ['system-unknown', 'database-not-ready'],
  },
  'GET /{database}/system-diagram': {
    tag: 'catalogue',
    summary: 'Systems and what moves between them, as they are or as they are to be, and what lies between',
    params: inDatabase,
    query: object({
      show: optional(Type.Union([Type.Literal('current'), Type.Literal('target')], { description: 'Default: current' })),
      theme: optional(
        Type.Union([Type.Literal('auto'), Type.Literal('light'), Type.Literal('dark')], {
          description: 'Of the picture. Default: auto',
        }),
      ),
    }),
    response: SystemDiagram,
    problems: ['database-not-ready'],
  },
  'GET /{database}/coverage': {
    tag: 'catalogue',
    summary: 'What is written of each live system and integration, and how many people can keep it',
    params: inDatabase,
    query: object({ tier: optional(SystemTier) }),
    response: object({ items: list(CoverageRow, 2000) }),
    csv: true,
    problems: ['database-not-ready'],
  },
  'GET /{database}/documents': {
    tag: 'catalogue',
    summary: 'Runbooks, diagrams, specifications and procedures, and whether each still holds',
    params: inDatabase,
    query: object({ kind: optional(Name), standing: optional(DocumentStanding), of: optional(Name) }),
    response: object({ items: list(DocumentRow, 1000) }),
    csv: true,
    problems: ['database-not-ready'],
  },
  'GET /{database}/impact': {
    tag: 'catalogue',
    summary: 'All that a change of some things touches, with the path that shows why, and who answers for it',
    params: inDatabase,
    query: object({
      of: Type.Array(Type.String({ minLength: 3, maxLength: 260 }), {
        minItems: 1,
        maxItems: 50,
        description: '`system:ERP`, `flow:invoice`, `integration:crm-erp`, `field:invoice.carrier`, `state:invoice.blocked`, ...',
      }),
    }),
    response: ImpactView,
    csv: true,
    problems: ['node-unknown', 'database-not-ready'],
  },
});
