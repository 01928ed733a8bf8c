import type { ProblemDocument, Upload } from '@throughline/api';
import { ApiProblem, ApiUnreachable } from '@throughline/api/client';
import { client } from '../../data/api.ts';

export const uploadBytesMax = 200 * 1024 * 1024;

export interface Sending {
  /** Rejects with ApiProblem or ApiUnreachable; never resolves once it was stopped. */
  readonly done: Promise<Upload>;
  stop(): void;
}

/** Sends a file, and tells how much of it has gone. `fetch` does not tell that. */
export function sendFile(file: File, onProgress: (bytes: number) => void): Sending {
  const request = new XMLHttpRequest();
  const done = new Promise<Upload>((resolve, reject) => {
    request.open('POST', client.url('POST /{database}/uploads', { params: { database: 'main' }, query: { name: file.name } }));
    request.setRequestHeader('content-type', 'text/csv');
    request.setRequestHeader('accept', 'application/json, application/problem+json');
    request.upload.onprogress = ({ loaded }) => onProgress(loaded);
    request.onload = () => {
      const answer = parsed(request.responseText);
      if (answer === undefined) reject(new ApiUnreachable(`The server answered ${request.status} without words`));
      else if (request.status === 201) resolve(answer as Upload);
      else reject(new ApiProblem(answer as ProblemDocument));
    };
    request.onerror = () => reject(new ApiUnreachable('The line to the server broke'));
    request.send(file);
  });
  return { done, stop: () => request.abort() };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
