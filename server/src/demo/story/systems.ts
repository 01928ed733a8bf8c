import { furtherIntegrations } from '../further-integrations.ts';
import { plannedIntegrations } from '../integration-plan.ts';
import type { Act } from './acts.ts';

/** A system of Halden's catalogue. Releases, integrations and incidents name it in the same way. */
interface PlannedSystem {
  readonly name: string;
  readonly title: string;
  readonly purpose: string;
  readonly owner: 'systems-lead' | 'integration-owner' | 'data-lead';
  readonly businessOwner: string;
  readonly tier: '1' | '2' | '3';
  readonly disposition: 'invest' | 'tolerate' | 'migrate' | 'eliminate';
  readonly vendor?: string;
  readonly renewsOn?: string;
  readonly environments: readonly string[];
  readonly dataClasses: readonly string[];
  readonly dependsOn: readonly string[];
  readonly flows: readonly string[];
}

const lead = { owner: 'systems-lead' } as const;
const live = ['production', 'test'] as const;

export const plannedSystems: readonly PlannedSystem[] = [
  {
    ...{ name: 'ERP', title: 'ERP', purpose: 'Orders, stock and the books of all legal units.', ...lead, tier: '1' },
    ...{ businessOwner: 'head-of-finance', disposition: 'invest', vendor: 'Nordlicht Software', renewsOn: '2027-03-31' },
    ...{ environments: [...live, 'training'], dataClasses: ['customer', 'amount', 'payment'], dependsOn: [] },
    flows: ['order', 'invoice', 'payment', 'credit-note'],
  },
  {
    ...{ name: 'CRM', title: 'CRM', purpose: 'Customers, contacts, offers.', ...lead, tier: '2', businessOwner: 'sales-lead' },
    ...{ disposition: 'invest', vendor: 'Kontor Cloud', renewsOn: '2027-01-31', environments: [...live] },
    ...{ dataClasses: ['customer', 'contact'], dependsOn: ['ERP'], flows: ['order'] },
  },
  {
    ...{ name: 'Web shop', title: 'Web shop', purpose: 'Customers order by themselves.', ...lead, tier: '1' },
    ...{ businessOwner: 'sales-lead', disposition: 'invest', vendor: 'Ladenwerk', renewsOn: '2027-06-30' },
    ...{ environments: [...live], dataClasses: ['customer', 'contact'], dependsOn: ['ERP', 'Order check'], flows: ['order'] },
  },
  {
    ...{ name: 'Order check', title: 'Order check', purpose: 'Price, stock and credit before an order is released.', ...lead },
    ...{ tier: '1', businessOwner: 'operations-lead', disposition: 'tolerate', environments: [...live] },
    ...{ dataClasses: ['customer', 'amount'], dependsOn: ['ERP'], flows: ['order'] },
  },
  {
    ...{ name: 'Warehouse', title: 'Warehouse', purpose: 'Picking, packing, stock by place.', ...lead, tier: '1' },
    ...{ businessOwner: 'fulfilment-lead', disposition: 'invest', vendor: 'Regal & Partner', renewsOn: '2027-04-30' },
    ...{ environments: [...live], dataClasses: [], dependsOn: ['ERP'], flows: ['delivery'] },
  },
  {
    ...{ name: 'Carrier interface', title: 'Carrier interface', purpose: 'Joins the carriers: labels out, confirmations in.' },
    ...{ owner: 'integration-owner', tier: '1', businessOwner: 'fulfilment-lead', disposition: 'invest' },
    ...{ environments: [...live], dataClasses: ['customer'], dependsOn: ['Warehouse'], flows: ['delivery'] },
  },
  {
    ...{ name: 'Proof of delivery', title: 'Proof of delivery', purpose: 'Signatures and photographs of drivers.', ...lead },
    ...{ tier: '2', businessOwner: 'fulfilment-lead', disposition: 'tolerate', vendor: 'Quittung Mobil' },
    ...{ renewsOn: '2027-02-28', environments: [...live], dataClasses: ['customer', 'signature'] },
    ...{ dependsOn: ['Carrier interface'], flows: ['delivery'] },
  },
  {
    ...{ name: 'Billing', title: 'Billing', purpose: 'Writes and sends invoices and reminders.', ...lead, tier: '1' },
    ...{ businessOwner: 'billing-lead', disposition: 'tolerate', environments: [...live] },
    ...{ dataClasses: ['customer', 'amount'], dependsOn: ['ERP', 'Proof of delivery'], flows: ['invoice', 'credit-note'] },
  },
  {
    ...{ name: 'Cash matching', title: 'Cash matching', purpose: 'Finds the invoice that a payment is for.', ...lead, tier: '2' },
    ...{ businessOwner: 'finance-lead', disposition: 'migrate', environments: [...live] },
    ...{ dataClasses: ['customer', 'payment'], dependsOn: ['ERP', 'Bank gateway'], flows: ['payment'] },
  },
  {
    ...{ name: 'Bank gateway', title: 'Bank gateway', purpose: 'Statements in, payments out.', owner: 'integration-owner' },
    ...{ tier: '1', businessOwner: 'head-of-finance', disposition: 'tolerate', vendor: 'Zahlweg', renewsOn: '2027-05-31' },
    ...{ environments: [...live], dataClasses: ['payment'], dependsOn: [], flows: ['payment'] },
  },
  {
    ...{ name: 'Tax portal', title: 'Tax portal', purpose: 'Takes electronic invoices for the authorities.', ...lead, tier: '2' },
    ...{ businessOwner: 'finance-lead', disposition: 'tolerate', vendor: 'The authorities', environments: ['production'] },
    ...{ dataClasses: ['customer', 'amount'], dependsOn: [], flows: ['invoice'] },
  },
  {
    ...{ name: 'Data warehouse', title: 'Data warehouse', purpose: 'Reports by month and customer.', owner: 'data-lead' },
    ...{ tier: '2', businessOwner: 'finance-lead', disposition: 'invest', vendor: 'Kontor Cloud', renewsOn: '2027-01-31' },
    ...{ environments: [...live], dataClasses: ['customer', 'amount'], dependsOn: ['ERP', 'CRM'], flows: [] },
  },
  {
    ...{ name: 'Help desk', title: 'Help desk', purpose: 'What customers ask and complain of.', ...lead, tier: '3' },
    ...{ businessOwner: 'operations-lead', disposition: 'tolerate', vendor: 'Rückruf', renewsOn: '2027-07-31' },
    ...{ environments: ['production'], dataClasses: ['customer', 'contact'], dependsOn: ['CRM'], flows: ['dispute'] },
  },
  {
    ...{ name: 'Personnel', title: 'Personnel', purpose: 'Contracts, hours and absences of staff.', ...lead, tier: '3' },
    ...{ businessOwner: 'requester', disposition: 'eliminate', vendor: 'Lohnbüro Alt', renewsOn: '2027-12-31' },
    ...{ environments: ['production'], dataClasses: ['staff'], dependsOn: [], flows: [] },
  },
];

