/* An integration of somebody else, as its scheduler tells of it: ten good weeks, then a release after which records are rejected. */

const [hour, day] = [3_600_000, 86_400_000];
const iso = (at: number) => new Date(at).toISOString();

type Post = (path: string, body: object) => Promise<unknown>;

/** What is registered, and a run a day with 40 records each; on the last days some fail, and on some days nothing ran. */
export async function tellOfIntegrations(post: Post): Promise<void> {
  const shared = { pattern: 'api', moves: 'invoices', owner: 'integration-owner', toleranceMinutes: 60, reviewOn: '2099-01-01' };
  await register(post, 'crm-erp', {
    ...{ ...shared, title: 'Invoices to the ERP', source: 'CRM', target: 'ERP', tier: 'critical', everyMinutes: 1440 },
    ...{ atLeast: 10, atMost: 100, dataClasses: ['customers'], runbook: '1. Look which records failed.\n2. Mend, and replay.' },
  });
  await register(post, 'hr-mail', {
    ...{ ...shared, title: 'Joiners to the mail system', source: 'HR', target: 'Mail', tier: 'minor', pattern: 'file' },
    ...{ moves: 'people', everyMinutes: 60 },
  });
  await register(post, 'erp-bank', {
    ...{ ...shared, title: 'Payments to the bank', source: 'ERP', target: 'Bank', tier: 'important', moves: 'payments' },
  });
  const begin = Math.floor(Date.now() / day) * day - 30 * day;
  const runs = Array.from({ length: 30 }, (_, nth) => runOf(begin + nth * day, nth)).filter((_, nth) => nth !== 17);
  await post('/integrations/crm-erp/runs', { runs });
  await post('/integrations/hr-mail/runs', {
    runs: [{ run: 'h-1', startedAt: iso(Date.now() - 5 * day), status: 'success', records: 3 }],
  });
}

async function register(post: Post, key: string, data: object): Promise<void> {
  await post('/cases', { flow: 'integration', entity: 'company', key, type: 'register', data });
}

function runOf(at: number, nth: number): object {
  const failures = [27, 28, 29].includes(nth)
    ? [
        failureOf(nth, 'rejected', 'delivery-reference-missing', at),
        ...(nth === 29 ? [failureOf(90, 'unknown', 'timed-out', at)] : []),
      ]
    : [];
  return {
    ...{ run: `sync-${nth}`, startedAt: iso(at + hour), endedAt: iso(at + hour + 90_000), records: 40 + ((nth * 7) % 11) },
    ...{ status: failures.length === 0 ? 'success' : 'partial', failures },
    ...(failures.length === 0 ? {} : { errorClass: 'delivery-reference-missing', message: 'Some records were rejected' }),
  };
}

function failureOf(number: number, outcome: 'rejected' | 'unknown', errorClass: string, at: number): object {
  const amount = { currency: 'EUR', amount: 120_000 + number };
  return { record: `INV-${number}`, at: iso(at + hour), outcome, errorClass, amount };
}
