// Only so that notifications work where a page may not make them itself (Android), and lead back to a page when they are clicked.
// It answers no requests and keeps nothing: what the dashboard shows always comes from the server.
addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(lead(event.notification.data?.path ?? '/'));
});

async function lead(path) {
  const [page] = await clients.matchAll({ type: 'window' });
  if (!page) return clients.openWindow(path);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- only windows take an origin; a client of this worker is always of its own.
  page.postMessage({ type: 'open', path });
  return page.focus();
}
