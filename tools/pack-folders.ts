/*
 * Where the code of each pack lies: its definitions, the views that only read and lay out, and what else it needs. What belongs to no pack
 * is the kernel's and the product's. An entry is the beginning of a path; the longest one that fits a file counts.
 */

export interface PackFolders {
  readonly definitions: readonly string[];
  readonly views: readonly string[];
  /** Programs that tell cases something, and what they work out. */
  readonly other: readonly string[];
}

/** The folders of which every file belongs to one pack, or to the kernel and product. */
export const dividedFolders = ['packs/', 'server/src/', 'api/src/', 'cli/src/verbs/', 'console/src/pages/'] as const;

/** The views of one area: its reading, its routes, their handlers, its verbs and its pages. */
function views(area: {
  readonly routes: readonly string[];
  readonly verbs?: readonly string[];
  readonly pages: readonly string[];
}) {
  return [
    ...area.routes.flatMap((name) => [`api/src/${name}.ts`, `server/src/http/handlers/${name}.ts`]),
    ...(area.verbs ?? []).map((noun) => `cli/src/verbs/${noun}`),
    ...area.pages.map((page) => `console/src/pages/${page}/`),
  ];
}

export const packFolders: Readonly<Record<string, PackFolders>> = {
  access: { definitions: ['packs/access/'], views: [], other: [] },
  catalogue: {
    definitions: ['packs/catalogue/'],
    views: [
      'server/src/catalogue/',
      ...views({ routes: ['systems', 'impact', 'catalogue'], verbs: ['system-', 'document-'], pages: ['system', 'systems'] }),
    ],
    other: ['server/src/catalogue/watch-catalogue.ts', 'server/src/catalogue/keep-watching.ts'],
  },
  change: {
    definitions: ['packs/change/'],
    views: [
      'server/src/changes/',
      'server/src/gate/show-content.ts',
      ...views({
        routes: ['changes', 'change-contents', 'releases', 'calendar'],
        verbs: ['change-', 'release-', 'calendar-'],
        pages: ['change', 'change-content', 'changes', 'propose', 'release', 'releases', 'calendar'],
      }),
    ],
    other: ['server/src/gate/'],
  },
  diagnosis: {
    definitions: ['packs/diagnosis/'],
    views: views({ routes: ['diagnoses'], verbs: ['diagnose'], pages: ['diagnosis', 'diagnoses'] }),
    other: ['server/src/diagnosis/'],
  },
  intake: {
    definitions: ['packs/intake/'],
    views: [
      'server/src/intake/',
      ...views({ routes: ['intake'], verbs: ['request-', 'roadmap-', 'plan-'], pages: ['intake', 'request', 'roadmap', 'plan'] }),
    ],
    other: [
      'server/src/intake/plan/',
      ...['follow-requests', 'keep-following', 'make-quarter', 'tell-answers', 'ask'].map(
        (name) => `server/src/intake/${name}.ts`,
      ),
    ],
  },
  integration: {
    definitions: ['packs/integration/'],
    views: [
      'server/src/integrations/',
      ...views({ routes: ['integrations'], verbs: ['integration-'], pages: ['integration', 'integrations'] }),
    ],
    other: [
      'server/src/integrations/day-table.ts',
      'server/src/integrations/declared-volume.ts',
      'server/src/integrations/expected-records.ts',
      'server/src/integrations/failure-table.ts',
      'server/src/integrations/group-failures.ts',
      'server/src/integrations/keep-watching.ts',
      'server/src/integrations/missed-slots.ts',
      'server/src/integrations/own-connections.ts',
      'server/src/integrations/read-runs-file.ts',
      'server/src/integrations/replay-group.ts',
      'server/src/integrations/run-table.ts',
      'server/src/integrations/take-runs.ts',
      'server/src/integrations/tell-',
      'server/src/integrations/watch-integrations.ts',
    ],
  },
  'order-to-cash': {
    definitions: ['packs/order-to-cash/'],
    views: ['server/src/receivables/', ...views({ routes: ['receivables'], pages: ['receivables'] })],
    other: [],
  },
  service: {
    definitions: ['packs/service/'],
    views: [
      'server/src/service/',
      ...views({
        routes: ['incidents', 'service'],
        verbs: ['incident-', 'problem-', 'service-'],
        pages: ['incident', 'incidents', 'problem', 'service'],
      }),
    ],
    other: ['server/src/service/measure-problem.ts'],
  },
};

/** The kernel and the product, of the folders that are divided. */
export const kernelAndProduct: readonly string[] = [
  ...['src/', 'test/', 'SPEC.md', 'package.json'].map((name) => `packs/${name}`),
  ...'backup cases connections definitions demo exceptions flows home house http imports insight jobs log migrations mining'
    .split(' ')
    .map((area) => `server/src/${area}/`),
  ...'notifications observability postgres privacy reconciliation scorecard series sign-in sql views visible watching work'
    .split(' ')
    .map((area) => `server/src/${area}/`),
  ...'access cases client connections exceptions flow-views flows hidden home house imports index jobs log metric-series mining'
    .split(' ')
    .map((file) => `api/src/${file}.`),
  ...'notifications openapi primitives problems reconciliations route routes scorecard table-imports table-plan work'
    .split(' ')
    .map((file) => `api/src/${file}.`),
  ...'account- backup. case- check. connection- db- demo. effect- export- flow- home. import insight- log- metric- mine.'
    .split(' ')
    .map((noun) => `cli/src/verbs/${noun}`),
  ...'new-flow. privacy- reconciliation. register restore. retention- start task- upgrade. watch-'
    .split(' ')
    .map((noun) => `cli/src/verbs/${noun}`),
  ...'account admin case cases connection connections declared exceptions flow flows home import log metric mining notifications'
    .split(' ')
    .map((page) => `console/src/pages/${page}/`),
  ...'reconciliation reconciliations scorecard sign-in tasks'.split(' ').map((page) => `console/src/pages/${page}/`),
];

export type Part = keyof PackFolders;

/** To what a file of the divided folders belongs; `undefined`: to nothing that is declared. Files at the top of an area's folder are the product's. */
export function belongsTo(file: string): { readonly pack: string; readonly part: Part } | 'kernel and product' | undefined {
  let best: { readonly length: number; readonly to: ReturnType<typeof belongsTo> } | undefined;
  const offer = (start: string, to: ReturnType<typeof belongsTo>) => {
    if (file.startsWith(start) && (best === undefined || start.length > best.length)) best = { length: start.length, to };
  };
  for (const [pack, folders] of Object.entries(packFolders))
    for (const part of ['definitions', 'views', 'other'] as const)
      for (const start of folders[part]) offer(start, { pack, part });
  for (const start of kernelAndProduct) offer(start, 'kernel and product');
  if (/^(?:server\/src|console\/src\/pages)\/[^/]+$/.test(file)) offer(file, 'kernel and product');
  return best?.to;
}
