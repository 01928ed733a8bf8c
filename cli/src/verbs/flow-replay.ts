import { readFile } from 'node:fs/promises';
import { type CompiledFlow, compileFlow, type FlowDefinition, type Replay, replay } from '@throughline/language';
import type { PlacedFinding } from '@throughline/server';
import { declaredFlow } from '../declared-flow.ts';
import { CommandError } from '../failure.ts';
import { commonOf, defineJson } from '../options.ts';
import { localeOf } from '../output/locale.ts';
import { paintFor } from '../output/paint.ts';
import { printJson, printLines } from '../output/print.ts';
import { replayDocument, replayLines } from '../output/replay-lines.ts';
import { readReplay } from '../replay-file.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface FlowReplayOptions {
  readonly file: string;
  /** The number of a finding as `check` lists them, or its code. */
  readonly finding?: string;
  /** A file with a history of its own. */
  readonly steps?: string;
  readonly flow?: string;
  readonly json: boolean;
}

export const flowReplay = verb<FlowReplayOptions>({
  words: ['flow', 'replay'],
  summary: 'decide the way to a finding, or a history of your own, step by step; records nothing',
  examples: ['flow replay my-flow.yaml', 'flow replay my-flow.yaml --finding 2', 'flow replay my-flow.yaml --steps history.json'],
  define(command) {
    command.argument('<file>', 'TypeScript, JSON or YAML that declares the flow');
    command
      .option('--finding <which>', 'its number in the list of `check`, or its code (default: the first that has a way)')
      .option('--steps <file>', 'JSON: {"key", "steps": [{"at", "input"}]}, as `check --json` gives it in "replay"')
      .option('--flow <name>', 'which flow of the file, where it declares several');
    defineJson(command);
  },
  options(command) {
    const { finding, steps, flow } = command.opts<{ finding?: string; steps?: string; flow?: string }>();
    return {
      ...{ file: command.args[0] ?? '', json: commonOf(command).json },
      ...(finding === undefined ? {} : { finding }),
      ...(steps === undefined ? {} : { steps }),
      ...(flow === undefined ? {} : { flow }),
    };
  },
  async run(options, { stdout, env }) {
    const { allFlows, checkDefinitions, loadDefinitions } = await import('@throughline/server');
    const definitions = await loadDefinitions(options.file);
    const asked =
      options.steps === undefined
        ? askedFinding(checkDefinitions(definitions), options)
        : { replay: readReplay(await textOf(options.steps), options.steps), finding: undefined };
    const name = options.flow ?? asked.finding?.flow;
    const flow = compiled(declaredFlow(allFlows(definitions), { name, file: options.file }), options.file);
    const done = replay(flow, asked.replay);
    if (options.json) printJson(stdout, replayDocument(flow, asked.replay, done, asked.finding));
    else {
      const style = { paint: paintFor(stdout, env), width: stdout.isTTY === true ? stdout.columns || 80 : 0 };
      const locale = localeOf(env, flow.definition.timeZone ?? 'UTC');
      printLines(stdout, replayLines(flow, { key: asked.replay.key, done, finding: asked.finding }, { ...style, locale }));
    }
    return exitCodes.ok;
  },
});

interface Asked {
  readonly replay: Replay;
  readonly finding: PlacedFinding | undefined;
}

function askedFinding(all: readonly PlacedFinding[], { finding: which, flow, file }: FlowReplayOptions): Asked {
  const findings = all.filter((one) => flow === undefined || one.flow === flow);
  const found =
    which === undefined
      ? findings.find(({ replay: way }) => way !== undefined)
      : /^\d+$/.test(which)
        ? all[Number(which) - 1]
        : (findings.find(({ code, replay: way }) => code === which && way !== undefined) ??
          findings.find(({ code }) => code === which));
  if (found?.replay !== undefined) return { replay: found.replay, finding: found };
  const ways = all.flatMap(({ code, replay: way }, index) => (way === undefined ? [] : [`${index + 1} (${code})`]));
  const message =
    found === undefined
      ? which === undefined
        ? 'No finding of the file has a way that could be decided'
        : `The file has no finding ${which}`
      : `${found.code} has no way that could be decided: it follows from the definition alone`;
  throw new CommandError('finding-unknown', message, {
    place: file,
    ...(ways.length === 0 ? {} : { expected: ways.join(', ') }),
    action: 'List the findings with `throughline check`, or give a history of your own with --steps.',
  });
}

function compiled(definition: FlowDefinition, file: string): CompiledFlow {
  try {
    return compileFlow(definition);
  } catch (cause) {
    throw new CommandError(
      'flow-not-runnable',
      `The flow cannot be run: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        ...{ place: file, action: 'Mend first what `throughline check` says of its form, names and expressions.', cause },
      },
    );
  }
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CommandError('file-unreadable', 'There is no such file, or it cannot be read', {
      ...{ place: file, action: 'Check the path and the permissions.', cause },
    });
  });
}
