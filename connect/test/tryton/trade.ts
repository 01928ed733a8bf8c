import { decimal, type Rpc } from './rpc.ts';
import type { World } from './world.ts';

/** What a company does in Tryton, as its people do it: by the same methods that its buttons call. */
export interface Trade {
  /** Orders as drafts; `quantities` of the product, one order each. */
  order(quantities: readonly number[]): Promise<readonly number[]>;
  quote(orders: readonly number[]): Promise<void>;
  /** Confirmed and processed: shipments and invoices are made. */
  confirm(orders: readonly number[]): Promise<void>;
  ship(orders: readonly number[]): Promise<void>;
  /** Their invoices are posted. */
  post(orders: readonly number[]): Promise<void>;
  /** Pays so much of the invoice of one order; all of it, where it is what is open. */
  pay(order: number, amount: string, date: object): Promise<void>;
}

export function tradeIn(
  rpc: Rpc,
  { company, customer, address, product, unit, paymentTerm, paymentMethod, context }: World,
): Trade {
  const of = async (model: string, field: string, orders: readonly number[]) => {
    const rows = await rpc<readonly { readonly [field: string]: readonly number[] }[]>(
      `model.${model}.read`,
      orders,
      [field],
      context,
    );
    return rows.flatMap((row) => row[field] ?? []);
  };
  return {
    order: (quantities) =>
      rpc(
        'model.sale.sale.create',
        quantities.map((quantity) => ({
          ...{ company, party: customer, payment_term: paymentTerm, invoice_method: 'order', shipment_method: 'order' },
          ...{ invoice_address: address, shipment_address: address },
          lines: [['create', [{ product, unit, quantity, unit_price: decimal('12.50'), description: 'Pump' }]]],
        })),
        context,
      ),
    async quote(orders) {
      await rpc('model.sale.sale.quote', orders, context);
    },
    async confirm(orders) {
      await rpc('model.sale.sale.confirm', orders, context);
      await rpc('model.sale.sale.process', orders, context);
    },
    async ship(orders) {
      const shipments = await of('sale.sale', 'shipments', orders);
      for (const step of ['assign_try', 'pick', 'pack', 'done'])
        await rpc(`model.stock.shipment.out.${step}`, shipments, context);
    },
    async post(orders) {
      await rpc('model.account.invoice.post', await of('sale.sale', 'invoices', orders), context);
    },
    async pay(order, amount, date) {
      const [invoice] = await of('sale.sale', 'invoices', [order]);
      const within = { ...context, active_model: 'account.invoice', active_id: invoice, active_ids: [invoice] };
      const [session] = await rpc<readonly [number, string, string]>('wizard.account.invoice.pay.create', within);
      const start = {
        ...{ amount: decimal(amount), currency: await currencyOf(rpc, context), currency_digits: 2 },
        ...{ date, payment_method: paymentMethod, description: null },
      };
      const step = (values: object, state: string) =>
        rpc<{ readonly view?: { readonly defaults: object } }>(
          'wizard.account.invoice.pay.execute',
          session,
          values,
          state,
          within,
        );
      const { view } = await step({ start }, 'choice');
      // It asks where something stays open.
      const asked = Object.entries(view?.defaults ?? {}).filter(([name]) => !name.endsWith('.'));
      if (view !== undefined) await step({ start, ask: { ...Object.fromEntries(asked), type: 'partial' } }, 'pay');
      await rpc('wizard.account.invoice.pay.delete', session, within);
    },
  };
}

async function currencyOf(rpc: Rpc, context: object): Promise<number> {
  const [row] = await rpc<readonly { readonly id: number }[]>(
    'model.currency.currency.search_read',
    [],
    0,
    1,
    null,
    ['id'],
    context,
  );
  return row?.id ?? 0;
}
