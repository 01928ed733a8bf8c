import { Button } from '@mantine/core';
import type { RequestDetail } from '@throughline/api';
import { useState } from 'react';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatNumber } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import type { Typed } from '../../parts/case/action-values.ts';
import { NewCase } from '../cases/new-case.tsx';
import { words } from './words.ts';

/** Begins a business case; for a request with what is known of it. */
export function BeginCase({ of }: { readonly of: string | undefined }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const [isOpen, setIsOpen] = useState(of !== undefined);
  const flow = useApi('GET /{database}/flows/{flow}', { params: { database, flow: 'roadmap-item' } });
  const request = useApi(
    'GET /{database}/requests/{request}',
    { params: { database, request: of ?? '' } },
    { enabled: of !== undefined },
  );
  const start = flow.data?.starts.find(({ allowed }) => allowed);
  const isKnown = of === undefined || request.data !== undefined;
  return (
    <>
      <Button
        onClick={() => setIsOpen(true)}
        disabled={start === undefined}
        title={start === undefined ? words.mayNotBegin : undefined}
        data-screen-only
      >
        {words.beginCase}
      </Button>
      {isOpen && flow.data !== undefined && start !== undefined && isKnown ? (
        <NewCase
          flow={flow.data}
          start={start}
          initial={request.data === undefined ? {} : knownOf(request.data, locale)}
          onClose={() => setIsOpen(false)}
        />
      ) : null}
    </>
  );
}

/** What a request says of what its business case asks for, as it would be typed. */
function knownOf(request: RequestDetail, locale: string): Typed {
  const { number, title, team, rationale, startsOn, endsOn, metric, baseline, target, outcomeBy } = request;
  const said = {
    ...{ number: `RM-${number}`, title, team, requests: number, objective: rationale?.slice(0, 300) ?? null },
    ...{ from: startsOn, to: endsOn, metric: metric?.id ?? null, outcomeBy },
    baseline: baseline === null ? null : formatNumber(baseline, locale),
    target: target === null ? null : formatNumber(target, locale),
  };
  return Object.fromEntries(Object.entries(said).filter((entry): entry is [string, string] => entry[1] !== null));
}
