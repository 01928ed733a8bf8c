import { day, decimal, type Rpc } from './rpc.ts';

/** A company that can sell: chart of accounts, fiscal year, a product in stock, a customer. */
export interface World {
  readonly company: number;
  readonly customer: number;
  /** Of the customer. */
  readonly address: number;
  readonly product: number;
  readonly unit: number;
  readonly paymentTerm: number;
  readonly paymentMethod: number;
  /** The context of calls. */
  readonly context: { readonly company: number };
}

type Row = { readonly id: number; readonly [field: string]: unknown };

export async function makeWorld(rpc: Rpc, today: string): Promise<World> {
  const create = async (model: string, values: object, context: object = {}) =>
    (await rpc<readonly number[]>(`model.${model}.create`, [values], context))[0] as number;
  const find = async (model: string, domain: readonly unknown[], context: object = {}, order: unknown = null) => {
    const [found] = await rpc<readonly Row[]>(`model.${model}.search_read`, domain, 0, 1, order, ['id'], context);
    if (found === undefined) throw new Error(`There is no ${model} with ${JSON.stringify(domain)}`);
    return found.id;
  };
  const currency = await create('currency.currency', {
    ...{ name: 'Euro', code: 'EUR', numeric_code: '978', symbol: '€', rounding: decimal('0.01'), digits: 2 },
    rates: [['create', [{ date: day('2020-01-01'), rate: decimal('1.0') }]]],
  });
  const company = await create('company.company', {
    party: await create('party.party', { name: 'Throughline Ltd' }),
    currency,
  });
  await rpc('model.res.user.write', [1], { companies: [['add', [company]]], company }, {});
  const context = { company };
  await makeAccounts(rpc, { context, find });
  await makeYear(rpc, { context, find, create, year: today.slice(0, 4) });
  const account = (kind: string) =>
    find(
      'account.account',
      [
        [`type.${kind}`, '=', true],
        ['company', '=', company],
      ],
      context,
    );
  const cash = await find(
    'account.account',
    [
      ['name', '=', 'Main Cash'],
      ['company', '=', company],
    ],
    context,
  );
  const category = await create(
    'product.category',
    { name: 'Goods', accounting: true, account_revenue: await account('revenue'), account_expense: await account('expense') },
    context,
  );
  const unit = await find('product.uom', [['symbol', '=', 'u']]);
  const template = await create(
    'product.template',
    {
      ...{ name: 'Pump', type: 'goods', salable: true, default_uom: unit, sale_uom: unit, account_category: category },
      ...{ list_price: decimal('12.50'), cost_price_method: 'fixed', products: [['create', [{}]]] },
    },
    context,
  );
  const product = await find('product.product', [['template', '=', template]], context);
  const customer = await create(
    'party.party',
    { name: 'Blue Ltd', addresses: [['create', [{ street: 'High Street 1' }]]] },
    context,
  );
  const address = await find('party.address', [['party', '=', customer]], context);
  const journal = await find('account.journal', [['type', '=', 'cash']], context);
  const paymentMethod = await create(
    'account.invoice.payment.method',
    { name: 'Bank', company, journal, credit_account: cash, debit_account: cash },
    context,
  );
  const paymentTerm = await create(
    'account.invoice.payment_term',
    { name: '14 days', lines: [['create', [{ type: 'remainder', relativedeltas: [['create', [{ days: 14 }]]] }]]] },
    context,
  );
  await stockUp(rpc, { context, find, create, product });
  return { company, customer, address, product, unit, paymentTerm, paymentMethod, context };
}

interface Making {
  readonly context: { readonly company: number };
  readonly find: (model: string, domain: readonly unknown[], context?: object) => Promise<number>;
}
interface Creating extends Making {
  readonly create: (model: string, values: object, context?: object) => Promise<number>;
}

async function makeAccounts(rpc: Rpc, { context, find }: Making): Promise<void> {
  const { company } = context;
  const template = await find('account.account.template', [['parent', '=', null]]);
  const [session] = await rpc<readonly [number, string, string]>('wizard.account.create_chart.create', context);
  const step = (values: object, state: string) => rpc('wizard.account.create_chart.execute', session, values, state, context);
  await step({ account: { company, account_template: template } }, 'create_account');
  const account = (kind: string) =>
    find(
      'account.account',
      [
        [`type.${kind}`, '=', true],
        ['company', '=', company],
      ],
      context,
    );
  const properties = { company, account_receivable: await account('receivable'), account_payable: await account('payable') };
  await step({ account: { company, account_template: template }, properties }, 'create_properties');
  await rpc('wizard.account.create_chart.delete', session, context);
}

async function makeYear(rpc: Rpc, { context, find, create, year }: Creating & { readonly year: string }): Promise<void> {
  const { company } = context;
  const sequence = async (model: string, type: string) =>
    create(model, { name: year, company, sequence_type: await find('ir.sequence.type', [['name', '=', type]]) }, context);
  const invoices = await sequence('ir.sequence.strict', 'Invoice');
  const fiscalYear = await create(
    'account.fiscalyear',
    {
      ...{ name: year, company, start_date: day(`${year}-01-01`), end_date: day(`${year}-12-31`) },
      post_move_sequence: await sequence('ir.sequence', 'Account Move'),
      invoice_sequences: [
        [
          'create',
          [
            {
              company,
              ...{ out_invoice_sequence: invoices, in_invoice_sequence: invoices },
              ...{ out_credit_note_sequence: invoices, in_credit_note_sequence: invoices },
            },
          ],
        ],
      ],
    },
    context,
  );
  await rpc('model.account.fiscalyear.create_period', [fiscalYear], context);
}

async function stockUp(rpc: Rpc, { context, find, create, product }: Creating & { readonly product: number }): Promise<void> {
  const storage = await find('stock.location', [['code', '=', 'STO']]);
  const line = { product, quantity: 100_000 };
  const inventory = await create('stock.inventory', { location: storage, lines: [['create', [line]]] }, context);
  await rpc('model.stock.inventory.confirm', [inventory], context);
}
