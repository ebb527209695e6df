/** What stands in a config in the place of the value. */
export const referenceTo = (name: string): string => `{{secret.${name}}}`;

/** The task config in which a command gets it as an environment variable. */
export const exampleWith = (name: string): string =>
  JSON.stringify(
    {
      command: 'curl -H "Authorization: Bearer $TOKEN" https://api.example.org',
      env: { TOKEN: referenceTo(name) },
    },
    null,
    2,
  );
