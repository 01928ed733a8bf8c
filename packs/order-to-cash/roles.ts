/** Who works in order to cash. Flows of the pack name these roles as owners, approvers and doers of tasks. */
export const roles = {
  sales: { title: 'Sales' },
  'sales-lead': { title: 'Lead of sales' },
  'operations-lead': { title: 'Lead of operations' },
  'order-desk': { title: 'Order desk' },
  'credit-manager': { title: 'Credit manager' },
  fulfilment: { title: 'Fulfilment' },
  'fulfilment-lead': { title: 'Lead of fulfilment' },
  billing: { title: 'Billing' },
  'billing-lead': { title: 'Lead of billing' },
  collections: { title: 'Collections' },
  'collections-lead': { title: 'Lead of collections' },
  'cash-application': { title: 'Cash application' },
  finance: { title: 'Finance' },
  'finance-lead': { title: 'Lead of finance' },
  'head-of-finance': { title: 'Head of finance' },
  /** What other cases book. No person needs it: who held it could book without the approval that those cases ask for. */
  bookkeeping: { title: 'Internal bookkeeping' },
} as const;
