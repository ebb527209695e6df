/** Saves a text as a file of whoever looks. */
export function downloadText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Revoked only after the click has been taken up.
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
