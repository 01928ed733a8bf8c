import type { Command } from 'commander';
import type { ExitCode, Session } from './session.ts';

/** One thing that the command line can do: its words, its options as one object, and what it does with them. */
export interface Verb<Options> {
  /** `['case', 'list']` */
  readonly words: readonly [string] | readonly [string, string];
  readonly summary: string;
  /** A command that works, for the help. */
  readonly examples: readonly string[];
  /** Adds arguments and options. */
  define(command: Command): void;
  /** Reads them into one object; knows nothing of what will be done. */
  options(command: Command): Options;
  run(options: Options, session: Session): Promise<ExitCode>;
}

/** A verb whose options have been read: tests look at `options`, the program calls `run`. */
export interface Reading {
  readonly words: string;
  readonly options: unknown;
  run(session: Session): Promise<ExitCode>;
}

/** A verb as the program holds it, whatever its options are. */
export interface AnyVerb {
  readonly words: Verb<unknown>['words'];
  readonly summary: string;
  readonly examples: readonly string[];
  define(command: Command): void;
  read(command: Command): Reading;
}

export function verb<Options>(definition: Verb<Options>): AnyVerb {
  const { words, summary, examples, define } = definition;
  return {
    words,
    summary,
    examples,
    define,
    read(command) {
      const options = definition.options(command);
      return { words: words.join(' '), options, run: (session) => definition.run(options, session) };
    },
  };
}
