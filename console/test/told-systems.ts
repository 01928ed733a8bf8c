/* Seven systems of a company and what joins them: one to go, one to come, one that nobody registered; some of it written down. */

type Post = (path: string, body: object) => Promise<unknown>;

export async function tellOfSystems(post: Post): Promise<void> {
  const bear = (flow: string, key: string, type: string, data: object) =>
    post('/cases', { flow, entity: 'company', key, type, data });
  const system = (name: string, more: object, type = 'register') =>
    bear('system', name, type, {
      ...{ title: name, owner: 'systems-lead', tier: '2', disposition: 'tolerate' },
      ...more,
    });
  await system('ERP', {
    ...{ purpose: 'Orders, deliveries, invoices and the ledger.', tier: '1', disposition: 'invest', vendor: 'Nordwind' },
    ...{ businessOwner: 'head-of-finance', flows: ['order', 'delivery', 'invoice'], dependsOn: ['Sign-in'] },
    ...{ renewsOn: '2099-06-30', dataClasses: ['customers', 'invoices'], controls: ['Access review'] },
    environments: [{ name: 'production', url: 'https://erp.example' }, { name: 'test' }],
    escalation: [
      { priority: 'P1', role: 'systems-lead', afterMinutes: 0 },
      { priority: 'P1', role: 'executive', afterMinutes: 60 },
    ],
  });
  await system('CRM', { disposition: 'migrate', businessOwner: 'sales-lead', vendor: 'Fernblick', dependsOn: ['Sign-in'] });
  await system('Sign-in', { tier: '1', owner: 'security-lead', controls: ['Access review'] });
  await system('Warehouse', { owner: 'operations-lead', flows: ['delivery'] });
  await system('Old shop', { disposition: 'eliminate' });
  await system('New shop', { disposition: 'invest' }, 'propose');
  await system('Reports', { tier: '3', owner: 'data-lead' });
  const join = (name: string, source: string, target: string, moves: string, tier = 'important', type = 'register') =>
    bear('integration', name, type, {
      ...{ title: `${moves} to ${target}`, source, target, moves, tier, pattern: 'api', owner: 'integration-owner' },
      reviewOn: '2099-01-01',
    });
  await join('crm-erp', 'CRM', 'ERP', 'Customers', 'critical');
  await join('shop-erp', 'Old shop', 'ERP', 'Orders', 'critical');
  await join('new-shop-erp', 'New shop', 'ERP', 'Web orders', 'critical', 'propose');
  await join('erp-warehouse', 'ERP', 'Warehouse', 'Deliveries');
  await join('erp-bank', 'ERP', 'Bank gateway', 'Payments');
  await join('erp-reports', 'ERP', 'Reports', 'Invoices', 'minor');
  const today = new Date().toISOString().slice(0, 10);
  const document = (number: string, kind: string, of: string, more: object = {}, type = 'register') =>
    bear('document', number, type, {
      ...{ title: `${of}: ${kind}`, kind, ofKind: 'system', of, owner: 'systems-lead' },
      ...(type === 'draft' ? {} : { reviewedOn: today }),
      ...more,
    });
  await document('RB-1', 'runbook', 'ERP', { title: 'ERP does not post', lastTestedOn: today });
  await document('DG-1', 'diagram', 'ERP');
  await document('RB-2', 'runbook', 'Sign-in', {}, 'draft');
  await bear('data-object', 'customer', 'register', {
    ...{ title: 'Customer', owner: 'sales-lead', recordSystem: 'CRM', conflictRule: 'system-of-record', systems: ['ERP'] },
  });
  await bear('incident', 'INC-1', 'detect', {
    ...{ number: 'INC-1', title: 'Invoices do not post', priority: 'P2', systems: ['ERP'], flows: ['invoice'] },
    beganAt: new Date(Date.now() - 3_600_000).toISOString(),
  });
}
