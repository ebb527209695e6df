// Runs before the first paint, so that a stored theme never flashes the other one. The page's policy forbids inline scripts,
// so it is a file of its own.
try {
  const choice = localStorage.getItem('tutti.theme');
  if (choice === 'dark' || choice === 'light') document.documentElement.dataset.theme = choice;
} catch {
  // Storage may be blocked; the theme of the system applies.
}
