import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Two systems that export payments into a folder each, declared in a home; one connection is delivered to, one declaration is broken. */
export interface DeclaredSystems {
  readonly home: string;
  /** Payments as the bank, or the ledger, has them. */
  readonly put: (side: 'bank' | 'ledger', rows: readonly PaymentRow[]) => void;
  readonly declare: (folder: 'connections' | 'reconciliations', name: string, text: string) => void;
}

export interface PaymentRow {
  readonly number: string;
  readonly amount: string;
  readonly currency?: string;
  /** `YYYY-MM-DD`. */
  readonly on: string;
}

/** The secret that its webhook is signed with. */
export const hookSecret = Buffer.from('a key that both sides know').toString('base64');

export function declareSystems(home: string): DeclaredSystems {
  const declare = (folder: string, name: string, text: string) => {
    mkdirSync(join(home, folder), { recursive: true });
    writeFileSync(join(home, folder, name), text);
  };
  const put: DeclaredSystems['put'] = (side, rows) => {
    const lines = rows.map(({ number, amount, currency = 'EUR', on }) => [number, amount, currency, on, 'K-17'].join(','));
    declare(side, 'payments.csv', ['number,amount,currency,received,customer', ...lines, ''].join('\n'));
    declare(side, 'payments.csv.done', '');
  };
  for (const [side, system] of [
    ['bank', 'Bank'],
    ['ledger', 'Ledger'],
  ] as const) {
    put(side, []);
    declare('connections', `${side}.json`, JSON.stringify(paymentsOf(side, `Payments of the ${system.toLowerCase()}`, home)));
  }
  declare('connections', 'shop.json', JSON.stringify(shop));
  declare('connections', 'broken.yaml', 'id: broken\ntitle: Broken\nowner: [');
  declare('reconciliations', 'bank-ledger.json', JSON.stringify(bankAndLedger));
  return { home, put, declare };
}

const mapping = {
  ...{ flow: 'payment', entity: 'company', key: { column: 'number' } },
  currency: { column: 'currency', each: null },
  events: [
    {
      event: 'receive',
      at: { column: 'received', format: 'YYYY-MM-DD' },
      data: {
        number: { column: 'number' },
        customer: { column: 'customer' },
        amount: { column: 'amount', as: 'money' },
        currency: { record: 'currency' },
        receivedOn: { column: 'received', as: 'date', format: 'YYYY-MM-DD' },
      },
    },
  ],
};

function paymentsOf(id: 'bank' | 'ledger', title: string, home: string) {
  const settings = { path: join(home, id), pattern: '*.csv', whole: { marker: '.done' }, format: 'csv' };
  const shared = { id, title, owner: 'systems-lead', tier: 1, kind: 'folder', settings };
  // One is read for its records, the other only compared.
  return id === 'ledger'
    ? shared
    : { ...shared, mapping, liveFrom: '2026-10-01T00:00:00Z', expectedVolume: { atLeast: 1, atMost: 500, per: 'day' } };
}

const shop = {
  ...{ id: 'shop', title: 'Payments of the web shop', owner: 'systems-lead', tier: 2, kind: 'webhook', mapping },
  auth: {
    ...{ kind: 'signature', scheme: 'standard' },
    ...{ secret: { secret: 'env:SHOP_HOOK_KEY' }, earlier: { secret: 'env:SHOP_HOOK_KEY_BEFORE' } },
  },
};

const snapshot = (system: string, connection: string) => ({
  ...{ system, connection, key: ['number'], amount: 'amount', currency: 'currency', at: 'received' },
});

const bankAndLedger = {
  ...{ id: 'bank-ledger', title: 'Payments of the bank in the ledger', owner: 'systems-lead', agedAfterDays: 5 },
  ...{ left: snapshot('Bank', 'bank'), right: snapshot('Ledger', 'ledger') },
};