/** The systems are written down in the first week. */
const registeredOn = '2025-05-06';
const analyst = 'nora.falk';

/** Whom an incident of a system calls, and after how many minutes: what stops the business goes up to who answers for it. */
function calledWhen({ owner, tier }: PlannedSystem) {
  const step = (priority: 'P1' | 'P2' | 'P3', role: string, afterMinutes: number) => ({ priority, role, afterMinutes });
  const ownerFirst = [step('P1', owner, 0), step('P2', owner, 0), step('P3', owner, 240)];
  return tier === '3'
    ? ownerFirst
    : [...ownerFirst, step('P1', 'incident-lead', 15), step('P1', 'executive', 60), step('P2', 'incident-lead', 60)];
}

export const systemActs: readonly Act[] = plannedSystems.map(({ environments, vendor, renewsOn, ...system }) => ({
  ...{ on: registeredOn, who: analyst, flow: 'system', key: system.name, type: 'register' },
  data: {
    ...system,
    ...{ dataClasses: [...system.dataClasses], dependsOn: [...system.dependsOn], flows: [...system.flows] },
    environments: environments.map((name) => ({ name })),
    escalation: calledWhen({ environments, ...system }),
    ...(vendor === undefined ? {} : { vendor }),
    ...(renewsOn === undefined ? {} : { renewsOn }),
  },
}));

const slug = (name: string) => name.toLowerCase().replaceAll(' ', '-');
const kindsOf = { runbook: 'What to do when it stops', diagram: 'What it is joined to' } as const;

