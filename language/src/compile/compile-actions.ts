import type {
  Actions,
  ApprovalDefinition,
  CallEffect,
  FlowDefinition,
  MailEffect,
  OpenChildDefinition,
  OpenDefinition,
  SendDefinition,
  TaskDefinition,
} from '../definition/flow.ts';
import { compileExpression, type Schema, type Scope } from '../expression/expression.ts';
import { compileData } from './compile-data.ts';
import { compileDuration } from './compile-duration.ts';
import type {
  CompiledActions,
  CompiledApproval,
  CompiledAssignment,
  CompiledCall,
  CompiledData,
  CompiledMail,
  CompiledOpen,
  CompiledSend,
  CompiledTask,
  CompiledTemplate,
} from './compiled.ts';
import { scopeOfEach } from './scope.ts';

export function compileActions(definition: FlowDefinition, scope: Scope, actions: Actions): CompiledActions {
  const list = (value: string | string[] | undefined) => (value === undefined ? [] : [value].flat());
  return {
    set: compileAssignments(actions.set, scope),
    raise: list(actions.raise),
    resolve: list(actions.resolve),
    ...(actions.task === undefined ? {} : { task: compileTask(definition, actions.task) }),
    effects: (actions.effects ?? []).map((effect) =>
      effect.kind === 'mail' ? compileMail(definition, effect, scope) : compileCall(definition, effect, scope),
    ),
    send: (actions.send ?? []).map((send) => compileSend(send, scope)),
    open: (actions.open ?? []).map((open) => compileOpen(definition, open, scope)),
    link: Object.entries(actions.link ?? {}).map(([name, key]) => ({ name, key: compileExpression(key, scope) })),
  };
}

function compileMail(definition: FlowDefinition, effect: MailEffect, scope: Scope): CompiledMail {
  const template = definition.mails?.[effect.template];
  if (template === undefined) throw new Error(`Flow ${definition.name} has no mail "${effect.template}"`);
  return {
    kind: 'mail',
    definition: effect,
    to: compileExpression(effect.to, scope),
    subject: compileTemplate(template.subject, scope),
    text: compileTemplate(template.text, scope),
  };
}

function compileCall(definition: FlowDefinition, effect: CallEffect, scope: Scope): CompiledCall {
  const destination = definition.destinations?.[effect.to];
  if (destination === undefined) throw new Error(`Flow ${definition.name} has no destination "${effect.to}"`);
  return {
    kind: 'call',
    definition: effect,
    with: compileAssignments(effect.with, scope),
    ...(destination.data === undefined ? {} : { data: formOf(destination.data) }),
  };
}

/** Many calls go to one destination: its form is compiled once. */
function formOf(schema: NonNullable<NonNullable<FlowDefinition['destinations']>[string]['data']>): CompiledData {
  const known = forms.get(schema);
  if (known !== undefined) return known;
  const form = compileData(schema as Schema);
  forms.set(schema, form);
  return form;
}
const forms = new WeakMap<object, CompiledData>();

function compileTask(definition: FlowDefinition, { within, ...task }: TaskDefinition): CompiledTask {
  return { ...task, ...(within === undefined ? {} : { within: compileDuration(definition, within) }) };
}

function compileOpen(definition: FlowDefinition, open: OpenDefinition | OpenChildDefinition, scope: Scope): CompiledOpen {
  const { each } = open;
  const child = 'child' in open ? open.child : undefined;
  const flow = 'child' in open ? definition.children?.[open.child]?.flow : open.flow;
  if (flow === undefined) throw new Error(`Flow ${definition.name} has no children "${child}"`);
  return {
    ...compileSend({ ...open, flow }, scopeOfEach(scope, each)),
    ...(child === undefined ? {} : { child }),
    ...(each === undefined ? {} : { each: compileExpression(each, scope) }),
  };
}

export function compileApproval(
  scope: Scope,
  { roles, each, quorum, limit, not, secondFactor }: ApprovalDefinition,
): CompiledApproval {
  return {
    roles,
    quorum: quorum ?? 1,
    secondFactor: secondFactor ?? false,
    ...(each === undefined ? {} : { each: compileExpression(each, scope) }),
    ...(not === undefined ? {} : { not }),
    ...(limit === undefined
      ? {}
      : {
          limit: {
            of: compileExpression(limit.of, scope),
            by: new Map(Object.entries(limit.by).map(([role, most]) => [role, compileExpression(most, scope)])),
          },
        }),
  };
}

function compileSend(send: SendDefinition, scope: Scope): CompiledSend {
  return {
    flow: send.flow,
    event: send.event,
    key: compileExpression(send.key, scope),
    with: compileAssignments(send.with, scope),
    ...(send.when === undefined ? {} : { when: compileExpression(send.when, scope) }),
    ...(send.onRefused === undefined ? {} : { onRefused: send.onRefused }),
    ...(send.reply === undefined ? {} : { reply: send.reply }),
  };
}

export function compileAssignments(
  assignments: Readonly<Record<string, string>> | undefined,
  scope: Scope,
): readonly CompiledAssignment[] {
  return Object.entries(assignments ?? {}).map(([field, source]) => ({ field, value: compileExpression(source, scope) }));
}

/** `Invoice {{ data.number }} is due` -> text, expression, text. */
export function templateParts(template: string): readonly { readonly text: string; readonly isExpression: boolean }[] {
  return template
    .split(/\{\{(.*?)\}\}/s)
    .map((text, index) => ({ text: index % 2 === 1 ? text.trim() : text, isExpression: index % 2 === 1 }))
    .filter(({ text }) => text !== '');
}

function compileTemplate(template: string, scope: Scope): CompiledTemplate {
  return templateParts(template).map(({ text, isExpression }) => (isExpression ? compileExpression(text, scope) : text));
}
