import { type Failure, failureDocument, failureLines, failureOf, usageFailure } from './failure.ts';
import { paintFor } from './output/paint.ts';
import { printJson, printLines } from './output/print.ts';
import { parse } from './program.ts';
import { type ExitCode, exitCodes, type Session } from './session.ts';

/** Does what the words say, and tells failures. Resolves to the exit code; never rejects. */
export async function run(words: readonly string[], session: Session): Promise<ExitCode> {
  const asJson = words.includes('--json');
  const tell = (failure: Failure): ExitCode => {
    if (asJson) printJson(session.stderr, failureDocument(failure));
    else printLines(session.stderr, failureLines(failure, paintFor(session.stderr, session.env)));
    return failure.exitCode;
  };
  const parsed = parse(words, session.stdout);
  switch (parsed.kind) {
    case 'shown':
      return exitCodes.ok;
    case 'wrong':
      return tell(usageFailure(parsed.message, parsed.understood));
    case 'verb':
      try {
        const code = await parsed.reading.run(session);
        return session.signal.aborted && code === exitCodes.ok ? interruptedCode(session) : code;
      } catch (error) {
        if (session.signal.aborted) return interruptedCode(session);
        return tell(failureOf(error));
      }
  }
}

/** Whatever failed because it was told to stop has not failed. */
function interruptedCode({ signal }: Session): ExitCode {
  return signal.reason === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated;
}