/** Each system of the first tier has both, and each integration without which the business stops; who looks closely finds that the gateway to the bank has no runbook. */
const withoutRunbook: ReadonlySet<string> = new Set(['Bank gateway']);
/** Nobody has looked at it for more than a year, when a visitor comes. */
const reviewedLong: ReadonlySet<string> = new Set(['RB-warehouse']);
const reviewedOn = '2026-02-09';

interface Described {
  readonly name: string;
  readonly title: string;
  readonly ofKind: 'system' | 'integration';
  readonly owner: string;
  readonly kinds: readonly (keyof typeof kindsOf)[];
}
const described: readonly Described[] = [
  ...plannedSystems
    .filter(({ tier }) => tier !== '3')
    .map(({ name, title, owner, tier }): Described => {
      const hasRunbook = tier === '1' && !withoutRunbook.has(name);
      return { name, title, ofKind: 'system', owner, kinds: hasRunbook ? ['runbook', 'diagram'] : ['diagram'] };
    }),
  ...[...plannedIntegrations, ...furtherIntegrations]
    .filter(({ data }) => data['tier'] === 'critical')
    .map(
      ({ name, data }): Described => ({
        ...{ name, title: String(data['title']), ofKind: 'integration', owner: String(data['owner']) },
        kinds: ['runbook', 'diagram'],
      }),
    ),
];

const ofSystems = described.flatMap(({ name, title, ofKind, owner, kinds }) =>
  kinds.map((kind): Act => {
    const number = `${kind === 'runbook' ? 'RB' : 'DG'}-${slug(name)}`;
    const looked = reviewedLong.has(number) ? '2025-08-25' : reviewedOn;
    return {
      ...{ on: '2026-02-10', who: analyst, flow: 'document', key: number, type: 'register' },
      data: {
        ...{ number, kind, ofKind, of: name, owner, title: `${title}: ${kindsOf[kind].toLowerCase()}` },
        ...{ reviewedOn: looked, ...(kind === 'runbook' ? { lastTestedOn: looked } : {}) },
        body:
          kind === 'runbook'
            ? `1. ${ofKind === 'system' ? `Look whether ${title} answers` : `${title}: look whether the last run came`}.\n2. Look what was changed in it last.\n3. Call who keeps it; open an incident.`
            : `${title}: see *Systems*, under *Diagram*.`,
      },
    };
  }),
);

const procedures = [
  ['SOP-1', 'sop', 'How a change is proposed and agreed on'],
  ['SOP-2', 'sop', 'Who leads an incident, and who is told when'],
  ['DD-1', 'data-dictionary', 'What a customer, an order and an invoice are'],
  ['FAQ-1', 'faq', 'What to write into a request'],
] as const;

export const documentActs: readonly Act[] = [
  ...ofSystems,
  ...procedures.map(
    ([number, kind, title]): Act => ({
      ...{ on: '2026-02-11', who: 'lea.winter', flow: 'document', key: number, type: 'register' },
      data: { number, title, kind, ofKind: 'company', of: 'Halden Components', owner: 'systems-lead', reviewedOn: '2026-02-09' },
    }),
  ),
];

const objects = [
  ['customer', 'Customer', 'CRM', ['ERP', 'Web shop', 'Help desk', 'Data warehouse'], ['order', 'invoice']],
  ['order', 'Order', 'ERP', ['Web shop', 'Order check', 'Data warehouse'], ['order']],
  ['product', 'Product and price', 'ERP', ['Web shop', 'Warehouse'], ['order']],
  ['stock', 'Stock level', 'Warehouse', ['ERP', 'Web shop'], ['delivery']],
  ['delivery', 'Delivery', 'Warehouse', ['ERP', 'Carrier interface', 'Proof of delivery'], ['delivery']],
  ['invoice', 'Invoice', 'Billing', ['ERP', 'Tax portal', 'Data warehouse'], ['invoice']],
  ['payment', 'Payment', 'Bank gateway', ['ERP', 'Cash matching'], ['payment']],
  ['person', 'Member of staff', 'Personnel', ['ERP'], []],
] as const;

export const dataObjectActs: readonly Act[] = objects.map(([name, title, recordSystem, systems, flows]) => ({
  ...{ on: '2025-05-07', who: 'felix.arndt', flow: 'data-object', key: name, type: 'register' },
  data: {
    ...{ name, title, owner: 'data-lead', recordSystem, systems: [...systems], flows: [...flows], dataClasses: [] },
    conflictRule: name === 'customer' ? 'somebody-decides' : 'system-of-record',
  },
}));
