import { ApiProblem, ApiUnreachable } from '@throughline/api/client';
import { words } from './words.ts';

/** An error in words: what happened, what to do about it, and the code that stays the same. */
export interface Told {
  readonly code: string;
  readonly detail: string;
  readonly action: string;
  readonly requestId?: string;
}

export function told(error: unknown): Told {
  if (error instanceof ApiProblem) {
    const { code, detail, action, requestId } = error.problem;
    return { code, detail: sentence(detail), action, requestId };
  }
  if (error instanceof ApiUnreachable) {
    return { code: 'no-connection', detail: `${error.message}.`, action: words.seeWhetherItRuns };
  }
  const detail = error instanceof Error ? error.message : String(error);
  return {
    code: 'console-fault',
    detail: sentence(detail),
    action: words.loadAgain,
  };
}

/** The same in one line. */
export function toldInLine(error: unknown): string {
  const { detail, action, code } = told(error);
  return `${detail} ${action} (${code})`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
