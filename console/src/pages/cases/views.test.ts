import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FlowDetail } from '@throughline/api';
import { filtersOf, searchOf } from './case-filters.ts';
import { pluralOf } from './noun.ts';
import { currentView, givenViews, queryOf, savedViews } from './views.ts';

const column = (name: string, kind: 'text' | 'money' | 'day', computed = false) => ({ name, title: name, kind, computed });
const state = (name: string, cases: number, final: 'done' | null = null) => ({ name, title: name, owner: null, final, cases });
const flow = {
  name: 'invoice',
  title: 'Invoice',
  open: 9,
  cases: 20,
  columns: [column('customer', 'text'), column('dueOn', 'day'), column('open', 'money', true)],
  states: [state('created', 0), state('sent', 7), state('disputed', 2), state('paid', 11, 'done')],
} as unknown as FlowDetail;
const asked = { today: '2027-01-11', person: 'lena' };

describe('views', () => {
  const views = givenViews(flow, asked);

  test('[K310] a flow offers what is open, late, in each of its states, assigned to whoever asks, and all', () => {
    assert.deepEqual(
      views.map(({ id, count }) => [id, count]),
      [
        ['open', 9],
        ['overdue', undefined],
        ['state sent', 7],
        ['state disputed', 2],
        ['mine', undefined],
        ['all', 20],
      ],
    );
    const overdue = views.find(({ id }) => id === 'overdue');
    assert.deepEqual(overdue?.search, { open: 'true', where: ['dueOn<2027-01-11', 'open>0'], sort: 'dueOn' });
  });

  test('[K310] what no day falls due for is not overdue, nor what owes nothing', () => {
    const release = { ...flow, columns: [column('plannedOn', 'day')] };
    const delivery = { ...flow, columns: [column('dueOn', 'day'), column('amount', 'money')] };
    for (const other of [release, delivery])
      assert.equal(
        givenViews(other, asked).some(({ id }) => id === 'overdue'),
        false,
      );
  });

  test('[K311] an address shows the view that has the same cases, in whatever order its filters stand', () => {
    const search = { open: 'true', where: ['open>0', 'dueOn<2027-01-11'], sort: '-open' } as const;
    assert.equal(currentView(views, search)?.id, 'overdue');
    assert.equal(currentView(views, { ...search, where: ['open>0'] }), undefined);
    assert.equal(currentView(views, { peek: 'x' })?.id, 'all');
  });

  test('[K312] a saved view has its flow, filters, order and shape, and comes before a given one with the same cases', () => {
    const search = { open: 'true', where: ['customer=A, B & C'], sort: '-open', as: 'board', peek: 'x' } as const;
    const saved = {
      id: '1',
      page: 'cases' as const,
      name: 'Mine',
      query: queryOf('invoice', search),
      revision: 1,
      createdAt: '',
    };
    const [view] = savedViews([saved], 'invoice');
    const { peek: _, ...kept } = search;
    assert.deepEqual(view?.search, kept);
    assert.deepEqual(savedViews([saved], 'order'), []);
    const sameAsOpen = { ...saved, query: queryOf('invoice', { open: 'true' }) };
    assert.equal(currentView([...views, ...savedViews([sameAsOpen], 'invoice')], { open: 'true' })?.id, '1');
  });
});

test('[K313] whether a case has ended is a filter like the others, and is written for itself', () => {
  const search = { open: 'true', where: ['$state=sent,paid', 'no filter'] } as const;
  assert.deepEqual(filtersOf(search), [
    { field: '$open', comparison: '=', values: ['true'] },
    { field: '$state', comparison: '=', values: ['sent', 'paid'] },
  ]);
  assert.deepEqual(searchOf(filtersOf(search)), { open: 'true', where: ['$state=sent,paid'] });
  assert.deepEqual(searchOf([{ field: '$open', comparison: '!=', values: ['true'] }]), { open: 'false' });
  assert.deepEqual(searchOf([{ field: '$open', comparison: '=', values: ['true', 'false'] }]), {});
});

test('[K314] lists are named in the plural', () => {
  assert.deepEqual(['Invoice', 'Delivery', 'Release', 'Access review', 'Box', 'Orders', 'Address'].map(pluralOf), [
    'Invoices',
    'Deliveries',
    'Releases',
    'Access reviews',
    'Boxes',
    'Orders',
    'Addresses',
  ]);
});
