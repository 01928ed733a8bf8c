import { Button, Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import type { Diagnosis } from '@throughline/api';
import { type FormEvent, useState } from 'react';
import { type ApiRequest, useCommand } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import styles from './diagnosis.module.css';
import { FormFrame } from './form-frame.tsx';
import type { Step } from './search.ts';
import { words } from './words.ts';

const route = 'POST /{database}/diagnoses/{case}/steps/{step}';
type Body = ApiRequest<typeof route>['body'];

interface ReviseProps {
  readonly diagnosis: Diagnosis;
  readonly step: Step;
  readonly onDone: () => void;
}

/** Another answer to a step, with the reason; what follows from it is computed anew. */
export function Revise({ diagnosis, step, onDone }: ReviseProps) {
  const { database } = useCompany();
  const [reason, setReason] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>(() => presentChoice(diagnosis, step));
  const command = useCommand(route, { onSuccess: onDone });
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    if (reason.trim() === '' || command.pending) return;
    const body: Body = { reason: reason.trim(), ...choiceOf(step, chosen) };
    command.run({ params: { database, case: diagnosis.case.id, step }, body, ifMatch: diagnosis.seq });
  };
  return (
    <FormFrame title={words.reviseTitles[step]} onSend={send} onCancel={onDone}>
      <Choices diagnosis={diagnosis} step={step} chosen={chosen} onChoose={setChosen} />
      <Textarea
        label={words.reason}
        withAsterisk
        maxLength={1000}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      <div className={styles['buttons']}>
        <Button type="submit" variant="filled" loading={command.pending} disabled={reason.trim() === ''}>
          {words.again}
        </Button>
        <Button onClick={onDone}>{words.cancel}</Button>
      </div>
      {command.error === null ? null : <StateNotice kind="error" what={words.failed} error={command.error} />}
    </FormFrame>
  );
}

function presentChoice({ steps }: Diagnosis, step: Step): readonly string[] {
  if (step === 'stage') return [steps.stage?.result.parts[steps.stage.result.chosen ?? 0]?.id ?? ''];
  if (step === 'bucket') {
    const { chosen = null, buckets = [] } = steps.bucket?.result ?? {};
    const taken = chosen === null ? undefined : buckets[chosen];
    return [taken === undefined ? 'metric' : bucketName(taken)];
  }
  if (step === 'sample') return [String((steps.sample?.result.seed ?? 0) + 1)];
  if (step === 'pattern') return [];
  const kept = steps.action?.result.causes.find(({ verdict }) => verdict === 'kept');
  return [kept === undefined ? 'none' : `${kept.kind}/${kept.key}`];
}

/** As the route takes it: kinds of several flows may have one name. */
function bucketName({ flow, kind }: { readonly flow: string; readonly kind: string }): string {
  return `${flow}/${kind}`;
}

function choiceOf(step: Step, chosen: readonly string[]): Omit<Body, 'reason'> {
  const [first = ''] = chosen;
  if (step === 'stage') return { part: first };
  if (step === 'bucket') return { bucket: first };
  if (step === 'sample') return { seed: Math.max(0, Math.trunc(Number(first) || 0)) };
  if (step === 'pattern') return { leaveOut: [...chosen] };
  return { cause: first };
}

interface ChoicesProps extends Omit<ReviseProps, 'onDone'> {
  readonly chosen: readonly string[];
  readonly onChoose: (chosen: readonly string[]) => void;
}

function Choices({ diagnosis: { steps }, step, chosen, onChoose }: ChoicesProps) {
  const select = (label: string, data: readonly { readonly value: string; readonly label: string }[]) => (
    <NativeSelect
      label={label}
      data={[...data]}
      value={chosen[0] ?? ''}
      onChange={({ currentTarget }) => onChoose([currentTarget.value])}
    />
  );
  if (step === 'stage')
    return select(
      words.part,
      (steps.stage?.result.parts ?? []).map(({ id, title }) => ({ value: id, label: title })),
    );
  if (step === 'bucket') {
    const kinds = (steps.bucket?.result.buckets ?? []).map((each) => ({ value: bucketName(each), label: each.title }));
    return select(words.bucket, [...kinds, { value: 'metric', label: words.metricItself }]);
  }
  if (step === 'sample') {
    return (
      <TextInput
        label={words.seed}
        inputMode="numeric"
        value={chosen[0] ?? ''}
        onChange={({ currentTarget }) => onChoose([currentTarget.value])}
      />
    );
  }
  if (step === 'pattern') {
    return (
      <Checkbox.Group label={words.leaveOut} value={[...chosen]} onChange={onChoose}>
        <div className={styles['choices']}>
          {(steps.pattern?.result.attributes ?? []).map(({ name, title }) => (
            <Checkbox key={name} value={name} label={title} />
          ))}
        </div>
      </Checkbox.Group>
    );
  }
  const causes = (steps.action?.result.causes ?? []).map(({ kind, key, title }) => ({ value: `${kind}/${key}`, label: title }));
  return select(words.cause, [...causes, { value: 'none', label: words.noneIs }]);
}
