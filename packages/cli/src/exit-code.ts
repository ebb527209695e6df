/** What the process ends with; documented, so that scripts can rely on it. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  conflict: 4,
  unauthorised: 5,
  unreachable: 6,
  interrupted: 130,
} as const;
