import { Modal } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { Action, FlowDetail } from '@throughline/api';
import { ApiProblem } from '@throughline/api/client';
import { useApi, useCommand } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { toldInLine } from '../../data/problem.ts';
import { ActionForm } from '../../parts/case/action-form.tsx';
import type { Typed } from '../../parts/case/action-values.ts';
import { say } from '../../shell/messages.ts';
import { nounOf } from './noun.ts';
import { words } from './words.ts';

/** The legal unit is no field of the case: it has a name that none of them can have. */
const entityField = '$entity';

export interface NewCaseProps {
  readonly flow: FlowDetail;
  readonly start: FlowDetail['starts'][number];
  /** What its fields begin with, as it would be typed. */
  readonly initial?: Typed;
  readonly onClose: () => void;
}

/** What a new case needs: whose it is, its key, and what the flow asks for. Opens the case once it is there. */
export function NewCase({ flow, start, initial = {}, onClose }: NewCaseProps) {
  const { database } = useCompany();
  const navigate = useNavigate();
  const bear = useCommand('POST /{database}/cases', {
    onSuccess: ({ case: { id, key } }) => {
      say({ text: words.isThere(flow.title, key) });
      void navigate({ to: '/$database/case/$caseId', params: { database, caseId: id } });
    },
  });
  // Those that have a case already: a legal unit is known by its cases.
  const known = useApi('GET /{database}/cases', { params: { database }, query: { flow: flow.name, limit: 200 } });
  const entities = [...new Set(known.data?.items.map(({ entity }) => entity))].sort();
  const named = start.fields.some(({ name }) => name === flow.key.name);
  const action: Action = {
    ...start,
    title: words.create(nounOf(flow.title).one),
    reason: false,
    manual: false,
    builtIn: false,
    why: undefined as never,
    fields: [
      {
        name: entityField,
        title: words.legalUnit,
        kind: 'text',
        required: true,
        ...(entities.length === 0 ? {} : { options: entities }),
      },
      ...(named ? [] : [{ name: flow.key.name, title: flow.key.title, kind: 'text' as const, required: true }]),
      ...start.fields,
    ],
  };
  const error = bear.error;
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.newCase(nounOf(flow.title).one)}
      size={520}
      closeButtonProps={{ 'aria-label': words.close }}
    >
      {error === null || error instanceof ApiProblem ? null : <p role="alert">{toldInLine(error)}</p>}
      <ActionForm
        action={action}
        currency={null}
        initial={initial}
        busy={bear.pending}
        problem={error instanceof ApiProblem ? error.problem : undefined}
        onCancel={onClose}
        onSubmit={({ type, data: given = {} }) => {
          const { [entityField]: entity, ...data } = given;
          const key = String(data[flow.key.name] ?? '');
          bear.run({ params: { database }, body: { flow: flow.name, entity: String(entity ?? ''), key, type, data } });
        }}
      />
    </Modal>
  );
}
