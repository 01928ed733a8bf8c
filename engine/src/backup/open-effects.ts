import { join } from 'node:path';
import { readLines } from './line-file.ts';
import { type BackupRun, damaged } from './manifest.ts';

/** The effects that had not ended at the end of a run, by case and key. */
export async function readOpenEffects(
  folder: string,
  { state }: BackupRun,
): Promise<Map<string, { readonly caseId: string; readonly key: string }>> {
  const open = new Map<string, { readonly caseId: string; readonly key: string }>();
  const path = join(folder, state.name);
  try {
    for await (const line of readLines(path)) {
      if (!line.startsWith('{"open":')) continue;
      const { open: effect } = JSON.parse(line) as { readonly open: { readonly caseId: string; readonly key: string } };
      open.set(`${effect.caseId}/${effect.key}`, effect);
    }
  } catch (error) {
    throw damaged(path, error instanceof Error ? error.message : String(error));
  }
  return open;
}
