/** A word as a POSIX shell takes it. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Words as a POSIX shell takes them. */
export function shellText(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}
