import { existsSync } from 'node:fs';
import { type Attachment, attach, ownerOf } from './attach.js';
import { beginInstance } from './begun-instance.js';

let begun: { readonly path: string; readonly attachment: Promise<Attachment> } | null = null;
let giveUp: AbortController | null = null;

/**
 * Begins to make a database in memory, and to attach the file of a store to it if there is one, as a command does that
 * will need it in any case: DuckDB works on another thread while this one loads modules and reads the study. Whoever
 * began it ends with `leaveAttachment`.
 *
 * @returns whether the file is being attached
 */
export function beginAttachment(path: string): boolean {
  beginInstance();
  if (begun !== null || !existsSync(path)) return false;
  giveUp = new AbortController();
  begun = { path, attachment: attach(path, 'write', ownerOf(), [], [], giveUp.signal) };
  // Told to whoever takes it.
  begun.attachment.catch(() => undefined);
  return true;
}

/** The one that was begun of a path, for one taker; else null. */
export function takeAttachment(path: string): Promise<Attachment> | null {
  if (begun?.path !== path) return null;
  const { attachment } = begun;
  begun = null;
  return attachment;
}

/** What was begun, taken or not, waits no longer for a file that another process has: nobody will need it. */
export function giveUpAttachment(): void {
  giveUp?.abort();
}

/** Lets go of one that was begun and that nobody took. */
export async function leaveAttachment(): Promise<void> {
  const left = await begun?.attachment.catch(() => null);
  begun = null;
  await left?.detach();
}
