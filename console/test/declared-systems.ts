import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Two systems that export payments into a folder each, declared in a home; one connection is delivered to, one declaration is broken. */
export interface DeclaredSystems {
  readonly home: string;
  /** Payments as the bank, or the ledger, has them. */
  readonly put: (side: 'bank' | 'ledger', rows: readonly PaymentRow[]) => void;
  /** Declares the bank anew: how its amounts are read. */
  readonly declareBank: (amount: object) => void;
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
  const declareBank = (amount: object) => declare('connections', 'bank.json', JSON.stringify(bankOf(home, amount)));
  declareBank({});
  declare('connections', 'ledger.json', JSON.stringify(sideOf('ledger', home)));
  declare('connections', 'shop.json', JSON.stringify(shop));
  declare('connections', 'parcels.json', JSON.stringify(parcels));
  declare('connections', 'broken.yaml', 'id: broken\ntitle: Broken\nowner: [');
  declare('reconciliations', 'bank-ledger.json', JSON.stringify(bankAndLedger));
  return { home, put, declareBank };
}

const mappingOf = (amount: object) => ({
  ...{ flow: 'payment', entity: 'company', key: { column: 'number' } },
  currency: { column: 'currency', each: null },
  events: [
    {
      event: 'receive',
      at: { column: 'received', format: 'YYYY-MM-DD' },
      data: {
        number: { column: 'number' },
        customer: { column: 'customer' },
        amount: { column: 'amount', as: 'money', ...amount },
        currency: { record: 'currency' },
        receivedOn: { column: 'received', as: 'date', format: 'YYYY-MM-DD' },
      },
    },
  ],
});

/** Only compared. */
const sideOf = (id: 'bank' | 'ledger', home: string) => ({
  ...{ id, title: `Payments of the ${id}`, owner: 'systems-lead', tier: 1, kind: 'folder' },
  settings: { path: join(home, id), pattern: '*.csv', whole: { marker: '.done' }, format: 'csv' },
});

/** Read for its records, too. */
const bankOf = (home: string, amount: object) => ({
  ...{ ...sideOf('bank', home), mapping: mappingOf(amount), liveFrom: '2026-10-01T00:00:00Z' },
  expectedVolume: { atLeast: 1, atMost: 500, per: 'day' },
});

const shop = {
  ...{ id: 'shop', title: 'Payments of the web shop', owner: 'systems-lead', tier: 2, kind: 'webhook', mapping: mappingOf({}) },
  auth: {
    ...{ kind: 'signature', scheme: 'standard' },
    secret: { secret: 'env:SHOP_HOOK_KEY' },
  },
};

/** Its secret is nowhere. */
const parcels = {
  ...{ id: 'parcels', title: 'Parcels', owner: 'systems-lead', tier: 3, kind: 'http-json' },
  ...{ settings: { url: 'https://api.parcels.example/v2' }, auth: { kind: 'bearer', token: { secret: 'env:PARCEL_TOKEN' } } },
};

const snapshot = (system: string, connection: string) => ({
  ...{ system, connection, key: ['number'], amount: 'amount', currency: 'currency', at: 'received' },
});

const bankAndLedger = {
  ...{ id: 'bank-ledger', title: 'Payments of the bank in the ledger', owner: 'systems-lead', agedAfterDays: 5 },
  ...{ left: snapshot('Bank', 'bank'), right: snapshot('Ledger', 'ledger') },
};
