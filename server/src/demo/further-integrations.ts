import type { JsonObject } from '@throughline/language';

/** Ways by which Halden's systems are joined whose run logs nobody has brought yet. */
type Way = readonly [
  name: string,
  title: string,
  source: string,
  target: string,
  pattern: 'api' | 'webhook' | 'etl' | 'file' | 'database' | 'manual' | 'rpa',
  moves: string,
  tier: 'critical' | 'important' | 'minor',
];

const ways: readonly Way[] = [
  ['prices-to-shop', 'Prices for the web shop', 'ERP', 'Web shop', 'api', 'prices', 'important'],
  ['products-to-warehouse', 'Products for the warehouse', 'ERP', 'Warehouse', 'etl', 'products', 'minor'],
  ['orders-to-check', 'Orders to be checked', 'ERP', 'Order check', 'api', 'orders', 'critical'],
  ['checked-orders', 'Orders that were checked', 'Order check', 'ERP', 'api', 'orders', 'critical'],
  ['pick-lists', 'Pick lists', 'ERP', 'Warehouse', 'api', 'deliveries', 'critical'],
  ['stock-to-erp', 'Stock for the books', 'Warehouse', 'ERP', 'etl', 'stock levels', 'important'],
  ['labels', 'Labels of the carriers', 'Warehouse', 'Carrier interface', 'api', 'deliveries', 'critical'],
  ['proofs', 'Proofs of delivery', 'Proof of delivery', 'Billing', 'file', 'signatures', 'important'],
  ['invoices-to-erp', 'Invoices for the books', 'Billing', 'ERP', 'database', 'invoices', 'critical'],
  ['payments-to-match', 'Payments to be matched', 'Bank gateway', 'Cash matching', 'file', 'payments', 'important'],
  ['matched-payments', 'Payments that were matched', 'Cash matching', 'ERP', 'api', 'payments', 'important'],
  ['outgoing-payments', 'Payments to suppliers', 'ERP', 'Bank gateway', 'file', 'payments', 'critical'],
  ['sales-reports', 'Sales for the reports', 'ERP', 'Data warehouse', 'etl', 'orders and invoices', 'minor'],
  ['customer-reports', 'Customers for the reports', 'CRM', 'Data warehouse', 'etl', 'customers', 'minor'],
  ['customers-to-help-desk', 'Customers for the help desk', 'CRM', 'Help desk', 'api', 'customers', 'minor'],
  ['hours-of-staff', 'Hours of staff', 'Personnel', 'ERP', 'manual', 'hours', 'minor'],
];

export const furtherIntegrations: readonly { readonly name: string; readonly data: JsonObject }[] = ways.map(
  ([name, title, source, target, pattern, moves, tier]) => ({
    name,
    data: { title, source, target, pattern, moves, tier, owner: 'integration-owner', reviewOn: '2027-04-01' },
  }),
);
