// Runs before anything else. The page's policy forbids inline scripts, so it is a file of its own.

// zod compiles schemas with `new Function`, which the policy refuses: it is told not to try.
globalThis.__zod_globalConfig = { jitless: true };

// A stored theme must not flash the other one before the first paint.
try {
  const choice = localStorage.getItem('tutti.theme');
  if (choice === 'dark' || choice === 'light') document.documentElement.dataset.theme = choice;
} catch {
  // Storage may be blocked; the theme of the system applies.
}
