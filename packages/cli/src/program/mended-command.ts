/** The command as it was typed, with one wrong word replaced; undefined when that word is not there. */
export function mendedCommand(argv: readonly string[], wrong: string, right: string): string | undefined {
  const index = argv.findIndex((word) => word === wrong || word.startsWith(`${wrong}=`));
  const word = argv[index];
  if (word === undefined) return undefined;
  return ['tutti', ...argv.with(index, right + word.slice(wrong.length))].map(quoted).join(' ');
}

/** As a shell reads it back. */
function quoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return /["$`\\!]/.test(word) ? `'${word.replaceAll("'", `'\\''`)}'` : `"${word}"`;
}
