/*
 * Who decides what. A row applies to a change where `when` holds, and asks for the approval of each role that `roles` gives: a CEL list
 * over the data of the change. Where no row asks for anybody, one of `lead` approves. Nobody approves what they had a part in.
 */

/** One row of the table. */
export interface DecisionRight {
  readonly id: string;
  /** What is decided, in the words of the business. */
  readonly decision: string;
  readonly when: string;
  readonly roles: string;
}

/** Changes that need nobody's approval, since their kind has it, while their risk is low. */
export const standardKinds = [
  { id: 'report-layout', title: 'How a report looks' },
  { id: 'help-text', title: 'Help texts and labels' },
  { id: 'list-value', title: 'A value of a list that no integration maps' },
  { id: 'shipped-version', title: 'A newer version of what came with the product' },
] as const;

const kinds = standardKinds.map(({ id }) => JSON.stringify(id)).join(', ');

/** Standard: of a kind that is listed, and of low risk. */
export const isStandard: string = `data.type == "standard" && data.kind in [${kinds}] && computed.risk == "low"`;

/** Who decides where nobody else does. */
export const lead = ['systems-lead', 'release-manager'] as const;

export const decisionRights: readonly DecisionRight[] = [
  {
    id: 'DEC-03',
    decision: 'High risk: the board of changes, and whoever answers for what it touches',
    when: 'computed.risk == "high"',
    roles: '["systems-lead", "release-manager"] + data.owners',
  },
  {
    id: 'DEC-05',
    decision: 'A business policy or definition: its owners',
    when: 'data.changesDefinition',
    roles: 'data.owners',
  },
  {
    id: 'DEC-06',
    decision: 'A data model whose data goes to more than one system: data, and whoever answers for what it touches',
    when: 'data.changesDataModel && data.fanOut > 1',
    roles: '["data-lead"] + data.owners',
  },
  {
    id: 'DEC-07',
    decision: 'How an integration works: its owners',
    when: 'data.changesIntegration',
    roles: '["integration-owner"] + data.owners',
  },
  {
    id: 'DEC-09',
    decision: 'Above what others may spend: the executive sponsor',
    when: 'data.cost > parameters.executiveAbove',
    roles: '["executive"]',
  },
  { id: 'DEC-12', decision: 'A security control: security', when: 'data.changesSecurity', roles: '["security-lead"]' },
];

/** When it happens is for the owners of the freezes that it falls into; asked when it is scheduled, not before. */
export const timingRight: DecisionRight = {
  id: 'DEC-08',
  decision: 'In a freeze or an event: whoever answers for that time',
  when: 'size(data.windowOwners) > 0',
  roles: 'data.windowOwners',
};

/** The rows that apply, by id. */
export const rights: string = decisionRights.map(({ id, when }) => `(${when} ? ["${id}"] : [])`).join(' + ');

/** The roles each of which must approve; some twice, where several rows ask for them. */
export const approvers: string = decisionRights.map(({ when, roles }) => `(${when} ? ${roles} : [])`).join(' + ');

/** The same, row by row, beside `rights`. */
export const rightRoles: string = decisionRights.map(({ when, roles }) => `(${when} ? [${roles}] : [])`).join(' + ');
